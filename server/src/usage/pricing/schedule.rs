//! The prices of one model over time: which of them holds at a moment, for a service tier.

use routex_entity::ServiceTier;

use super::price::Price;

/// Prices of a model. Of those that hold at a moment, the last counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schedule(Vec<Price>);

impl Schedule {
    pub fn new(prices: impl IntoIterator<Item = Price>) -> Self {
        Self(prices.into_iter().map(Price::sort).collect())
    }

    /// Puts a price where it belongs: what holds from a later day on, or for a part of the day, counts before the rest.
    pub fn insert(&mut self, price: Price) {
        let when = |price: &Price| (price.from, price.hours.is_some());
        let place = self.0.partition_point(|known| when(known) <= when(&price));
        self.0.insert(place, price.sort());
    }

    pub fn prices(&self) -> &[Price] {
        &self.0
    }

    /// The price at a moment, in milliseconds since the Unix epoch. A tier without a price of its own costs what the
    /// standard one costs. Before the first day, the oldest price counts.
    pub fn at(&self, at_ms: i64, tier: Option<ServiceTier>) -> Option<&Price> {
        let of_tier = tier.and_then(|tier| self.active(at_ms, Some(tier)));
        of_tier
            .or_else(|| self.active(at_ms, None))
            .or_else(|| self.0.iter().find(|price| price.service_tier.is_none()))
    }

    fn active(&self, at_ms: i64, tier: Option<ServiceTier>) -> Option<&Price> {
        let mut latest_first = self.0.iter().rev();
        latest_first.find(|price| price.service_tier == tier && price.holds(at_ms))
    }
}

#[cfg(test)]
mod tests;
