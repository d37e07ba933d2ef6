//! Browsers that are signed in.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "admin_session")]
pub struct Model {
    /// SHA-256 of the cookie's value, hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// `None`: somebody who signed in at an OpenID provider, whom no user stands for.
    pub user_id: Option<Uuid>,
    pub csrf_token: String,
    pub created_at_ms: i64,
    pub last_seen_ms: i64,
    /// Where the sign-in came from.
    pub address: String,
    /// The claim `sub` of whom the provider vouched for. `None`: a user with a password.
    pub oidc_subject: Option<String>,
    /// What the provider called them.
    pub oidc_name: Option<String>,
    /// By which rules they were let in; they end the session when they change.
    pub oidc_mark: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
