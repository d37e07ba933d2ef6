//! What Routex keeps of conversations that it translates.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kept")]
pub struct Model {
    /// Digest of kind, client key and the client's id of it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Uuid,
    /// `response` or `reasoning`.
    pub kind: String,
    /// Id of the client key. Zero: callers without one.
    pub client_key: Uuid,
    pub kept_at_ms: i64,
    /// Compressed and sealed.
    pub sealed: Vec<u8>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
