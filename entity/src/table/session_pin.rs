//! Where sessions live, so that a restart does not move them.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session_pin")]
pub struct Model {
    /// Hash of client key and session, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub channel: Uuid,
    pub credential: Uuid,
    pub last_used_ms: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
