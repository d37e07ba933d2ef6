use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{super::*, HOUR_MS, KEEP, START_MS, arrived, check};
use crate::{
    rollup::{Grain, Keep, Slice},
    store::{
        request::{Step, find, insert_batch, recost},
        testing::{everything, temporary},
    },
};

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
async fn a_correction_of_prices_reaches_the_sums() {
    let (store, _dir) = temporary().await;
    let rows: Vec<_> = (0..5)
        .map(|number| arrived(number, Some("a"), "m", "k"))
        .collect();
    insert_batch(&store, &rows).await.unwrap();
    fold(&store, 100, &KEEP).await.unwrap();
    let step = Step {
        after: None,
        from_ms: START_MS,
        to_ms: START_MS + HOUR_MS,
        most: 100,
        dry_run: false,
    };

    recost(&store, step, |_| Some(3)).await.unwrap();

    let corrected = everything(&store).await;
    assert_ne!(corrected[0].cost_nano_usd, rows[0].cost_nano_usd);
    check(&store, &corrected).await;
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
