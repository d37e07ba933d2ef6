use std::time::Duration;

use proptest::prelude::*;
use routex_entity::{Outcome, RequestRecord};
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use super::{
    super::{
        page::{Effort, page_within},
        *,
    },
    at,
};
use crate::store::{
    Store,
    testing::{record, temporary},
};

/// A span of the notes, in milliseconds.
const SPAN: u64 = 1 << 18;

/// Every page of a filter, in order, and how many there were.
async fn pages(
    store: &Store,
    filter: &RequestFilter,
    limit: u64,
    effort: Effort,
) -> (Vec<Uuid>, usize) {
    let (mut seen, mut pages, mut cursor) = (vec![], 0, None);
    loop {
        let page = page_within(store, filter, cursor, limit, effort)
            .await
            .unwrap();
        assert!(page.items.len() as u64 <= limit);
        seen.extend(page.items.into_iter().map(|item| item.id));
        pages += 1;
        let last = cursor;
        cursor = page.next_cursor;
        if cursor.is_none() {
            return (seen, pages);
        }
        assert!(last.is_none() || cursor < last, "a cursor leads on");
    }
}

#[actix_rt::test]
async fn pages_cover_the_log_once_newest_first() {
    let (store, _dir) = temporary().await;
    let records: Vec<_> = (0..25).map(|_| record()).collect();
    insert_batch(&store, &records).await.unwrap();

    let mut seen = vec![];
    let mut cursor = None;
    loop {
        let page = page(&store, &RequestFilter::default(), cursor, 10)
            .await
            .unwrap();
        assert!(page.items.iter().all(|item| item.attempts.len() == 2));
        seen.extend(page.items.into_iter().map(|item| item.id));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let newest_first: Vec<_> = records.iter().rev().map(|record| record.id).collect();
    assert_eq!(seen, newest_first);
}

#[actix_rt::test]
async fn every_filter_selects() {
    let (store, _dir) = temporary().await;
    let time = |at_ms: u64| Uuid::from_u128((u128::from(at_ms) << 80) | 0x7000_8000_0000_0000_0001);
    let ours = RequestRecord {
        id: time(2000),
        channel: Some("b".to_owned()),
        client_key: "phone".to_owned(),
        model_requested: "m".to_owned(),
        status: Some(418),
        outcome: Outcome::Malformed,
        session: Some("s".to_owned()),
        ..record()
    };
    let early = RequestRecord {
        id: time(1000),
        ..record()
    };
    let late = RequestRecord {
        id: time(3000),
        ..record()
    };
    insert_batch(&store, &[early, ours.clone(), late])
        .await
        .unwrap();

    let filters = [
        RequestFilter {
            channel: Some("b".to_owned()),
            ..RequestFilter::default()
        },
        RequestFilter {
            model: Some("m".to_owned()),
            ..RequestFilter::default()
        },
        RequestFilter {
            client_key: Some("phone".to_owned()),
            ..RequestFilter::default()
        },
        RequestFilter {
            status: Some(418),
            ..RequestFilter::default()
        },
        RequestFilter {
            outcome: Some(Outcome::Malformed),
            ..RequestFilter::default()
        },
        RequestFilter {
            session: Some("s".to_owned()),
            ..RequestFilter::default()
        },
        RequestFilter {
            from_ms: Some(2000),
            to_ms: Some(3000),
            ..RequestFilter::default()
        },
    ];
    for filter in filters {
        let page = page(&store, &filter, None, 100).await.unwrap();
        assert_eq!(page.items, std::slice::from_ref(&ours), "{filter:?}");
    }
    let served = RequestFilter {
        model: Some("gpt-5.4".to_owned()),
        ..RequestFilter::default()
    };
    assert_eq!(
        page(&store, &served, None, 100).await.unwrap().items.len(),
        3
    );
}

#[actix_rt::test]
async fn a_page_that_gives_up_early_still_leads_through_everything_once() {
    let (store, _dir) = temporary().await;
    let rare = |number: usize| number.is_multiple_of(7);
    let records: Vec<_> = (0..100)
        .map(|number| RequestRecord {
            outcome: if rare(number) {
                Outcome::Malformed
            } else {
                Outcome::Success
            },
            ..at(number as u64 * 1_000, 1)
        })
        .collect();
    insert_batch(&store, &records).await.unwrap();
    let filter = RequestFilter {
        outcome: Some(Outcome::Malformed),
        ..RequestFilter::default()
    };
    let impatient = Effort {
        slice_ms: 10_000,
        patience: Duration::ZERO,
    };

    for limit in [1, 2, 50] {
        let (seen, pages) = pages(&store, &filter, limit, impatient).await;
        let expected: Vec<_> = records
            .iter()
            .enumerate()
            .filter(|(number, _)| rare(*number))
            .map(|(_, record)| record.id)
            .rev()
            .collect();
        assert_eq!(seen, expected, "limit {limit}");
        assert!(pages >= 10, "each page looks at ten rows: {pages}");
    }
}

const IMPATIENT: Effort = Effort {
    slice_ms: SPAN as i64 / 3,
    patience: Duration::ZERO,
};
const PATIENT: Effort = Effort {
    slice_ms: 1_000,
    patience: Duration::from_secs(60),
};

#[derive(Debug, Clone)]
struct Row {
    at_ms: u64,
    channel: Option<u8>,
    model: u8,
    served: Option<u8>,
    key: u8,
    status: Option<u16>,
    session: Option<u8>,
}

fn row() -> impl Strategy<Value = Row> {
    let few = || prop::option::weighted(0.8, 0..3_u8);
    // Near each other, far apart, and at the very ends of spans.
    let at_ms = prop_oneof![
        3 => 0..4 * SPAN,
        2 => (0..6_u64).prop_map(|span| span * SPAN),
        2 => (1..6_u64).prop_map(|span| span * SPAN - 1),
        1 => (0..3_u64).prop_map(|far| far * 5_000 * SPAN + 7),
    ];
    let status = prop::option::of(prop_oneof![Just(200_u16), Just(429)]);
    (at_ms, few(), 0..3_u8, few(), 0..3_u8, status, few()).prop_map(
        |(at_ms, channel, model, served, key, status, session)| Row {
            at_ms,
            channel,
            model,
            served,
            key,
            status,
            session,
        },
    )
}

fn name(number: u8) -> String {
    number.to_string()
}

fn stored((number, row): (usize, &Row)) -> RequestRecord {
    RequestRecord {
        channel: row.channel.map(name),
        model_requested: name(row.model),
        model_served: row.served.map(name),
        client_key: name(row.key),
        status: row.status,
        outcome: match row.status {
            Some(200) => Outcome::Success,
            _ => Outcome::RateLimited,
        },
        session: row.session.map(name),
        attempts: vec![],
        ..at(row.at_ms, number as u64)
    }
}

fn filter() -> impl Strategy<Value = RequestFilter> {
    // 3 is the name of nobody.
    let some = || prop::option::weighted(0.4, (0..4_u8).prop_map(name));
    let status = prop::option::weighted(0.2, Just(429_u16));
    let outcome = prop::option::weighted(0.2, Just(Outcome::Success));
    let bound = || prop::option::weighted(0.3, (0..6 * SPAN).prop_map(|ms| ms as i64));
    (
        some(),
        some(),
        some(),
        status,
        outcome,
        some(),
        bound(),
        bound(),
    )
        .prop_map(
            |(channel, model, client_key, status, outcome, session, from_ms, to_ms)| {
                RequestFilter {
                    channel,
                    model,
                    client_key,
                    status,
                    outcome,
                    session,
                    from_ms,
                    to_ms,
                }
            },
        )
}

/// What the filter says, looked at one by one.
fn matches(filter: &RequestFilter, record: &RequestRecord) -> bool {
    let at_ms = i64::try_from(record.id.as_u128() >> 80).unwrap();
    let same = |wanted: &Option<String>, found: Option<&str>| {
        wanted.as_deref().is_none_or(|wanted| found == Some(wanted))
    };
    same(&filter.channel, record.channel.as_deref())
        && (same(&filter.model, Some(&record.model_requested))
            || same(&filter.model, record.model_served.as_deref()))
        && same(&filter.client_key, Some(&record.client_key))
        && same(&filter.session, record.session.as_deref())
        && filter
            .status
            .is_none_or(|status| record.status == Some(status))
        && filter
            .outcome
            .is_none_or(|outcome| record.outcome == outcome)
        && filter.from_ms.is_none_or(|from| at_ms >= from)
        && filter.to_ms.is_none_or(|to| at_ms < to)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn all_and_only_what_matches_is_found_however_short_the_pages(
        rows in prop::collection::vec(row(), 0..60),
        filters in prop::collection::vec((filter(), 1..7_u64), 8),
    ) {
        let records: Vec<_> = rows.iter().enumerate().map(stored).collect();
        actix_rt::System::new().block_on(async {
            let (store, _dir) = temporary().await;
            for batch in records.chunks(7) {
                insert_batch(&store, batch).await.unwrap();
            }
            for (filter, limit) in &filters {
                let mut expected: Vec<_> = records
                    .iter()
                    .filter(|record| matches(filter, record))
                    .map(|record| record.id)
                    .collect();
                expected.sort_unstable_by(|a, b| b.cmp(a));
                for effort in [IMPATIENT, PATIENT] {
                    let (seen, _) = pages(&store, filter, *limit, effort).await;
                    assert_eq!(seen, expected, "{filter:?}");
                }
            }
        });
    }
}

#[actix_rt::test]
async fn what_occurs_nowhere_is_told_at_once_however_long_the_log() {
    let (store, _dir) = temporary().await;
    let records: Vec<_> = (0..300).map(|number| at(number * SPAN, number)).collect();
    insert_batch(&store, &records).await.unwrap();
    let nobody = RequestFilter {
        session: Some("nobody's".to_owned()),
        ..RequestFilter::default()
    };
    let rare = RequestFilter {
        session: record().session,
        from_ms: Some(7 * SPAN as i64),
        to_ms: Some(8 * SPAN as i64),
        ..RequestFilter::default()
    };

    assert_eq!(pages(&store, &nobody, 10, IMPATIENT).await, (vec![], 1));
    let (seen, _) = pages(&store, &rare, 10, PATIENT).await;
    assert_eq!(seen, [records[7].id]);
    let every = RequestFilter {
        session: record().session,
        ..RequestFilter::default()
    };
    let page = page_within(&store, &every, None, 10, IMPATIENT)
        .await
        .unwrap();
    assert!(page.items.is_empty(), "the request is older");
    let looked_to = 300 * SPAN as i64 - IMPATIENT.slice_ms;
    assert_eq!(page.searched_to_ms(), Some(looked_to), "and no further");
}

/// Every note, in order.
async fn notes(store: &Store) -> Vec<(i64, String, i64)> {
    let connection = store.reader();
    let statement = Statement::from_string(
        connection.get_database_backend(),
        "SELECT field, value, span FROM request_span",
    );
    let rows = connection.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| {
            (
                row.try_get_by_index(0).unwrap(),
                row.try_get_by_index(1).unwrap(),
                row.try_get_by_index(2).unwrap(),
            )
        })
        .collect()
}

#[actix_rt::test]
async fn a_log_that_was_written_without_notes_gets_the_same_ones() {
    let (store, _dir) = temporary().await;
    let mut records: Vec<_> = (0..9)
        .map(|number| at(1_793_000_000_000 + number * SPAN / 3, number))
        .collect();
    records[0].session = None;
    records[1].status = None;
    records[2].channel = None;
    records[3].model_served = None;
    records[4].outcome = Outcome::Malformed;
    records[5].client_key = String::new();
    insert_batch(&store, &records).await.unwrap();
    let written = notes(&store).await;
    let undo = "DROP TABLE request_span; \
        DELETE FROM seaql_migrations WHERE version LIKE 'm20261125_000011%'";
    store.writer().execute_unprepared(undo).await.unwrap();

    let applied = store.migrate_up().await.unwrap();

    assert_eq!(applied.len(), 1, "{applied:?}");
    assert_eq!(notes(&store).await, written);
}
