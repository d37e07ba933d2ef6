//! What the stream of events carries, beside the rows of requests.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ChannelLive, ProbeResult, Usd, time};
use crate::{ChannelState, Outcome, RequestRecord};

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
    /// How every channel is doing at this moment.
    pub channels: Vec<ChannelPulse>,
}

/// A channel at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelPulse {
    pub id: Uuid,
    #[serde(flatten)]
    pub live: ChannelLive,
    /// When the first of its credentials may be used again. `null`: one can now, or nobody knows.
    pub resumes_at: Option<DateTime<Utc>>,
}

/// `event: failover`: a request went on elsewhere than where it was tried first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FailoverEvent {
    pub request_id: Uuid,
    /// When the request had come.
    pub at: DateTime<Utc>,
    /// As the client asked for it.
    pub model: String,
    /// Name of the channel that was tried first.
    pub from: String,
    /// Name of the channel that answered, or was tried last.
    pub to: String,
    /// How the first attempt ended.
    pub reason: Outcome,
    /// The same in a line. `null`: there is nothing to add.
    pub error: Option<String>,
    /// How the request ended.
    pub outcome: Outcome,
    pub attempts: u32,
}

impl FailoverEvent {
    /// `None`: the first attempt was the only one.
    pub fn of(record: &RequestRecord) -> Option<Self> {
        let [first, .., last] = record.attempts.as_slice() else {
            return None;
        };
        Some(Self {
            request_id: record.id,
            at: time(record.started_at_ms),
            model: record.model_requested.clone(),
            from: first.channel.clone(),
            to: last.channel.clone(),
            reason: first.outcome,
            error: first.error.clone(),
            outcome: record.outcome,
            attempts: u32::try_from(record.attempts.len()).unwrap_or(u32::MAX),
        })
    }
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
