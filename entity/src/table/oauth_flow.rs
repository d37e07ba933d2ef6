//! Sign-ins at providers that are on their way.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "oauth_flow")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Of the `state` that the provider hands back.
    pub state_hash: String,
    /// Who began it: a session's hash or an admin token's name.
    pub caller: String,
    pub provider_id: Uuid,
    pub channel_id: Uuid,
    /// Signs in again. `None`: makes a new credential.
    pub credential_id: Option<Uuid>,
    /// Verifier, nonce, redirect address and the like as JSON, sealed.
    pub sealed: Vec<u8>,
    pub expires_at_ms: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
