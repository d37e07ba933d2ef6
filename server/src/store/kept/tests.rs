use super::*;
use crate::{
    inventory::first_key,
    store::{client_key, testing::temporary},
};

fn row(key: u128, kind: Kind, client_key: Uuid, kept_at_ms: i64) -> KeptRow {
    KeptRow {
        key: Uuid::from_u128(key),
        kind,
        client_key,
        kept_at_ms,
        sealed: vec![u8::try_from(key).unwrap(); 3],
    }
}

async fn keys(store: &Store) -> Vec<u128> {
    let page = page(store, None, 100).await.unwrap();
    page.into_iter().map(|(key, _)| key.as_u128()).collect()
}

const NOBODY: Uuid = Uuid::nil();

/// With a client key.
async fn store() -> (Store, Uuid, tempfile::TempDir) {
    let (store, dir) = temporary().await;
    let (_, key) = first_key().unwrap();
    let id = key.id;
    client_key::save(&store, key).await.unwrap();
    (store, id, dir)
}

#[actix_rt::test]
async fn the_last_state_of_a_row_counts() {
    let (store, key, _dir) = store().await;
    let first = row(1, Kind::Reasoning, key, 5);
    let again = KeptRow {
        kept_at_ms: 6,
        sealed: vec![9],
        ..first.clone()
    };
    write(
        &store,
        vec![first, again, row(2, Kind::Response, NOBODY, 5)],
        vec![],
    )
    .await
    .unwrap();
    let found = get(&store, Uuid::from_u128(1)).await.unwrap();
    assert_eq!(found, Some((6, vec![9])));

    write(&store, vec![], vec![Uuid::from_u128(1)])
        .await
        .unwrap();
    assert_eq!(keys(&store).await, [2]);
}

#[actix_rt::test]
async fn nothing_is_kept_for_a_key_that_is_gone() {
    let (store, key, _dir) = store().await;
    let rows = vec![
        row(1, Kind::Response, Uuid::from_u128(7), 5),
        row(2, Kind::Response, key, 5),
    ];
    write(&store, rows, vec![]).await.unwrap();
    assert_eq!(keys(&store).await, [2]);

    let change = store.change().await.unwrap();
    forget(&change, key).await.unwrap();
    change.commit(vec![]).await.unwrap();
    assert_eq!(keys(&store).await, [0_u128; 0]);
}

#[actix_rt::test]
async fn the_oldest_of_a_kind_go_first() {
    let (store, key, _dir) = store().await;
    let rows = (1..=5).map(|at| row(at, Kind::Response, key, at as i64));
    let rows = rows.chain([row(6, Kind::Reasoning, key, 0)]).collect();
    write(&store, rows, vec![]).await.unwrap();

    assert_eq!(
        delete_before(&store, Kind::Response, 4, 2)
            .await
            .unwrap()
            .rows,
        2
    );
    assert_eq!(keys(&store).await, [3, 4, 5, 6]);
    assert_eq!(
        delete_before(&store, Kind::Response, 4, 2)
            .await
            .unwrap()
            .rows,
        1
    );
    assert_eq!(
        delete_before(&store, Kind::Response, 4, 2)
            .await
            .unwrap()
            .rows,
        0
    );
    assert_eq!(forget_some(&store, key, 1).await.unwrap(), 1);
    assert_eq!(keys(&store).await, [4, 5]);
}

#[actix_rt::test]
async fn what_lost_its_key_is_found() {
    let (store, key, _dir) = store().await;
    let rows = vec![
        row(1, Kind::Response, key, 1),
        row(2, Kind::Reasoning, key, 2),
        row(3, Kind::Response, NOBODY, 3),
    ];
    write(&store, rows, vec![]).await.unwrap();
    assert_eq!(delete_orphans(&store, 9).await.unwrap().rows, 0);

    let change = store.change().await.unwrap();
    client_key::delete(&change, key).await.unwrap();
    change.commit(vec![]).await.unwrap();

    assert_eq!(delete_orphans(&store, 1).await.unwrap().rows, 1);
    assert_eq!(delete_orphans(&store, 9).await.unwrap().rows, 1);
    assert_eq!(keys(&store).await, [3]);
}

#[actix_rt::test]
async fn all_that_was_removed_while_the_database_was_away_is_gone() {
    let (store, _, _dir) = store().await;
    let rows = vec![
        row(1, Kind::Response, NOBODY, 5),
        row(2, Kind::Response, NOBODY, 5),
    ];
    write(&store, rows, vec![]).await.unwrap();

    let gone = (2..40_000).map(Uuid::from_u128).collect();
    write(&store, vec![], gone).await.unwrap();

    assert_eq!(keys(&store).await, [1]);
}
