use sea_orm::{ConnectionTrait, Statement};

use super::{super::*, at, counts};
use crate::store::{
    Store,
    testing::{everything, temporary},
};

const SPAN: u64 = 1 << 18;

async fn notes(store: &Store) -> i64 {
    let statement = Statement::from_string(
        store.reader().get_database_backend(),
        "SELECT count(*) FROM request_span",
    );
    let row = store.reader().query_one_raw(statement).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

#[actix_rt::test]
async fn the_oldest_go_first_and_take_their_attempts_along() {
    let (store, _dir) = temporary().await;
    let records: Vec<_> = (0..10).map(|second| at(second * 1000, 1)).collect();
    insert_batch(&store, &records).await.unwrap();

    assert_eq!(delete_before(&store, 7000, 4).await.unwrap().rows, 4);
    assert_eq!(counts(&store).await, (6, 12));
    assert_eq!(delete_before(&store, 7000, 4).await.unwrap().rows, 3);
    assert_eq!(delete_before(&store, 7000, 4).await.unwrap().rows, 0);

    let left: Vec<_> = everything(&store).await;
    assert_eq!(left, records[7..]);
}

#[actix_rt::test]
async fn the_notes_of_a_span_go_when_its_last_request_is_gone() {
    let (store, _dir) = temporary().await;
    let records: Vec<_> = (0..4).map(|half| at(half * SPAN / 2, 1)).collect();
    insert_batch(&store, &records).await.unwrap();
    let each = notes(&store).await / 2;
    let end = 2 * SPAN as i64;

    let gone = |most| delete_notes_before(&store, end, most);
    assert_eq!(gone(99).await.unwrap().rows, 0, "requests are there");
    delete_before(&store, end, 1).await.unwrap();
    assert_eq!(gone(99).await.unwrap().rows, 0, "one is there");
    delete_before(&store, end, 1).await.unwrap();
    assert_eq!(gone(2).await.unwrap().rows, 2);
    assert_eq!(gone(99).await.unwrap().rows, each as u64 - 2);
    assert_eq!(notes(&store).await, each);
    assert_eq!(everything(&store).await, records[2..]);

    // Somebody wrote while the rest was removed.
    delete_before(&store, end, 99).await.unwrap();
    insert_batch(&store, &[at(3 * SPAN, 1)]).await.unwrap();
    assert_eq!(gone(99).await.unwrap().rows, each as u64);
    assert_eq!(notes(&store).await, each);
}
