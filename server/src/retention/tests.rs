use routex_entity::RequestRecord;
use uuid::Uuid;

use super::*;
use crate::store::testing::{everything, record, temporary};

/// A request of some minutes ago.
fn ago(minutes: u64, number: u64) -> RequestRecord {
    let now_ms = Utc::now().timestamp_millis().unsigned_abs();
    let at_ms = now_ms - minutes * 60_000;
    let id = (u128::from(at_ms) << 80) | 0x7000_8000_0000_0000_0000 | u128::from(number);
    RequestRecord {
        id: Uuid::from_u128(id),
        ..record()
    }
}

#[actix_rt::test]
async fn what_is_too_old_goes_while_others_write_and_read() {
    const DAY: u64 = 24 * 60;
    let (store, _dir) = temporary().await;
    let old: Vec<_> = (0..400)
        .map(|number| ago(3 * DAY - number, number))
        .collect();
    let young: Vec<_> = (0..50)
        .map(|number| ago(DAY - 9 - number, number))
        .collect();
    request::insert_batch(&store, &old).await.unwrap();
    request::insert_batch(&store, &young).await.unwrap();
    let settings = Settings {
        request_retention_days: 1,
        ..Settings::default()
    };
    let (keep, settings) = watch::channel(settings);
    let sweeping = actix_rt::spawn(run(store.clone(), settings));

    let mut expected = young;
    for number in 0.. {
        let new = ago(5, number);
        request::insert_batch(&store, std::slice::from_ref(&new))
            .await
            .unwrap();
        expected.push(new);
        let left = everything(&store).await;
        assert!(left.ends_with(&expected), "what is young stays");
        if left.len() == expected.len() {
            break;
        }
    }
    drop(keep);
    sweeping.await.unwrap();

    let all = request::RequestFilter {
        session: record().session,
        from_ms: Some(0),
        ..Default::default()
    };
    let page = request::page(&store, &all, None, 500).await.unwrap();
    assert_eq!(page.items.len(), expected.len().min(500));
}
