//! Every change that an operator made.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_log")]
pub struct Model {
    /// UUID v7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at_ms: i64,
    /// `user:<name>`, `token:<name>`, `setup` or `cli`.
    pub actor: String,
    /// Where the call came from; empty for the command line.
    pub address: String,
    /// `create`, `update`, `delete`, …
    pub action: String,
    /// `channel`, `client_key`, …
    pub resource: String,
    /// Id or name of what was changed. `None`: there is only one.
    pub resource_id: Option<String>,
    /// Without secrets. `None`: it did not exist.
    pub before: Option<Json>,
    /// Without secrets. `None`: it is gone.
    pub after: Option<Json>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
