//! Prices of models.

use serde::{Deserialize, Serialize};

use super::Usd;

/// What a model costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Price {
    #[serde(flatten)]
    pub price: PriceInput,
    pub source: PriceSource,
}

/// Where a price comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PriceSource {
    /// It came with Routex.
    Shipped,
    /// The operator set it.
    Operator,
}

/// The operator's prices, all of them; each takes the place of the shipped one for its model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceOverrides {
    /// Each of another model.
    #[serde(default)]
    pub items: Vec<PriceInput>,
}

/// A model and its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceInput {
    /// As the provider calls it; a provider before the name and a date behind it make no difference.
    pub model: String,
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

/// US dollars per million tokens, by kind, with at most 3 decimals.
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
}
