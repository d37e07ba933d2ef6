//! How the router orders candidates.

/// A load-balancing strategy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Strategy {
    /// Lowest priority number first; equals in weighted random order.
    #[default]
    Priority,
    /// Each candidate in turn.
    RoundRobin,
    /// Smooth weighted turns.
    Weighted,
    /// Fewest requests in flight relative to weight, then fewest recent tokens.
    LeastUsed,
    /// Power of two choices on peak-EWMA of the time to first token.
    Fastest,
    /// Lowest expected cost of this request.
    Cheapest,
}

super::names!("strategy", Strategy {
    Priority => "priority",
    RoundRobin => "round_robin",
    Weighted => "weighted",
    LeastUsed => "least_used",
    Fastest => "fastest",
    Cheapest => "cheapest",
});
