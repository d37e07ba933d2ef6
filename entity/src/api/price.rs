//! Prices of models.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Usd;
use crate::ServiceTier;

/// What a model costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Price {
    #[serde(flatten)]
    pub price: PriceInput,
    pub source: PriceSource,
    /// Whose price it is. `null`: set by the operator, whoever provides the model.
    pub provider: Option<String>,
    /// The page on which the provider publishes its prices.
    pub source_url: Option<String>,
    /// The day of the catalogue that it is from.
    pub as_of: Option<String>,
}

/// Where a price comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PriceSource {
    /// It came with Routex.
    Shipped,
    /// The operator loaded it with a newer catalogue.
    Refreshed,
    /// The operator set it.
    Operator,
}

/// The operator's prices, all of them; each takes the place of the listed one for its model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceOverrides {
    /// No two for the same model, channel, service tier, day and hours.
    #[serde(default)]
    pub items: Vec<PriceInput>,
}

/// A model and its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceInput {
    /// As the provider calls it; a provider before the name and a date behind it make no difference. `*` stands for any
    /// text.
    pub model: String,
    /// Name of the channel for which alone it holds, whatever the channel's multiplier. Left out: for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// For answers of this tier alone. Left out: the standard one, and every tier without a price of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<ServiceTier>,
    /// The first day on which it holds, UTC. Left out: since ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The part of every day in which it holds, UTC: `16:30-00:30`. Left out: all day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    #[serde(flatten)]
    pub rates: PriceRates,
    /// Prices for requests with much input.
    #[serde(default)]
    pub tiers: Vec<PriceTier>,
}

/// Prices that hold for the whole request once its input, cached tokens included, is above a bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceTier {
    pub above_input_tokens: u64,
    #[serde(flatten)]
    pub rates: PriceRates,
}

/// US dollars per million tokens by kind, and for each call, with at most 9 decimals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceRates {
    /// Input that no cache served or stored.
    pub input: Usd,
    /// Input read from a cache; as `input` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_read: Option<Usd>,
    /// Input written to a cache for 5 minutes; as `input` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_short: Option<Usd>,
    /// Input written to a cache for an hour; as `cache_write_short` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_long: Option<Usd>,
    /// Output, reasoning included.
    pub output: Usd,
    /// The reasoning in the output; as `output` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reasoning: Option<Usd>,
    /// Sound in the input; as `input` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_audio: Option<Usd>,
    /// Sound read from a cache; as `cache_read` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_read_audio: Option<Usd>,
    /// Sound in the output; as `output` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_audio: Option<Usd>,
    /// Pictures in the input; as `input` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_image: Option<Usd>,
    /// Pictures read from a cache; as `cache_read` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_read_image: Option<Usd>,
    /// Pictures in the output; as `output` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_image: Option<Usd>,
    /// One search of the web by the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web_search: Option<Usd>,
    /// One search of stored files by the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_search: Option<Usd>,
    /// One answered request, beside its tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Usd>,
}

/// A newer catalogue of prices: one of these three.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PriceRefresh {
    /// Where to get it: Routex' own format, or the `data.json` of genai-prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The catalogue itself, in either format.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub catalogue: Option<serde_json::Value>,
    /// Go back to the catalogue that came with Routex.
    pub shipped: bool,
    /// Only tell what would change.
    pub dry_run: bool,
}

/// What a refresh changes, or would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceRefreshed {
    /// It was only told.
    pub dry_run: bool,
    /// The day of the catalogue.
    pub as_of: String,
    /// Who gathered its prices.
    pub source: String,
    /// Models in the catalogue.
    pub models: u64,
    /// Provider and model, as `openai/gpt-5.4`.
    pub added: Vec<String>,
    pub changed: Vec<String>,
    pub removed: Vec<String>,
}

/// Which costs to reckon again, with the prices of now as they were in force then.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PriceRecompute {
    /// The first moment of arrival. Left out: since ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<chrono::DateTime<chrono::Utc>>,
    /// The end, not itself part of it. Left out: now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<chrono::DateTime<chrono::Utc>>,
    /// Only tell what would change.
    pub dry_run: bool,
}

/// What reckoning again changes, or would change.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceRecomputed {
    /// It was only told.
    pub dry_run: bool,
    /// Requests that were looked at.
    pub requests: u64,
    /// Requests whose cost is another one.
    pub changed: u64,
    /// Models whose requests cost something else, by name.
    pub models: Vec<RecomputedModel>,
}

/// What becomes of the costs of one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecomputedModel {
    /// As the provider calls it.
    pub model: String,
    /// Attempts whose cost is another one.
    pub attempts: u64,
    /// What all those cost; unknown costs count as nothing.
    pub before_usd: Usd,
    pub after_usd: Usd,
}
