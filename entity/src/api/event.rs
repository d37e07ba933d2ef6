//! What the stream of events carries, beside the rows of requests.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ProbeResult, Usd};
use crate::ChannelState;

/// `event: channel`: a channel's state has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelEvent {
    pub id: Uuid,
    pub name: String,
    pub state: ChannelState,
    /// `serving`, `breaker_open`, `probing`, `cooling_down`, `disabled` or `credentials_suspended`.
    pub reason: String,
}

/// `event: probe`: a channel was asked for its health.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProbeEvent {
    pub id: Uuid,
    pub name: String,
    #[serde(flatten)]
    pub result: ProbeResult,
}

/// `event: stats`: how the last minute went, or as much of it as somebody has been listening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatsEvent {
    /// Seconds that the numbers are about; 60 once somebody has been listening that long.
    pub window_seconds: f64,
    /// Attempts at providers at this moment.
    pub in_flight: u64,
    /// Requests that have ended in the window.
    pub requests: u64,
    pub requests_per_second: f64,
    /// The share of them, 0 to 1, that ended well. `null`: there was none.
    pub success_rate: Option<f64>,
    pub tokens_per_second: f64,
    /// What the requests of the window cost, as far as their prices are known.
    pub cost_usd: Usd,
    /// Milliseconds from arrival to the first content byte, to about three percent. `null`: none was measured.
    pub ttft_p50_ms: Option<u32>,
    pub ttft_p95_ms: Option<u32>,
}

/// `event: config`: an operator has changed something; what is shown of it should be read again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfigEvent {
    /// `channel`, `client_key`, …; `configuration` when the file was read again, which may have changed anything.
    pub resource: String,
    /// Id or name of what was changed. `null`: there is only one.
    pub id: Option<String>,
    /// `create`, `update`, `delete`, …
    pub action: String,
}

/// `event: lagged`: the listener was too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LaggedEvent {
    /// Events that it has missed, of all kinds.
    pub missed: u64,
}
