//! Tokens by kind, in one canonical form for all providers.

use serde::{Deserialize, Serialize};

/// Tokens of one answer. Kinds do not overlap, except that `reasoning` is a part of `output`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenUsage {
    /// Input tokens that no cache served or stored.
    pub input: u64,
    /// Input tokens read from the provider's cache.
    pub cache_read: u64,
    /// Input tokens written to a short-lived cache (5 minutes).
    pub cache_write_short: u64,
    /// Input tokens written to a long-lived cache (1 hour).
    pub cache_write_long: u64,
    /// Output tokens, reasoning included.
    pub output: u64,
    /// The part of `output` spent on reasoning.
    pub reasoning: u64,
}

/// No answer has more tokens of a kind; a provider that reports more is wrong or worse.
const MOST: u64 = 1_000_000_000;

impl TokenUsage {
    /// The same, with no kind beyond what an answer can have, so that sums of it stay sums.
    pub fn believable(self) -> Self {
        Self {
            input: self.input.min(MOST),
            cache_read: self.cache_read.min(MOST),
            cache_write_short: self.cache_write_short.min(MOST),
            cache_write_long: self.cache_write_long.min(MOST),
            output: self.output.min(MOST),
            reasoning: self.reasoning.min(MOST),
        }
    }

    /// All tokens, each counted once.
    pub fn total(&self) -> u64 {
        [
            self.input,
            self.cache_read,
            self.cache_write_short,
            self.cache_write_long,
            self.output,
        ]
        .into_iter()
        .fold(0, u64::saturating_add)
    }

    /// Tokens written to a cache of either lifetime.
    pub fn cache_write(&self) -> u64 {
        self.cache_write_short.saturating_add(self.cache_write_long)
    }
}

impl std::iter::Sum for TokenUsage {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |sum, part| Self {
            input: sum.input.saturating_add(part.input),
            cache_read: sum.cache_read.saturating_add(part.cache_read),
            cache_write_short: sum.cache_write_short.saturating_add(part.cache_write_short),
            cache_write_long: sum.cache_write_long.saturating_add(part.cache_write_long),
            output: sum.output.saturating_add(part.output),
            reasoning: sum.reasoning.saturating_add(part.reasoning),
        })
    }
}
