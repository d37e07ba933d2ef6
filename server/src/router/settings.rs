//! Everything about routing that an operator tunes while Routex runs.

use std::time::Duration;

use routex_entity::Strategy;

/// Run-time tunable routing behaviour. `Default` is the documented default.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutingSettings {
    pub strategy: Strategy,
    /// Attempts a request may make, the first included. At least 1.
    pub max_attempts: u32,
    pub first_byte_timeout: Duration,
    pub idle_timeout: Duration,
    pub total_timeout: Duration,
    pub affinity: AffinitySettings,
    pub breaker: BreakerSettings,
    /// Interval of keep-alives towards a waiting streaming client.
    pub keep_alive_interval: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AffinitySettings {
    pub enabled: bool,
    /// Life of a pin after its last use.
    pub ttl: Duration,
}

#[derive(Debug, Clone, PartialEq)]
pub struct BreakerSettings {
    /// Trips after this many failures in a row.
    pub consecutive_failures: u32,
    /// Trips at this share of failures (0–1) …
    pub failure_ratio: f64,
    /// … among at least this many attempts in the window.
    pub minimum_attempts: u32,
    pub window: Duration,
    /// First stay in the open state; doubles on every failed probe.
    pub open: Duration,
    pub max_open: Duration,
}

impl Default for RoutingSettings {
    fn default() -> Self {
        Self {
            strategy: Strategy::Priority,
            max_attempts: 3,
            first_byte_timeout: Duration::from_secs(60),
            idle_timeout: Duration::from_secs(120),
            total_timeout: Duration::from_secs(600),
            affinity: AffinitySettings::default(),
            breaker: BreakerSettings::default(),
            keep_alive_interval: Duration::from_secs(15),
        }
    }
}

impl Default for AffinitySettings {
    fn default() -> Self {
        Self {
            enabled: true,
            ttl: Duration::from_secs(5 * 60 * 60),
        }
    }
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self {
            consecutive_failures: 5,
            failure_ratio: 0.5,
            minimum_attempts: 20,
            window: Duration::from_secs(60),
            open: Duration::from_secs(5),
            max_open: Duration::from_secs(300),
        }
    }
}
