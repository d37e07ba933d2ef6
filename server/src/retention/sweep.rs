//! What to remove next, and when. Pure: time is an argument.

use std::time::Duration;

use routex_entity::api::Settings;

/// Rows a transaction: a few milliseconds of the one connection that writes.
const CHUNK: u64 = 200;
/// Between two transactions.
const PAUSE: Duration = Duration::from_millis(100);
/// Between two sweeps: time goes on, and more becomes too old.
const SWEEP_EVERY: Duration = Duration::from_secs(600);
/// After a failure.
const RETRY: Duration = Duration::from_secs(60);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What is kept for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    /// With their attempts.
    Requests,
    Audit,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Remove at most `most` of the rows that are older than `before_ms`, the oldest first.
    Remove {
        table: Table,
        before_ms: i64,
        most: u64,
    },
    Wait(Duration),
}

/// A way through the tables, which begins anew when it is done.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    at: Place,
    /// To be kept before the next step.
    pause: Option<Duration>,
}

#[derive(Debug, Clone, Copy, Default)]
enum Place {
    #[default]
    Requests,
    Audit,
    Done,
}

impl Sweep {
    /// `now_ms`: milliseconds since the Unix epoch.
    pub(super) fn next(&mut self, keep: &Settings, now_ms: i64) -> Next {
        if let Some(pause) = self.pause.take() {
            return Next::Wait(pause);
        }
        loop {
            let (table, days, then) = match self.at {
                Place::Requests => (Table::Requests, keep.request_retention_days, Place::Audit),
                Place::Audit => (Table::Audit, keep.audit_retention_days, Place::Done),
                Place::Done => {
                    self.at = Place::default();
                    return Next::Wait(SWEEP_EVERY);
                }
            };
            if days > 0 {
                return Next::Remove {
                    table,
                    before_ms: now_ms.saturating_sub(i64::from(days) * DAY_MS),
                    most: CHUNK,
                };
            }
            self.at = then;
        }
    }

    /// So many rows were removed.
    pub(super) fn removed(&mut self, table: Table, rows: u64) {
        if rows >= CHUNK {
            self.pause = Some(PAUSE);
            return;
        }
        self.at = match table {
            Table::Requests => Place::Audit,
            Table::Audit => Place::Done,
        };
    }

    /// Nothing could be removed.
    pub(super) fn failed(&mut self) {
        self.pause = Some(RETRY);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Tables in which rows are only times, oldest first.
    #[derive(Debug, Clone, PartialEq)]
    struct Model {
        requests: Vec<i64>,
        audit: Vec<i64>,
    }

    impl Model {
        fn remove(&mut self, table: Table, before_ms: i64, most: u64) -> u64 {
            let rows = match table {
                Table::Requests => &mut self.requests,
                Table::Audit => &mut self.audit,
            };
            let old = rows.iter().take_while(|at| **at < before_ms).count();
            let removed = old.min(most as usize);
            rows.drain(..removed);
            removed as u64
        }
    }

    fn rows() -> impl Strategy<Value = Vec<i64>> {
        prop::collection::vec(0..20 * DAY_MS, 0..700).prop_map(|mut rows| {
            rows.sort_unstable();
            rows
        })
    }

    proptest! {
        #[test]
        fn exactly_what_is_too_old_goes_a_little_at_a_time(
            requests in rows(),
            audit in rows(),
            request_retention_days in 0..21_u32,
            audit_retention_days in 0..21_u32,
            fails in prop::collection::vec(prop::bool::weighted(0.2), 12),
        ) {
            let keep = Settings { request_retention_days, audit_retention_days, ..Settings::default() };
            let now_ms = 20 * DAY_MS;
            let kept = |rows: &[i64], days: u32| -> Vec<i64> {
                let oldest = now_ms - i64::from(days) * DAY_MS;
                rows.iter().copied().filter(|at| days == 0 || *at >= oldest).collect()
            };
            let expected = Model {
                requests: kept(&requests, request_retention_days),
                audit: kept(&audit, audit_retention_days),
            };
            let mut model = Model { requests, audit };
            let mut sweep = Sweep::default();
            let mut fails = fails.into_iter();
            let mut rested = true;
            loop {
                match sweep.next(&keep, now_ms) {
                    Next::Wait(pause) => {
                        rested = true;
                        if pause == SWEEP_EVERY {
                            break;
                        }
                    }
                    Next::Remove { table, before_ms, most } => {
                        prop_assert!(most <= CHUNK);
                        if fails.next() == Some(true) {
                            sweep.failed();
                            prop_assert_eq!(sweep.next(&keep, now_ms), Next::Wait(RETRY));
                            continue;
                        }
                        let removed = model.remove(table, before_ms, most);
                        prop_assert!(rested || removed < CHUNK || table == Table::Audit);
                        rested = false;
                        sweep.removed(table, removed);
                    }
                }
            }
            prop_assert_eq!(&model, &expected);
        }
    }

    #[test]
    fn for_ever_is_the_default() {
        let mut sweep = Sweep::default();
        for _ in 0..3 {
            assert_eq!(
                sweep.next(&Settings::default(), i64::MAX),
                Next::Wait(SWEEP_EVERY)
            );
        }
    }

    #[test]
    fn a_change_in_the_middle_counts_at_once() {
        let mut sweep = Sweep::default();
        let keep = |request_retention_days| Settings {
            request_retention_days,
            ..Settings::default()
        };
        let begun = sweep.next(&keep(1), DAY_MS);
        assert!(matches!(begun, Next::Remove { before_ms: 0, .. }));
        sweep.removed(Table::Requests, CHUNK);
        assert_eq!(sweep.next(&keep(1), DAY_MS), Next::Wait(PAUSE));
        assert_eq!(sweep.next(&keep(0), DAY_MS), Next::Wait(SWEEP_EVERY));
    }
}
