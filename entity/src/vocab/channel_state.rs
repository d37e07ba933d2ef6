//! The health of a channel, as an operator sees it.

/// What a channel is able to do right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ChannelState {
    /// Serving.
    #[default]
    Closed,
    /// The breaker is open: nothing is sent until it is due for a probe.
    Open,
    /// One probe on live traffic is deciding.
    HalfOpen,
    /// Switched off by the operator, or every credential was rejected by the provider.
    Disabled,
    /// Healthy, but the provider asked to wait.
    Cooling,
}

super::names!("channel state", ChannelState {
    Closed => "closed",
    Open => "open",
    HalfOpen => "half_open",
    Disabled => "disabled",
    Cooling => "cooling",
});
