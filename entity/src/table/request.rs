//! The log: one row a request.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request")]
pub struct Model {
    /// UUID v7; the log pages by it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub started_at_ms: i64,
    pub client_key: String,
    pub session: Option<String>,
    pub dialect_in: String,
    pub dialect_out: Option<String>,
    pub endpoint: String,
    pub model_requested: String,
    pub model_served: Option<String>,
    pub channel: Option<String>,
    pub credential: Option<String>,
    pub status: Option<i64>,
    pub outcome: String,
    pub stream: bool,
    pub usage_partial: bool,
    pub ttft_ms: Option<i64>,
    pub duration_ms: i64,
    pub overhead_us: i64,
    pub decision: String,
    pub error: Option<String>,
    pub input_tokens: i64,
    pub cache_read_tokens: i64,
    pub cache_write_short_tokens: i64,
    pub cache_write_long_tokens: i64,
    pub output_tokens: i64,
    pub reasoning_tokens: i64,
    pub cost_nano_usd: Option<i64>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
