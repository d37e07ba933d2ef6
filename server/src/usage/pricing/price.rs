//! The price of one model.

use routex_entity::TokenUsage;
use serde::{Deserialize, Serialize};

/// The highest price of a token: a dollar. Keeps sums of believable usage far from overflowing.
pub const MAX_RATE: u64 = 1_000_000_000;

/// What a model costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    #[serde(flatten)]
    pub rates: Rates,
    /// By their bounds, highest first.
    #[serde(default, rename = "tier", skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
}

/// Prices that hold for the whole request once its input, cached tokens included, is above a bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    pub above_input_tokens: u64,
    #[serde(flatten)]
    pub rates: Rates,
}

/// Thousand-millionths of a US dollar per token, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rates {
    pub input: u64,
    /// `None`: as `input`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_read: Option<u64>,
    /// `None`: as `input`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_short: Option<u64>,
    /// `None`: as `cache_write_short`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_write_long: Option<u64>,
    pub output: u64,
}

impl Price {
    /// What an answer cost. Beyond all measure it stays at the end of the scale.
    pub fn cost(&self, usage: &TokenUsage) -> i64 {
        let input = [
            usage.cache_read,
            usage.cache_write_short,
            usage.cache_write_long,
        ]
        .into_iter()
        .fold(usage.input, u64::saturating_add);
        self.rates_at(input).cost(usage)
    }

    /// The most that a request of no more than so many tokens can cost, whatever becomes of its input.
    pub fn ceiling(&self, input: u64, output: u64) -> i64 {
        let tiers = self.tiers.iter();
        let reachable = tiers.filter(|tier| input > tier.above_input_tokens);
        reachable
            .map(|tier| &tier.rates)
            .chain([&self.rates])
            .map(|rates| rates.ceiling(input, output))
            .max()
            .unwrap_or(0)
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

impl Rates {
    fn cost(&self, usage: &TokenUsage) -> i64 {
        let write_short = self.cache_write_short.unwrap_or(self.input);
        sum([
            (usage.input, self.input),
            (usage.cache_read, self.cache_read.unwrap_or(self.input)),
            (usage.cache_write_short, write_short),
            (
                usage.cache_write_long,
                self.cache_write_long.unwrap_or(write_short),
            ),
            (usage.output, self.output),
        ])
    }

    fn ceiling(&self, input: u64, output: u64) -> i64 {
        let kinds = [
            self.cache_read,
            self.cache_write_short,
            self.cache_write_long,
        ];
        let dearest = kinds.into_iter().flatten().fold(self.input, u64::max);
        sum([(input, dearest), (output, self.output)])
    }
}

fn sum<const KINDS: usize>(kinds: [(u64, u64); KINDS]) -> i64 {
    let sum = kinds.into_iter().fold(0_u64, |sum, (tokens, rate)| {
        sum.saturating_add(tokens.saturating_mul(rate))
    });
    i64::try_from(sum).unwrap_or(i64::MAX)
}
