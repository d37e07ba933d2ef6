//! The secrets of channels.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credential")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub channel_id: Uuid,
    /// What operators see instead of the secret.
    pub label: String,
    pub kind: String,
    /// Keyed hash by which the same secret is recognised; unique within a channel.
    pub fingerprint: String,
    /// `None` for declared ones: the file is the source.
    pub sealed_secret: Option<Vec<u8>>,
    pub enabled: bool,
    pub created_at_ms: Option<i64>,
    /// Comes from the configuration file.
    pub declared: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
