//! Whom alerts are told.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alert_target")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unique.
    pub name: String,
    pub kind: String,
    /// Scheme, host and port of the URL.
    pub origin: String,
    pub has_secret: bool,
    pub has_proxy: bool,
    /// URL, secret and proxy as JSON, sealed. `None`: declared, the file is the source.
    pub sealed: Option<Vec<u8>>,
    pub chat_id: Option<String>,
    pub allow_private_network: bool,
    pub language: String,
    pub min_severity: String,
    /// Names of kinds of alerts. Empty: all.
    pub kinds: Json,
    pub enabled: bool,
    /// Comes from the configuration file.
    pub declared: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
