use std::collections::BTreeMap;

use proptest::{prelude::*, test_runner::TestRunner};
use routex_entity::{Outcome, RequestRecord};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::*;
use crate::{
    rollup::{Cell, Dimension, Grain, Keep, Slice, Spot},
    store::{
        Store,
        request::{find, insert_batch},
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

#[actix_rt::test]
async fn what_was_in_the_log_before_is_counted_once_while_more_comes() {
    let (store, dir) = temporary().await;
    let rows: Vec<_> = (0..40)
        .map(|number| arrived(number * 60_000, Some("a"), "m", "k"))
        .collect();
    let (before, late) = rows.split_at(20);
    // A database of a version without sums: rows, and nothing counted.
    insert_batch(&store, before).await.unwrap();
    let last = before[19].id.simple();
    for sql in [
        "DELETE FROM usage_parcel".to_owned(),
        format!(
            "INSERT INTO usage_backlog (counted, last) VALUES (X'{}', X'{last}')",
            Uuid::nil().simple()
        ),
    ] {
        store.writer().execute_unprepared(&sql).await.unwrap();
    }
    let store = crate::store::connect("sqlite://routex.db", dir.path())
        .await
        .unwrap();
    let between = arrived(30_000, Some("a"), "m", "k");
    let behind = arrived(18 * 60_000 + 1, Some("a"), "m", "k");

    assert!(counted_before(&store).await.unwrap().is_some());
    assert!(count_backlog(&store, 7).await.unwrap());
    // One of a time that is counted already, one of a time that still waits, and some that are newer.
    insert_batch(&store, &[between.clone(), behind.clone()])
        .await
        .unwrap();
    insert_batch(&store, late).await.unwrap();
    while count_backlog(&store, 7).await.unwrap() {}

    assert_eq!(counted_before(&store).await.unwrap(), None);
    let mut all = rows.clone();
    all.extend([between, behind]);
    check(&store, &all).await;
}

#[actix_rt::test]
async fn a_new_price_moves_cost_and_leaves_the_rest() {
    let (store, _dir) = temporary().await;
    let mut rows: Vec<_> = (0..6)
        .map(|number| arrived(number, Some("a"), "m", "k"))
        .collect();
    rows[0].cost_nano_usd = None;
    insert_batch(&store, &rows).await.unwrap();
    fold(&store, 100, &KEEP).await.unwrap();

    let costs = [Some(7), None, Some(1), rows[3].cost_nano_usd];
    let changes: Vec<_> = rows
        .iter()
        .zip(costs)
        .map(|(record, cost_nano_usd)| CostChange {
            record,
            cost_nano_usd,
        })
        .collect();
    let transaction = store.begin("reprice").await.unwrap();
    move_cost(&store, &transaction, &changes).await.unwrap();
    transaction.commit().await.unwrap();

    for (row, cost_nano_usd) in rows.iter_mut().zip(costs) {
        row.cost_nano_usd = cost_nano_usd;
    }
    check(&store, &rows).await;
    fold(&store, 100, &KEEP).await.unwrap();
    check(&store, &rows).await;
}

#[actix_rt::test]
async fn what_is_too_old_goes_and_days_stay() {
    let (store, _dir) = temporary().await;
    let rows: Vec<_> = (0..30)
        .map(|hour| arrived(hour * HOUR_MS, Some("a"), "m", "k"))
        .collect();
    insert_batch(&store, &rows).await.unwrap();
    fold(&store, 100, &KEEP).await.unwrap();
    let kept = |grain: Grain| {
        let code = grain.code();
        let store = store.clone();
        async move {
            let sql = format!("SELECT count(*) FROM usage_rollup WHERE grain = {code}");
            let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, sql);
            let row = store.reader().query_one_raw(statement).await.unwrap();
            row.unwrap().try_get_by_index::<i64>(0).unwrap() as u64
        }
    };
    let minutes = Slice::all().count() as u64 - 1;
    assert_eq!(kept(Grain::Minute).await, 30 * minutes);
    assert_eq!(kept(Grain::Hour).await, 30 * (minutes + 1));

    let before_ms = START_MS + 10 * HOUR_MS;
    let mut removed = 0;
    loop {
        let count = delete_before(&store, Grain::Minute, before_ms, 25)
            .await
            .unwrap()
            .rows;
        removed += count;
        if count == 0 {
            break;
        }
        assert!(count <= 30, "about as many as were asked for: {count}");
    }

    assert_eq!(removed, 10 * minutes);
    assert_eq!(kept(Grain::Minute).await, 20 * minutes);
    assert_eq!(kept(Grain::Hour).await, 30 * (minutes + 1));
    assert_eq!(kept(Grain::Day).await, 2 * (minutes + 1));
}

#[actix_rt::test]
async fn what_is_too_old_to_be_kept_is_not_written() {
    let (store, _dir) = temporary().await;
    let rows = [
        arrived(0, Some("a"), "m", "k"),
        arrived(5 * HOUR_MS, None, "m", ""),
    ];
    insert_batch(&store, &rows).await.unwrap();
    let keep = Keep {
        minutes_from_ms: START_MS + 6 * HOUR_MS,
        hours_from_ms: START_MS + 5 * HOUR_MS,
    };
    fold(&store, 100, &keep).await.unwrap();

    let found = |grain| {
        let stretch = Stretch {
            grain,
            from_ms: START_MS,
            to_ms: START_MS + 24 * HOUR_MS,
        };
        let wanted = Read {
            stretches: vec![stretch],
            ..Read::default()
        };
        let store = store.clone();
        async move {
            let found = read(&store, &wanted).await.unwrap();
            found
                .iter()
                .map(|summed| summed.cell().unwrap().requests())
                .sum::<u64>()
        }
    };
    assert_eq!(found(Grain::Minute).await, 0);
    assert_eq!(found(Grain::Hour).await, 1);
    assert_eq!(found(Grain::Day).await, 2);
    assert!(find(&store, rows[0].id).await.unwrap().is_some());
}
