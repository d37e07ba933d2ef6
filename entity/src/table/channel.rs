//! Upstream accounts and endpoints.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "channel")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Unique.
    pub name: String,
    /// Name of a preset.
    pub provider: String,
    /// `[{"dialect": name, "url": base URL}]`
    pub endpoints: Json,
    /// `[name]`; empty: any.
    pub models: Json,
    /// `{client model: upstream model}`
    pub model_map: Json,
    pub priority: i64,
    pub weight: i64,
    pub enabled: bool,
    /// `[name]`
    pub tags: Json,
    /// 0: unlimited; the same for `rpm` and `tpm`.
    pub max_concurrency: i64,
    pub rpm: i64,
    pub tpm: i64,
    pub first_byte_timeout_ms: Option<i64>,
    pub allow_private_network: bool,
    /// `{name: value}`, sealed. `None` for declared ones, and where there is none.
    pub sealed_headers: Option<Vec<u8>>,
    /// A URL, sealed; as `sealed_headers`.
    pub sealed_proxy: Option<Vec<u8>>,
    /// PEM. `None`: the usual authorities.
    pub tls_ca: Option<String>,
    /// How long a request may wait for room under the limits. 0: refused at once.
    pub queue_ms: i64,
    pub keep_bodies_hours: i64,
    pub probe: String,
    pub probe_interval_seconds: i64,
    pub probe_model: Option<String>,
    /// `{pattern of upstream models: {capability: bool}}`
    pub capabilities: Json,
    /// Millionths.
    pub price_multiplier: i64,
    pub price_per_request_nano_usd: Option<i64>,
    /// Comes from the configuration file.
    pub declared: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
