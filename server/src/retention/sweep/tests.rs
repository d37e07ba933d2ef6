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
            Table::Notes
            | Table::Minutes
            | Table::Hours
            | Table::Reasoning
            | Table::Pins
            | Table::History
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
        row_takes in 1..2_000_u32,
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
        let (mut rested, mut rest) = (Duration::MAX, Duration::ZERO);
        loop {
            match sweep.next(&keep, now_ms) {
                Next::Wait(pause) => {
                    rested = pause;
                    if pause == SWEEP_EVERY {
                        break;
                    }
                }
                Next::Remove { table, before_ms, most } => {
                    prop_assert!(rested >= rest, "{:?} after {:?}", rested, rest);
                    if fails.next() == Some(true) {
                        sweep.failed();
                        prop_assert_eq!(sweep.next(&keep, now_ms), Next::Wait(RETRY));
                        rest = Duration::ZERO;
                        continue;
                    }
                    let removed = model.remove(table, before_ms, most);
                    let held = Duration::from_micros(u64::from(row_takes)) * u32::try_from(removed).unwrap();
                    // The number of rows is doubled only when that fits, and the first one is small.
                    prop_assert!(held <= HOLD.max(Duration::from_micros(u64::from(row_takes)) * FIRST as u32), "{:?}", held);
                    (rested, rest) = (Duration::ZERO, if removed > 0 { held * REST } else { Duration::ZERO });
                    sweep.removed(Removed { rows: removed, held });
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
                    Table::Minutes
                    | Table::Hours
                    | Table::Responses
                    | Table::Reasoning
                    | Table::Pins
                    | Table::History
                    | Table::Orphans
                    | Table::Bodies,
                ..
            } => sweep.removed(Removed::default()),
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
    sweep.removed(Removed {
        rows: FIRST,
        held: Duration::from_micros(1),
    });
    assert_eq!(sweep.next(&keep(1), DAY_MS), Next::Wait(PAUSE));
    assert_eq!(rest(&mut sweep, &keep(0)), Next::Wait(SWEEP_EVERY));
}

#[test]
fn as_many_rows_as_fit_into_the_time_go_at_once() {
    let mut sweep = Sweep::default();
    let keep = Settings {
        request_retention_days: 1,
        ..Settings::default()
    };
    let mut sizes = Vec::new();
    for row_takes in [Duration::from_micros(10); 12]
        .into_iter()
        .chain([Duration::from_micros(500); 12])
    {
        let Next::Remove { most, .. } = sweep.next(&keep, DAY_MS) else {
            panic!("there is always more to remove");
        };
        sizes.push(most);
        let held = row_takes * u32::try_from(most).unwrap();
        sweep.removed(Removed { rows: most, held });
        assert!(matches!(sweep.next(&keep, DAY_MS), Next::Wait(pause) if pause >= PAUSE));
    }
    assert_eq!(sizes[11], 640, "{sizes:?}");
    assert_eq!(sizes[23], 20, "{sizes:?}");
}
