//! The story of a finished request, as the ledger keeps it and the admin API tells it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::vocab::{Dialect, Extras, Outcome, TokenUsage};

/// One request with all its attempts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestRecord {
    /// UUID v7; also sent to the client as `x-routex-request-id`.
    pub id: Uuid,
    /// Its arrival, in milliseconds since the Unix epoch.
    pub started_at_ms: i64,
    /// Name of the client key; empty when keys are not required and none was given.
    pub client_key: String,
    /// The conversation, as a scoped hash or the client's own id. `None` when it named none.
    pub session: Option<String>,
    pub dialect_in: Dialect,
    /// Dialect spoken upstream. `None` when nothing was sent.
    pub dialect_out: Option<Dialect>,
    /// Path without the query, `/v1/messages`.
    pub endpoint: String,
    pub model_requested: String,
    pub model_served: Option<String>,
    /// Name of the channel that answered, or that was tried last.
    pub channel: Option<String>,
    /// Label of the credential that answered, or that was tried last.
    pub credential: Option<String>,
    /// HTTP status the client saw. `None` when it left before there was one.
    pub status: Option<u16>,
    pub outcome: Outcome,
    pub stream: bool,
    pub usage: TokenUsage,
    /// The usage is a lower bound: the answer was cut or the client left.
    pub usage_partial: bool,
    /// Thousand-millionths of a US dollar. `None` when the price of the model is unknown.
    pub cost_nano_usd: Option<i64>,
    /// Milliseconds from arrival to the first content byte.
    pub ttft_ms: Option<u32>,
    /// Milliseconds from arrival to the last byte.
    pub duration_ms: u32,
    /// Microseconds that Routex itself added before the first byte reached the client.
    pub overhead_us: u32,
    /// Why this channel: the short reason of `x-routex-decision`.
    pub decision: String,
    /// What went wrong, in one line, without secrets or bodies.
    pub error: Option<String>,
    pub attempts: Vec<AttemptRecord>,
}

impl RequestRecord {
    /// When the last byte went out, in milliseconds since the Unix epoch. What it cost counts for this moment.
    pub fn ended_at_ms(&self) -> i64 {
        let duration_ms = i64::from(self.duration_ms);
        self.started_at_ms.saturating_add(duration_ms)
    }
}

/// One request to one credential.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AttemptRecord {
    /// UUID v7.
    pub id: Uuid,
    /// Milliseconds since the Unix epoch.
    pub started_at_ms: i64,
    pub channel: String,
    /// Label of the credential, never the secret.
    pub credential: String,
    pub model_served: String,
    /// HTTP status of the provider. `None` when none arrived.
    pub status: Option<u16>,
    pub outcome: Outcome,
    /// Milliseconds from dispatch to the first content byte.
    pub ttft_ms: Option<u32>,
    /// Milliseconds from dispatch to the end.
    pub duration_ms: u32,
    pub usage: TokenUsage,
    /// Records of versions that did not know them have none.
    #[serde(default, skip_serializing_if = "Extras::is_none")]
    pub extras: Extras,
    pub cost_nano_usd: Option<i64>,
    pub error: Option<String>,
}

impl AttemptRecord {
    /// What the attempts of a request cost together. `None` when tokens were used whose price is unknown, or none at all
    /// was sent.
    pub fn total_cost(attempts: &[Self]) -> Option<i64> {
        let costs = attempts
            .iter()
            .filter(|attempt| attempt.usage.total() > 0 || attempts.len() == 1)
            .map(|attempt| attempt.cost_nano_usd);
        costs
            .reduce(|sum, cost| Some(sum?.saturating_add(cost?)))
            .flatten()
    }
}
