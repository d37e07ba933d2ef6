//! One price of a model: when it holds, its rates, and how they change with the length of the input.

use chrono::{DateTime, NaiveDate};
use routex_entity::{Extras, ServiceTier, TokenUsage};
use serde::{Deserialize, Serialize};

use super::{hours::Hours, rates::Rates};

/// What a model costs, and when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// `None`: the standard one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_tier: Option<ServiceTier>,
    /// The first day (UTC). `None`: since ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// `None`: all day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    pub rates: Rates,
    /// By their bounds, highest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
}

/// Rates that hold for the whole request once its input, cached tokens included, is above a bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    #[serde(rename = "above")]
    pub above_input_tokens: u64,
    pub rates: Rates,
}

impl Price {
    /// What an answer cost, exactly: in the unit of [`super::Rate::tokens`].
    pub(super) fn exact(&self, usage: &TokenUsage, extras: &Extras) -> u128 {
        let input = [
            usage.cache_read,
            usage.cache_write_short,
            usage.cache_write_long,
        ]
        .into_iter()
        .fold(usage.input, u64::saturating_add);
        self.rates_at(input).exact(usage, extras)
    }

    /// The most that a request of no more than so many tokens can cost, whatever becomes of its input.
    pub(super) fn ceiling(&self, input: u64, output: u64) -> u128 {
        let tiers = self.tiers.iter();
        let reachable = tiers.filter(|tier| input > tier.above_input_tokens);
        reachable
            .map(|tier| &tier.rates)
            .chain([&self.rates])
            .map(|rates| rates.ceiling(input, output))
            .max()
            .unwrap_or(0)
    }

    pub(super) fn holds(&self, at_ms: i64) -> bool {
        if self.from.is_none() && self.hours.is_none() {
            return true;
        }
        let Some(at) = DateTime::from_timestamp_millis(at_ms) else {
            return false;
        };
        self.from.is_none_or(|from| at.date_naive() >= from)
            && self.hours.is_none_or(|hours| hours.contain(at.time()))
    }

    pub(super) fn sort(mut self) -> Self {
        self.tiers
            .sort_by_key(|tier| std::cmp::Reverse(tier.above_input_tokens));
        self
    }

    fn rates_at(&self, input: u64) -> &Rates {
        self.tiers
            .iter()
            .find(|tier| input > tier.above_input_tokens)
            .map_or(&self.rates, |tier| &tier.rates)
    }
}
