//! Whether deliveries succeed, told once when that changes and not with every one.

use std::time::Instant;

/// How deliveries of one signal go.
#[derive(Debug)]
pub(super) struct Condition {
    /// `traces` or `metrics`.
    signal: &'static str,
    endpoint: String,
    /// Since when all of them have failed.
    failing: Option<Instant>,
    /// The last one that arrived was refused in part.
    refused: bool,
}

impl Condition {
    /// `endpoint`: where they go, without what may be secret.
    pub fn new(signal: &'static str, endpoint: String) -> Self {
        Self {
            signal,
            endpoint,
            failing: None,
            refused: false,
        }
    }

    pub fn failed(&mut self, reason: &str, now: Instant) {
        if self.failing.is_none() {
            tracing::warn!(
                signal = self.signal,
                endpoint = self.endpoint,
                reason,
                "telemetry is not delivered; it is dropped until it can be, and nothing else suffers"
            );
            self.failing = Some(now);
        }
    }

    pub fn delivered(&mut self, now: Instant) {
        if let Some(since) = self.failing.take() {
            let seconds = now.saturating_duration_since(since).as_secs();
            tracing::info!(
                signal = self.signal,
                endpoint = self.endpoint,
                seconds,
                "telemetry is delivered again"
            );
        }
    }

    /// What the receiver refused of the last delivery, and why.
    pub fn refused(&mut self, items: i64, why: &str) {
        let some = items > 0 || !why.is_empty();
        if some && !self.refused {
            // From outside: shortened, and printed so that it stays one line.
            let why: String = why.chars().take(200).collect();
            tracing::warn!(
                signal = self.signal,
                endpoint = self.endpoint,
                items,
                why = ?why,
                "the receiver refuses part of the telemetry"
            );
        }
        self.refused = some;
    }
}
