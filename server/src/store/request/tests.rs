use routex_entity::{Outcome, RequestRecord};
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

use super::*;
use crate::{
    inventory::first_key,
    store::{
        Store, client_key, key_spend,
        testing::{record, temporary},
    },
};

async fn counts(store: &Store) -> (u64, u64) {
    let requests = routex_entity::table::request::Entity::find().count(store.reader());
    let attempts = routex_entity::table::attempt::Entity::find().count(store.reader());
    (requests.await.unwrap(), attempts.await.unwrap())
}

#[actix_rt::test]
async fn a_record_comes_back_as_it_went_in() {
    let (store, _dir) = temporary().await;
    let full = record();
    let bare = RequestRecord {
        session: None,
        dialect_out: None,
        model_served: None,
        channel: None,
        credential: None,
        status: None,
        outcome: Outcome::NoRoute,
        cost_nano_usd: None,
        ttft_ms: None,
        error: Some("nothing serves it".to_owned()),
        attempts: vec![],
        ..record()
    };
    insert_batch(&store, &[full.clone(), bare.clone()])
        .await
        .unwrap();

    assert_eq!(find(&store, full.id).await.unwrap(), Some(full));
    assert_eq!(find(&store, bare.id).await.unwrap(), Some(bare));
    assert_eq!(find(&store, Uuid::now_v7()).await.unwrap(), None);
}

#[actix_rt::test]
async fn a_batch_of_any_size_may_come_twice() {
    let (store, _dir) = temporary().await;
    let records: Vec<_> = (0..203).map(|_| record()).collect();

    insert_batch(&store, &records[..100]).await.unwrap();
    insert_batch(&store, &records).await.unwrap();
    insert_batch(&store, &[]).await.unwrap();

    assert_eq!(counts(&store).await, (203, 406));
}

#[actix_rt::test]
async fn a_key_pays_once_for_each_request_on_the_day_of_its_end() {
    let (store, _dir) = temporary().await;
    let midnight = 1_795_046_400_000;
    let of = |started_at_ms, cost_nano_usd, client_key: &str| RequestRecord {
        started_at_ms,
        duration_ms: 10,
        cost_nano_usd,
        client_key: client_key.to_owned(),
        ..record()
    };
    let mut records: Vec<_> = (0..150).map(|_| of(midnight, Some(7), "laptop")).collect();
    records.push(of(midnight - 1, Some(1_000), "laptop"));
    records.push(of(midnight - 11, Some(20_000), "laptop"));
    records.push(of(midnight, None, "laptop"));
    records.push(of(midnight, Some(5), ""));
    records.push(records[0].clone());

    insert_batch(&store, &records[..70]).await.unwrap();
    insert_batch(&store, &records[60..]).await.unwrap();
    insert_batch(&store, &records).await.unwrap();

    let spent = key_spend::of(&store, &["laptop", "", "phone"])
        .await
        .unwrap();
    let day = midnight / (24 * 60 * 60 * 1000);
    assert_eq!(spent.len(), 1);
    let mut days = spent["laptop"].clone();
    days.sort_unstable();
    assert_eq!(days, [(day - 1, 20_000), (day, 150 * 7 + 1_000)]);
}

#[actix_rt::test]
async fn a_key_does_not_pay_for_an_earlier_one_of_its_name() {
    let (store, _dir) = temporary().await;
    let made = 1_795_046_400_000;
    let (_, mut key) = first_key().unwrap();
    key.created_at_ms = Some(made);
    let name = key.name.clone();
    client_key::save(&store, key).await.unwrap();
    let of = |started_at_ms, cost| RequestRecord {
        started_at_ms,
        duration_ms: 10,
        cost_nano_usd: Some(cost),
        client_key: name.clone(),
        ..record()
    };

    let records = [of(made - 1, 1), of(made, 20), of(made + 1, 300)];
    insert_batch(&store, &records).await.unwrap();

    let spent = key_spend::of(&store, &[&name]).await.unwrap();
    assert_eq!(spent[&name], [(made / (24 * 60 * 60 * 1000), 320)]);
}

#[actix_rt::test]
async fn a_sum_beyond_all_measure_stays_a_whole_number() {
    let (store, _dir) = temporary().await;
    for _ in 0..3 {
        let absurd = RequestRecord {
            cost_nano_usd: Some(i64::MAX),
            ..record()
        };
        insert_batch(&store, &[absurd]).await.unwrap();
    }

    let spent = key_spend::of(&store, &["laptop"]).await.unwrap();
    assert_eq!(spent["laptop"][0].1, i64::MAX);
}

#[actix_rt::test]
async fn what_is_written_first_stands() {
    let (store, _dir) = temporary().await;
    let first = record();
    let mut second = first.clone();
    second.outcome = Outcome::Unknown;
    insert_batch(&store, std::slice::from_ref(&first))
        .await
        .unwrap();
    insert_batch(&store, &[second]).await.unwrap();
    assert_eq!(
        find(&store, first.id).await.unwrap().unwrap().outcome,
        Outcome::Success
    );
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
            ..record()
        })
        .collect();
    insert_batch(&store, &records).await.unwrap();
    let filter = RequestFilter {
        outcome: Some(Outcome::Malformed),
        ..RequestFilter::default()
    };
    let impatient = page::Effort {
        stretch: 10,
        patience: std::time::Duration::ZERO,
    };

    for limit in [1, 2, 50] {
        let (mut seen, mut pages, mut cursor) = (vec![], 0, None);
        loop {
            let page = page::page_within(&store, &filter, cursor, limit, impatient)
                .await
                .unwrap();
            assert!(page.items.len() as u64 <= limit);
            seen.extend(page.items.into_iter().map(|item| item.id));
            pages += 1;
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
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

#[actix_rt::test]
async fn the_oldest_go_first_and_take_their_attempts_along() {
    let (store, _dir) = temporary().await;
    let at = |at_ms: u64| RequestRecord {
        id: Uuid::from_u128((u128::from(at_ms) << 80) | 1),
        ..record()
    };
    let records: Vec<_> = (0..10).map(|second| at(second * 1000)).collect();
    insert_batch(&store, &records).await.unwrap();

    assert_eq!(delete_before(&store, 7000, 4).await.unwrap(), 4);
    assert_eq!(counts(&store).await, (6, 12));
    assert_eq!(delete_before(&store, 7000, 4).await.unwrap(), 3);
    assert_eq!(delete_before(&store, 7000, 4).await.unwrap(), 0);

    let left: Vec<_> = crate::store::testing::everything(&store).await;
    assert_eq!(left, records[7..]);
}
