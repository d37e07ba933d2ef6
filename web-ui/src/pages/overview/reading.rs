//! What is kept of one second, to draw lines of.

use chrono::{DateTime, Utc};
use routex_entity::api::StatsEvent;

#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Milliseconds since 1970.
    pub at_ms: i64,
    pub requests_per_second: f64,
    pub success_rate: Option<f64>,
    pub tokens_per_second: f64,
    pub cost_usd: f64,
    pub in_flight: f64,
    pub ttft_p50_ms: Option<f64>,
    pub ttft_p95_ms: Option<f64>,
}

impl Reading {
    pub fn of(stats: &StatsEvent, now: DateTime<Utc>) -> Self {
        Self {
            at_ms: now.timestamp_millis(),
            requests_per_second: stats.requests_per_second,
            success_rate: stats.success_rate,
            tokens_per_second: stats.tokens_per_second,
            cost_usd: stats.cost_usd.nanos() as f64 / 1e9,
            in_flight: stats.in_flight as f64,
            ttft_p50_ms: stats.ttft_p50_ms.map(f64::from),
            ttft_p95_ms: stats.ttft_p95_ms.map(f64::from),
        }
    }
}
