//! The log of requests.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Usd, time};
use crate::{AttemptRecord, Dialect, Extras, Outcome, RequestRecord, TokenUsage};

/// A request in a list: of its attempts only the number.
pub type RequestRow = Request<u32>;

/// A request by itself, with its attempts in the order in which they were made.
pub type RequestDetail = Request<Vec<Attempt>>;

/// A part of the log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestList {
    /// May be fewer than asked for, or none, although more follow.
    pub items: Vec<RequestRow>,
    /// Where the next page begins, for `?cursor=`. `null`: this was the last.
    #[serde(default)]
    pub next_cursor: Option<String>,
    /// How far back this page and those before it have looked. `null`: through the whole log.
    #[serde(default)]
    pub searched_to: Option<DateTime<Utc>>,
}

/// A request that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Request<A> {
    /// As `x-routex-request-id` told the client.
    pub id: Uuid,
    pub started_at: DateTime<Utc>,
    /// Name of the client key; empty when keys are not required and none was given.
    pub client_key: String,
    /// The conversation. `null`: the client named none.
    pub session: Option<String>,
    pub dialect_in: Dialect,
    /// Dialect spoken upstream. `null`: nothing was sent.
    pub dialect_out: Option<Dialect>,
    /// Path without the query.
    pub endpoint: String,
    pub model_requested: String,
    pub model_served: Option<String>,
    /// Name of the channel that answered, or was tried last.
    pub channel: Option<String>,
    /// Label of the credential that answered, or was tried last.
    pub credential: Option<String>,
    /// What the client saw. `null`: it left before.
    pub status: Option<u16>,
    pub outcome: Outcome,
    pub stream: bool,
    #[cfg_attr(feature = "openapi", schema(inline))]
    pub attempts: A,
    #[serde(flatten)]
    pub tokens: Tokens,
    /// The tokens are a lower bound: the answer was cut, or the client left.
    pub usage_partial: bool,
    /// All attempts together. `null`: the price of the model is not known.
    pub cost_usd: Option<Usd>,
    /// Milliseconds from arrival to the first content byte.
    pub ttft_ms: Option<u32>,
    /// Milliseconds from arrival to the last byte.
    pub duration_ms: u32,
    /// Microseconds that Routex itself added before the first byte went to the client.
    pub overhead_us: u32,
    /// Why this channel.
    pub decision: String,
    /// What went wrong, in one line.
    pub error: Option<String>,
}

/// One request to one credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attempt {
    pub id: Uuid,
    pub started_at: DateTime<Utc>,
    pub channel: String,
    /// Label of the credential.
    pub credential: String,
    pub model_served: String,
    /// What the provider answered. `null`: nothing.
    pub status: Option<u16>,
    pub outcome: Outcome,
    /// Milliseconds from dispatch to the first content byte.
    pub ttft_ms: Option<u32>,
    /// Milliseconds from dispatch to the end.
    pub duration_ms: u32,
    #[serde(flatten)]
    pub tokens: Tokens,
    /// What is charged beside plain tokens of the standard tier.
    pub extras: Extras,
    pub cost_usd: Option<Usd>,
    pub error: Option<String>,
}

/// Tokens by kind. Kinds do not overlap, but for reasoning, which is a part of the output, and the two lifetimes that
/// make up `cache_write_tokens`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tokens {
    /// Input that no cache served or stored.
    pub input_tokens: u64,
    pub cache_read_tokens: u64,
    /// Of both lifetimes.
    pub cache_write_tokens: u64,
    /// Written to a cache of 5 minutes.
    pub cache_write_short_tokens: u64,
    /// Written to a cache of 1 hour.
    pub cache_write_long_tokens: u64,
    pub output_tokens: u64,
    pub reasoning_tokens: u64,
}

impl From<TokenUsage> for Tokens {
    fn from(usage: TokenUsage) -> Self {
        Self {
            input_tokens: usage.input,
            cache_read_tokens: usage.cache_read,
            cache_write_tokens: usage.cache_write(),
            cache_write_short_tokens: usage.cache_write_short,
            cache_write_long_tokens: usage.cache_write_long,
            output_tokens: usage.output,
            reasoning_tokens: usage.reasoning,
        }
    }
}

impl From<AttemptRecord> for Attempt {
    fn from(record: AttemptRecord) -> Self {
        Self {
            id: record.id,
            started_at: time(record.started_at_ms),
            channel: record.channel,
            credential: record.credential,
            model_served: record.model_served,
            status: record.status,
            outcome: record.outcome,
            ttft_ms: record.ttft_ms,
            duration_ms: record.duration_ms,
            tokens: record.usage.into(),
            extras: record.extras,
            cost_usd: record.cost_nano_usd.map(Usd::from_nanos),
            error: record.error,
        }
    }
}

impl From<RequestRecord> for RequestRow {
    fn from(record: RequestRecord) -> Self {
        let attempts = u32::try_from(record.attempts.len()).unwrap_or(u32::MAX);
        with_attempts(record, attempts)
    }
}

impl From<RequestRecord> for RequestDetail {
    fn from(mut record: RequestRecord) -> Self {
        let attempts = std::mem::take(&mut record.attempts);
        let attempts = attempts.into_iter().map(Attempt::from).collect();
        with_attempts(record, attempts)
    }
}

fn with_attempts<A>(record: RequestRecord, attempts: A) -> Request<A> {
    Request {
        id: record.id,
        started_at: time(record.started_at_ms),
        client_key: record.client_key,
        session: record.session,
        dialect_in: record.dialect_in,
        dialect_out: record.dialect_out,
        endpoint: record.endpoint,
        model_requested: record.model_requested,
        model_served: record.model_served,
        channel: record.channel,
        credential: record.credential,
        status: record.status,
        outcome: record.outcome,
        stream: record.stream,
        attempts,
        tokens: record.usage.into(),
        usage_partial: record.usage_partial,
        cost_usd: record.cost_nano_usd.map(Usd::from_nanos),
        ttft_ms: record.ttft_ms,
        duration_ms: record.duration_ms,
        overhead_us: record.overhead_us,
        decision: record.decision,
        error: record.error,
    }
}
