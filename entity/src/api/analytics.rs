//! Sums and series over the requests.
//!
//! Requests count for the time of their arrival. Every figure is the sum over the rows of the request log.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Tokens, Usd};
use crate::{Bucket, GroupBy, Outcome, Ranking};

/// A time and the one of the same length before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsSummary {
    pub current: AnalyticsPeriod,
    pub previous: AnalyticsPeriod,
    /// Requests that arrived before this time are still being counted, after an update from a version without sums.
    /// `null`: all are counted.
    pub counting_before: Option<DateTime<Utc>>,
}

/// What happened in a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsPeriod {
    /// Inclusive. What was asked for, extended to whole minutes, or to whole hours or days where minutes are not kept.
    pub from: DateTime<Utc>,
    /// Exclusive.
    pub to: DateTime<Utc>,
    #[serde(flatten)]
    pub figures: AnalyticsFigures,
}

/// Figures over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsSeries {
    /// Inclusive; extended to whole buckets.
    pub from: DateTime<Utc>,
    /// Exclusive.
    pub to: DateTime<Utc>,
    /// The length of a point.
    pub bucket: Bucket,
    /// `null`: there is one line, of everything.
    pub group_by: Option<GroupBy>,
    /// Those with the most requests first; the line of all others comes last.
    pub lines: Vec<AnalyticsLine>,
    /// As in the summary.
    pub counting_before: Option<DateTime<Utc>>,
}

/// One line of a chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsLine {
    /// Of the channel, model, client key or outcome. `null`: requests that had none, the line of all others, or the only line.
    pub name: Option<String>,
    /// All that have no line of their own, together.
    pub others: bool,
    /// One for every bucket, oldest first; where nothing happened, everything is 0.
    pub points: Vec<AnalyticsPoint>,
}

/// One bucket of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsPoint {
    /// Where the bucket begins.
    pub at: DateTime<Utc>,
    #[serde(flatten)]
    pub figures: AnalyticsFigures,
}

/// Figures by whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsBreakdown {
    /// Inclusive; as in the summary.
    pub from: DateTime<Utc>,
    /// Exclusive.
    pub to: DateTime<Utc>,
    pub group_by: GroupBy,
    pub sort: Ranking,
    /// The largest first; the row of all others comes last.
    pub rows: Vec<AnalyticsRow>,
    /// Everything together.
    pub total: AnalyticsFigures,
    /// As in the summary.
    pub counting_before: Option<DateTime<Utc>>,
}

/// One row of a breakdown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsRow {
    /// As that of a line.
    pub name: Option<String>,
    /// All that have no row of their own, together.
    pub others: bool,
    /// How many have no row of their own; 0 in a row of one.
    pub others_count: u64,
    #[serde(flatten)]
    pub figures: AnalyticsFigures,
}

/// What is known of some requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsFigures {
    pub requests: u64,
    /// `null` where figures are told apart by outcome: only the number of requests is known of each.
    pub metrics: Option<AnalyticsMetrics>,
}

/// All that is added up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnalyticsMetrics {
    /// Without those that nothing ended with.
    pub outcomes: Vec<OutcomeCount>,
    /// Requests to providers.
    pub attempts: u64,
    /// Requests whose answer was streamed.
    pub streams: u64,
    #[serde(flatten)]
    pub tokens: Tokens,
    /// Requests whose tokens are a lower bound: the answer was cut, or the client left.
    pub usage_partial_requests: u64,
    /// Of the requests whose cost is known.
    pub cost_usd: Usd,
    /// Requests that were sent and whose cost nobody knows; `cost_usd` is without them.
    pub cost_unknown_requests: u64,
    /// Requests for which the provider read from its cache.
    pub cache_hit_requests: u64,
    /// Input tokens read from a cache, as a part of all input tokens: 0 to 1. `null`: there were no input tokens.
    pub cache_hit_ratio: Option<f64>,
    /// Output tokens of streams a second, from the first content byte to the last. `null`: there was no such stream.
    pub output_tokens_per_second: Option<f64>,
    /// Milliseconds from arrival to the first content byte, of the requests that had one.
    pub ttft_ms: Option<Percentiles>,
    /// Milliseconds from arrival to the last byte.
    pub duration_ms: Option<Percentiles>,
    /// Microseconds that Routex itself added.
    pub overhead_us: Option<Percentiles>,
}

/// How many requests ended in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutcomeCount {
    pub outcome: Outcome,
    pub requests: u64,
}

/// Values that so many of a hundred do not exceed, to about three percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Percentiles {
    pub p50: u32,
    pub p95: u32,
    pub p99: u32,
}
