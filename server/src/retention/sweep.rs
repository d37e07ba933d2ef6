//! What to remove next, and when. Pure: time is an argument.

use std::time::Duration;

use routex_entity::api::Settings;

use crate::keep::{Kind, life_ms};

/// Rows a transaction: a few milliseconds of the one connection that writes.
const CHUNK: u64 = 200;
/// The same of rows that are large.
const SMALL_CHUNK: u64 = 20;
/// The same of rows that are small and lie together.
const LARGE_CHUNK: u64 = 2_000;
/// Between two transactions.
const PAUSE: Duration = Duration::from_millis(100);
/// Between two sweeps: time goes on, and more becomes too old.
const SWEEP_EVERY: Duration = Duration::from_secs(600);
/// After a failure.
const RETRY: Duration = Duration::from_secs(60);
const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// What is kept for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    /// With their attempts.
    Requests,
    Audit,
    /// Sums over requests, by the minute and by the hour.
    Minutes,
    Hours,
    /// Kept responses.
    Responses,
    /// Kept reasoning.
    Reasoning,
    /// What is kept for client keys that are gone, whatever its age.
    Orphans,
    /// Bodies of requests whose time is over: their rows say when.
    Bodies,
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
    Minutes,
    Hours,
    Responses,
    Reasoning,
    Orphans,
    Bodies,
    Done,
}

impl Sweep {
    /// `now_ms`: milliseconds since the Unix epoch.
    pub(super) fn next(&mut self, keep: &Settings, now_ms: i64) -> Next {
        if let Some(pause) = self.pause.take() {
            return Next::Wait(pause);
        }
        loop {
            // Logs are kept for ever when no time is set, conversations not at all.
            let log = |days: u32| (days > 0).then(|| i64::from(days) * DAY_MS);
            let (table, life_ms) = match self.at {
                Place::Requests => (Table::Requests, log(keep.request_retention_days)),
                Place::Audit => (Table::Audit, log(keep.audit_retention_days)),
                Place::Minutes => (
                    Table::Minutes,
                    Some(i64::from(keep.analytics_minute_hours.max(1)) * HOUR_MS),
                ),
                Place::Hours => (Table::Hours, log(keep.analytics_hour_days)),
                Place::Responses => (Table::Responses, Some(life_ms(Kind::Response, keep))),
                Place::Reasoning => (Table::Reasoning, Some(life_ms(Kind::Reasoning, keep))),
                Place::Orphans => (Table::Orphans, Some(0)),
                Place::Bodies => (Table::Bodies, Some(0)),
                Place::Done => {
                    self.at = Place::default();
                    return Next::Wait(SWEEP_EVERY);
                }
            };
            if let Some(life_ms) = life_ms {
                return Next::Remove {
                    table,
                    before_ms: now_ms.saturating_sub(life_ms),
                    most: table.chunk(),
                };
            }
            self.at = table.then();
        }
    }

    /// So many rows were removed.
    pub(super) fn removed(&mut self, table: Table, rows: u64) {
        if rows >= table.chunk() {
            self.pause = Some(PAUSE);
            return;
        }
        self.at = table.then();
    }

    /// Nothing could be removed.
    pub(super) fn failed(&mut self) {
        self.pause = Some(RETRY);
    }
}

impl Table {
    const fn chunk(self) -> u64 {
        match self {
            Self::Requests | Self::Audit => CHUNK,
            Self::Minutes | Self::Hours => LARGE_CHUNK,
            Self::Responses | Self::Reasoning | Self::Orphans | Self::Bodies => SMALL_CHUNK,
        }
    }

    const fn then(self) -> Place {
        match self {
            Self::Requests => Place::Audit,
            Self::Audit => Place::Minutes,
            Self::Minutes => Place::Hours,
            Self::Hours => Place::Responses,
            Self::Responses => Place::Reasoning,
            Self::Reasoning => Place::Orphans,
            Self::Orphans => Place::Bodies,
            Self::Bodies => Place::Done,
        }
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
        responses: Vec<i64>,
    }

    impl Model {
        fn remove(&mut self, table: Table, before_ms: i64, most: u64) -> u64 {
            let rows = match table {
                Table::Requests => &mut self.requests,
                Table::Audit => &mut self.audit,
                Table::Responses => &mut self.responses,
                Table::Minutes
                | Table::Hours
                | Table::Reasoning
                | Table::Orphans
                | Table::Bodies => return 0,
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
            responses in rows(),
            response_keep_days in 0..21_u32,
            request_retention_days in 0..21_u32,
            audit_retention_days in 0..21_u32,
            fails in prop::collection::vec(prop::bool::weighted(0.2), 12),
        ) {
            let keep = Settings { request_retention_days, audit_retention_days, response_keep_days, ..Settings::default() };
            let now_ms = 20 * DAY_MS;
            let kept = |rows: &[i64], days: u32| -> Vec<i64> {
                let oldest = now_ms - i64::from(days) * DAY_MS;
                rows.iter().copied().filter(|at| days == 0 || *at >= oldest).collect()
            };
            let expected = Model {
                requests: kept(&requests, request_retention_days),
                audit: kept(&audit, audit_retention_days),
                responses: match response_keep_days {
                    0 => Vec::new(),
                    days => kept(&responses, days),
                },
            };
            let mut model = Model { requests, audit, responses };
            let mut sweep = Sweep::default();
            let mut fails = fails.into_iter();
            let mut rested = true;
            let mut last = None;
            loop {
                match sweep.next(&keep, now_ms) {
                    Next::Wait(pause) => {
                        rested = true;
                        if pause == SWEEP_EVERY {
                            break;
                        }
                    }
                    Next::Remove { table, before_ms, most } => {
                        prop_assert!(most <= table.chunk());
                        if fails.next() == Some(true) {
                            sweep.failed();
                            prop_assert_eq!(sweep.next(&keep, now_ms), Next::Wait(RETRY));
                            continue;
                        }
                        let removed = model.remove(table, before_ms, most);
                        prop_assert!(rested || removed < most || last != Some(table));
                        last = Some(table);
                        rested = false;
                        sweep.removed(table, removed);
                    }
                }
            }
            prop_assert_eq!(&model, &expected);
        }
    }

    #[test]
    fn logs_are_kept_for_ever_unless_told_otherwise() {
        let mut sweep = Sweep::default();
        for _ in 0..3 {
            assert_eq!(
                rest(&mut sweep, &Settings::default()),
                Next::Wait(SWEEP_EVERY)
            );
        }
    }

    /// What comes behind the sweep through what is kept of conversations, which finds nothing.
    fn rest(sweep: &mut Sweep, keep: &Settings) -> Next {
        loop {
            match sweep.next(keep, DAY_MS) {
                Next::Remove {
                    table:
                        table @ (Table::Minutes
                        | Table::Hours
                        | Table::Responses
                        | Table::Reasoning
                        | Table::Orphans
                        | Table::Bodies),
                    ..
                } => sweep.removed(table, 0),
                next => return next,
            }
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
        assert_eq!(rest(&mut sweep, &keep(0)), Next::Wait(SWEEP_EVERY));
    }
}
