//! What a provider's rate-limit headers promise: how much is left, and until when.

use std::time::{Duration, Instant};

/// Remaining allowance of one credential for one model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// When the headers arrived.
    pub at: Instant,
    pub requests: Option<Allowance>,
    pub tokens: Option<Allowance>,
}

/// One counter of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    pub remaining: u64,
    /// From `Forecast::at` until the counter is full again.
    pub reset_in: Duration,
}
