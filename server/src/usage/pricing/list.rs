//! All prices of one moment.

use std::collections::BTreeMap;

use routex_entity::TokenUsage;

use super::{name, price::Price, shipped};
use crate::router::PriceBook;

/// Prices by model. Names are found with or without a provider before them and a date behind them.
#[derive(Debug, Clone)]
pub struct PriceList {
    models: BTreeMap<String, (Source, Price)>,
}

/// Where a price comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// It came with Routex.
    Shipped,
    /// The operator set it.
    Operator,
}

impl PriceList {
    /// What comes with Routex.
    pub fn shipped() -> Self {
        Self::with(std::iter::empty())
    }

    /// What comes with Routex, with these prices in the place of those of the same name.
    pub fn with(overrides: impl IntoIterator<Item = (String, Price)>) -> Self {
        let shipped = shipped::read().into_iter();
        let shipped = shipped.map(|(name, price)| (name, (Source::Shipped, price.sort())));
        let own = overrides.into_iter();
        let own = own.map(|(name, price)| (name, (Source::Operator, price.sort())));
        Self {
            models: shipped.chain(own).collect(),
        }
    }

    /// Every price, by model.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Source, &Price)> {
        let models = self.models.iter();
        models.map(|(name, (source, price))| (name.as_str(), *source, price))
    }

    /// What an answer cost. `None`: the price of the model is unknown.
    pub fn cost(&self, model: &str, usage: &TokenUsage) -> Option<i64> {
        Some(self.find(model)?.cost(usage))
    }

    /// The most that a request of no more than so many tokens can cost. `None` as in [`PriceList::cost`].
    pub fn ceiling(&self, model: &str, input: u64, output: u64) -> Option<i64> {
        Some(self.find(model)?.ceiling(input, output))
    }

    fn find(&self, model: &str) -> Option<&Price> {
        let known = |name: &str| Some(&self.models.get(name)?.1);
        // Mostly it is known as it is, and its other names need not be made.
        known(model).or_else(|| name::candidates(model).into_iter().find_map(known))
    }
}

impl PriceBook for super::Prices {
    fn expected(&self, model: &str, input: u64, cached: u64, output: u64) -> Option<i64> {
        let cache_read = cached.min(input);
        let usage = TokenUsage {
            input: input - cache_read,
            cache_read,
            output,
            ..TokenUsage::default()
        };
        self.load().cost(model, &usage)
    }
}

#[cfg(test)]
mod tests;
