//! The tokens of credentials that are no keys.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "token_grant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub credential_id: Uuid,
    /// Who gave them. `None`: the credential itself says it.
    pub provider_id: Option<Uuid>,
    /// Grows with every write.
    pub version: i64,
    /// Grows whenever somebody signs in.
    pub sign_ins: i64,
    /// Access and refresh token as JSON, sealed.
    pub sealed_tokens: Option<Vec<u8>>,
    pub obtained_at_ms: Option<i64>,
    /// `None`: the provider does not say.
    pub expires_at_ms: Option<i64>,
    /// Whose they are, as the provider names it.
    pub account: Option<String>,
    /// The provider takes them no more.
    pub needs_sign_in: bool,
    pub last_error: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
