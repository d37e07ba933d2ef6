//! How requests end, counted so that alerts can look back. Counting costs a worker one or two additions a request.

use std::{
    collections::VecDeque,
    sync::atomic::{AtomicU64, Ordering},
};

use routex_entity::{Outcome, RequestRecord};

/// Counts since the start.
#[derive(Debug, Default)]
pub struct Traffic {
    ended: AtomicU64,
    failed: AtomicU64,
    unrouted: AtomicU64,
}

/// The counts of a moment, or of a span.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Requests that somebody tried to serve.
    pub ended: u64,
    /// Those of them that failed through no fault of the client, the ones without a route included.
    pub failed: u64,
    /// Those of them for which no channel could be had.
    pub unrouted: u64,
}

/// The counts of the last while.
#[derive(Debug, Default)]
pub struct History {
    /// Oldest first, with their times in milliseconds since the Unix epoch.
    samples: VecDeque<(i64, Totals)>,
}

/// Samples that are kept: an hour, one a second.
const KEPT: usize = 3_700;

impl Traffic {
    /// A request has ended.
    pub fn note(&self, record: &RequestRecord) {
        let unrouted = is_unrouted(record);
        if record.attempts.is_empty() && !unrouted {
            // Refused by the client key's limits, answered by Routex itself, or about a model that nobody serves.
            return;
        }
        self.ended.fetch_add(1, Ordering::Relaxed);
        if unrouted {
            self.unrouted.fetch_add(1, Ordering::Relaxed);
        }
        let fine = matches!(
            record.outcome,
            Outcome::Success | Outcome::ClientError | Outcome::ClientCancelled
        );
        if !fine {
            self.failed.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub fn totals(&self) -> Totals {
        Totals {
            // Read first, so that no more can have failed than ended.
            failed: self.failed.load(Ordering::Relaxed),
            unrouted: self.unrouted.load(Ordering::Relaxed),
            ended: self.ended.load(Ordering::Relaxed),
        }
    }
}

/// Statuses below say that the request itself cannot be served anywhere.
fn is_unrouted(record: &RequestRecord) -> bool {
    record.outcome == Outcome::NoRoute && record.status.is_some_and(|status| status >= 429)
}

impl History {
    pub fn add(&mut self, now_ms: i64, totals: Totals) {
        if self.samples.len() >= KEPT {
            self.samples.pop_front();
        }
        self.samples.push_back((now_ms, totals));
    }

    /// What was counted in the last `seconds`, or since the first sample.
    pub fn last(&self, seconds: u32, now_ms: i64) -> Totals {
        let from_ms = now_ms.saturating_sub(i64::from(seconds) * 1000);
        let after = self.samples.partition_point(|(at_ms, _)| *at_ms <= from_ms);
        let first = self.samples.get(after.saturating_sub(1));
        let (Some((_, first)), Some((_, last))) = (first, self.samples.back()) else {
            return Totals::default();
        };
        Totals {
            ended: last.ended.saturating_sub(first.ended),
            failed: last.failed.saturating_sub(first.failed),
            unrouted: last.unrouted.saturating_sub(first.unrouted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::record;

    #[test]
    fn only_what_somebody_tried_to_serve_counts() {
        let traffic = Traffic::default();
        let ended = |outcome, status, tried: bool| {
            let mut record = record();
            record.outcome = outcome;
            record.status = status;
            if !tried {
                record.attempts.clear();
            }
            traffic.note(&record);
        };
        ended(Outcome::Success, Some(200), true);
        ended(Outcome::ClientCancelled, None, true);
        ended(Outcome::UpstreamError, Some(502), true);
        ended(Outcome::NoRoute, Some(503), false);
        ended(Outcome::NoRoute, Some(404), false);
        ended(Outcome::RateLimited, Some(429), false);
        ended(Outcome::ClientError, Some(400), false);

        let expected = Totals {
            ended: 4,
            failed: 2,
            unrouted: 1,
        };
        assert_eq!(traffic.totals(), expected);
    }

    #[test]
    fn a_window_looks_back_as_far_as_it_is_long() {
        let mut history = History::default();
        assert_eq!(history.last(60, 0), Totals::default());
        for second in 0..10_000 {
            let totals = Totals {
                ended: second,
                failed: second / 2,
                unrouted: 0,
            };
            history.add(i64::try_from(second).unwrap() * 1000, totals);
        }

        let minute = history.last(60, 9_999_000);
        assert_eq!((minute.ended, minute.failed), (60, 30));
        assert!(history.samples.len() <= KEPT);
        assert_eq!(history.last(3600, 9_999_000).ended, 3600);
        assert_eq!(history.last(3600, 30_000_000), Totals::default());
    }
}
