use routex_entity::{Outcome, RequestRecord};
use uuid::Uuid;

use super::{super::*, counts};
use crate::{
    inventory::first_key,
    store::{
        client_key, key_spend,
        testing::{record, temporary},
    },
};

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
