//! What was written, however it was written, is what is read.

mod one_by_one;

use std::collections::BTreeMap;

use proptest::{prelude::*, test_runner::TestRunner};
use routex_entity::{Outcome, RequestRecord};
use uuid::Uuid;

use super::*;
use crate::{
    rollup::{Cell, Dimension, Grain, Keep, Spot},
    store::{
        Store,
        request::insert_batch,
        testing::{record, temporary},
    },
};

const HOUR_MS: i64 = 3_600_000;
/// A day's beginning.
const START_MS: i64 = 1_795_046_400_000;
const KEEP: Keep = Keep {
    minutes_from_ms: i64::MIN,
    hours_from_ms: i64::MIN,
};

/// A request that arrived so many milliseconds after the start.
fn arrived(after_ms: i64, channel: Option<&str>, model: &str, client_key: &str) -> RequestRecord {
    let started_at_ms = START_MS + after_ms;
    let random = Uuid::new_v4().as_u128() >> 48;
    RequestRecord {
        id: Uuid::from_u128((started_at_ms as u128) << 80 | random),
        started_at_ms,
        channel: channel.map(str::to_owned),
        model_served: channel.map(|_| model.to_owned()),
        model_requested: model.to_owned(),
        client_key: client_key.to_owned(),
        ..record()
    }
}

/// All that can be asked about a stretch of time, with what the rows say.
async fn check(store: &Store, rows: &[RequestRecord]) {
    for grain in Grain::ALL {
        let from_ms = START_MS;
        let stretch = Stretch {
            grain,
            from_ms,
            to_ms: from_ms + 48 * HOUR_MS,
        };
        for by in [
            None,
            Some(Dimension::Channel),
            Some(Dimension::Model),
            Some(Dimension::ClientKey),
        ] {
            for scope in scopes() {
                if scope.slice(by).finest() > grain {
                    continue;
                }
                let wanted = Read {
                    scope,
                    by,
                    stretches: vec![stretch],
                };
                let mut found: BTreeMap<(String, i64), Cell> = BTreeMap::new();
                for summed in read(store, &wanted).await.unwrap() {
                    let cell = summed.cell().unwrap();
                    let place = (summed.name, summed.start_ms);
                    found.entry(place).or_default().merge(&cell);
                }
                found.retain(|_, cell| cell.requests() > 0);
                assert_eq!(found, expected(rows, &wanted, grain), "{wanted:?}");
            }
        }
    }
}

fn scopes() -> Vec<Scope> {
    let name = |name: &str| Some(name.to_owned());
    vec![
        Scope::default(),
        Scope {
            channel: name("a"),
            ..Scope::default()
        },
        Scope {
            channel: name(""),
            ..Scope::default()
        },
        Scope {
            model: name("m"),
            client_key: name("k"),
            ..Scope::default()
        },
        Scope {
            channel: name("b"),
            model: name("n"),
            client_key: name(""),
        },
    ]
}

fn expected(rows: &[RequestRecord], wanted: &Read, grain: Grain) -> BTreeMap<(String, i64), Cell> {
    let mut sums: BTreeMap<(String, i64), Cell> = BTreeMap::new();
    for row in rows {
        let spot = Spot::of(row);
        let fits = Dimension::ALL.into_iter().all(|dimension| {
            let name = wanted.scope.name(dimension);
            name.is_none_or(|name| name == spot.name(dimension))
        });
        if fits {
            let name = wanted.by.map_or("", |by| spot.name(by)).to_owned();
            let place = (name, grain.floor(row.started_at_ms));
            sums.entry(place).or_default().count(row);
        }
    }
    sums
}

#[derive(Debug, Clone)]
enum Step {
    /// Writes these rows, by number; some were written before.
    Write(Vec<usize>),
    /// The same, and the end of the process before the database had it.
    Killed(Vec<usize>),
    Fold(u64),
}

fn row() -> impl Strategy<Value = RequestRecord> {
    (
        0..30 * HOUR_MS,
        prop::option::of(prop_oneof![Just("a"), Just("b")]),
        prop_oneof![Just("m"), Just("n"), Just("o")],
        prop_oneof![Just(""), Just("k"), Just("l")],
        0..Outcome::ALL.len(),
        prop::option::of(0..5_000_000_i64),
    )
        .prop_map(
            |(after_ms, channel, model, key, outcome, cost_nano_usd)| RequestRecord {
                outcome: Outcome::ALL[outcome],
                cost_nano_usd,
                ..arrived(after_ms, channel, model, key)
            },
        )
}

fn step(rows: usize) -> impl Strategy<Value = Step> {
    let batch = || prop::collection::vec(0..rows, 1..12);
    prop_oneof![
        5 => batch().prop_map(Step::Write),
        1 => batch().prop_map(Step::Killed),
        2 => (1..40_u64).prop_map(Step::Fold),
    ]
}

/// Whatever is written in whatever order, twice or not at all, the sums are those of the rows that are there.
#[test]
fn sums_are_those_of_the_rows() {
    let mut runner = TestRunner::new(ProptestConfig::with_cases(12));
    let input = prop::collection::vec(row(), 30)
        .prop_flat_map(|rows| (Just(rows), prop::collection::vec(step(30), 1..15)));
    runner
        .run(&input, |(rows, steps)| {
            actix_rt::System::new().block_on(async {
                let (store, _dir) = temporary().await;
                let mut written: BTreeMap<usize, RequestRecord> = BTreeMap::new();
                for step in steps {
                    match step {
                        Step::Write(numbers) => {
                            let batch: Vec<_> =
                                numbers.iter().map(|at| rows[*at].clone()).collect();
                            insert_batch(&store, &batch).await.unwrap();
                            written.extend(numbers.into_iter().map(|at| (at, rows[at].clone())));
                        }
                        Step::Killed(numbers) => {
                            let transaction = store.begin("write").await.unwrap();
                            let batch: Vec<_> = numbers.iter().map(|at| &rows[*at]).collect();
                            count(&store, &transaction, &batch).await.unwrap();
                            transaction.rollback().await.unwrap();
                        }
                        Step::Fold(most) => {
                            fold(&store, most, &KEEP).await.unwrap();
                        }
                    }
                }
                let written: Vec<_> = written.into_values().collect();
                check(&store, &written).await;
                while !fold(&store, 64, &KEEP).await.unwrap().done {}
                check(&store, &written).await;
            });
            Ok(())
        })
        .unwrap();
}
