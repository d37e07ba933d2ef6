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
    /// 0: unlimited; the same for `tpm` and `max_concurrency`.
    pub rpm: i64,
    pub tpm: i64,
    pub max_concurrency: i64,
    /// `[{"window": name, "nano_usd": amount}]`
    pub budgets: Json,
    /// `[address or network]`; empty: from anywhere.
    pub allowed_ips: Json,
    /// How long a request may wait for room under the limits. 0: refused at once.
    pub queue_ms: i64,
    pub keep_bodies_hours: i64,
    /// Whether a key with a budget may use models whose price is unknown.
    pub allow_unpriced: bool,
    pub created_at_ms: Option<i64>,
    pub expires_at_ms: Option<i64>,
    pub enabled: bool,
    /// Comes from the configuration file.
    pub declared: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
