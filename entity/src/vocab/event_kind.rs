//! What the admin API's stream of events tells of.

/// A kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A request has ended.
    Request,
    /// A channel's state has changed.
    Channel,
    /// A channel was asked for its health.
    Probe,
    /// How the last minute went; once a second.
    Stats,
    /// A request went on elsewhere than where it was tried first.
    Failover,
    /// An operator has changed something.
    Config,
    /// The listener was too slow and has missed events.
    Lagged,
}

super::names!("kind of event", EventKind {
    Request => "request",
    Channel => "channel",
    Probe => "probe",
    Stats => "stats",
    Failover => "failover",
    Config => "config",
    Lagged => "lagged",
});
