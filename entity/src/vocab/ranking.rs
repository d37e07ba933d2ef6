//! What the first of a list has most of.

/// By what the rows of a breakdown are sorted, the largest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ranking {
    Requests,
    /// Requests that did not succeed.
    Failures,
    /// All tokens, each counted once.
    Tokens,
    Cost,
    /// Time to the first content byte, at the 95th percentile.
    Ttft,
    /// Duration, at the 95th percentile.
    Duration,
}

super::names!("sort", Ranking {
    Requests => "requests",
    Failures => "failures",
    Tokens => "tokens",
    Cost => "cost",
    Ttft => "ttft",
    Duration => "duration",
});
