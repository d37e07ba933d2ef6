//! The sole classifier: what the end of an attempt means for the breaker, for failover and for the client.

use std::time::Duration;

use routex_entity::Outcome;

/// What one attempt's end means. Everything else reads this and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub outcome: Outcome,
    pub health: Health,
    pub retry: Retry,
    /// One line for the log and the request's row; no secrets, no bodies.
    pub message: String,
}

/// What it says about the place that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// Counts as a success.
    Good,
    /// Counts as a failure of the credential × model.
    Failure,
    /// Nothing could be reached: counts for the whole channel.
    HostFailure,
    /// A failure, and a short pause.
    Overloaded { wait: Option<Duration> },
    /// Not a failure: wait this long, or by backoff when the provider did not say.
    RateLimited { wait: Option<Duration> },
    /// No money or quota left on this credential.
    QuotaExhausted,
    /// The provider rejected this credential.
    Rejected,
    /// This credential has no such model.
    ModelUnknown,
    /// Says nothing.
    Neutral,
}

/// Whether another attempt may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The answer is final.
    No,
    /// Another credential may do, the same channel's included.
    OtherCredential,
    /// The host failed: another channel is better.
    OtherChannel,
}
