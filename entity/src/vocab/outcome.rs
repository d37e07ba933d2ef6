//! How an attempt, or a whole request, ended.

/// The classified end of an attempt or request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// A complete answer.
    Success,
    /// The request itself was at fault (400, 413, 422, content policy, unknown model).
    ClientError,
    /// The provider asked to wait (429).
    RateLimited,
    /// The provider is overloaded (529).
    Overloaded,
    /// The provider failed (5xx, an error inside a stream, a redirect).
    UpstreamError,
    /// The provider rejected the credential (401, 403).
    Unauthorized,
    /// The account has no money or quota left.
    QuotaExhausted,
    /// No content arrived within the first-byte limit.
    TimeoutFirstByte,
    /// The answer stalled after it had begun.
    TimeoutIdle,
    /// The provider could not be reached.
    ConnectError,
    /// The answer ended before it was complete.
    Truncated,
    /// The answer was not what the protocol allows.
    Malformed,
    /// The client went away first.
    ClientCancelled,
    /// Nothing could serve the request.
    NoRoute,
    /// Sent, but Routex stopped before it learned the end.
    Unknown,
}

super::names!("outcome", Outcome {
    Success => "success",
    ClientError => "client_error",
    RateLimited => "rate_limited",
    Overloaded => "overloaded",
    UpstreamError => "upstream_error",
    Unauthorized => "unauthorized",
    QuotaExhausted => "quota_exhausted",
    TimeoutFirstByte => "timeout_first_byte",
    TimeoutIdle => "timeout_idle",
    ConnectError => "connect_error",
    Truncated => "truncated",
    Malformed => "malformed",
    ClientCancelled => "client_cancelled",
    NoRoute => "no_route",
    Unknown => "unknown",
});
