//! What the `cheapest` strategy needs to know of prices.

/// Expected prices of models, kept current by whoever implements it.
pub trait PriceBook: Send + Sync {
    /// Thousand-millionths of a US dollar for a request of so many uncached input, cached input and output tokens.
    /// `None`: the price of the model is unknown.
    fn expected(&self, model: &str, input: u64, cached: u64, output: u64) -> Option<i64>;
}

/// Knows no price.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPrices;

impl PriceBook for NoPrices {
    fn expected(&self, _: &str, _: u64, _: u64, _: u64) -> Option<i64> {
        None
    }
}
