//! What the `cheapest` strategy needs to know of prices.

/// Expected prices of models, kept current by whoever implements it.
pub trait PriceBook: Send + Sync {
    /// Thousand-millionths of a US dollar. `None`: the price of the model is unknown.
    fn expected(&self, asked: &Asked<'_>) -> Option<i64>;
}

/// A request that might be made.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Name of the channel.
    pub channel: &'a str,
    /// As the provider calls it.
    pub model: &'a str,
    /// Milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// Tokens of input, cached ones included.
    pub input: u64,
    pub cached: u64,
    pub output: u64,
}

/// Knows no price.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPrices;

impl PriceBook for NoPrices {
    fn expected(&self, _: &Asked<'_>) -> Option<i64> {
        None
    }
}
