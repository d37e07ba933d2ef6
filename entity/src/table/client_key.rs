//! Keys that Routex issues to its own clients.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "client_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unique.
    pub name: String,
    /// SHA-256 of the whole key, hex. Unique.
    pub hash: String,
    /// The beginning of the key, for display.
    pub prefix: String,
    /// `[name]`; empty: all.
    pub models: Json,
    /// `[name]`; empty: all.
    pub tags: Json,
    /// 0: unlimited; the same for `tpm`, `max_concurrency` and the budget.
    pub rpm: i64,
    pub tpm: i64,
    pub max_concurrency: i64,
    pub budget_nano_usd: i64,
    /// `day`, `week`, `month` or `total`.
    pub budget_window: Option<String>,
    pub expires_at_ms: Option<i64>,
    pub enabled: bool,
    /// Comes from the configuration file.
    pub declared: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
