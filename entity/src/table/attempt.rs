//! One row an attempt, beside the other attempts of its request.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: Uuid,
    /// UUID v7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub started_at_ms: i64,
    pub channel: String,
    pub credential: String,
    pub model_served: String,
    pub status: Option<i64>,
    pub outcome: String,
    pub ttft_ms: Option<i64>,
    pub duration_ms: i64,
    pub error: Option<String>,
    pub input_tokens: i64,
    pub cache_read_tokens: i64,
    pub cache_write_short_tokens: i64,
    pub cache_write_long_tokens: i64,
    pub output_tokens: i64,
    pub reasoning_tokens: i64,
    pub cost_nano_usd: Option<i64>,
    /// JSON. `None`: nothing beside plain tokens of the standard tier.
    pub extras: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
