use routex_entity::table::request;
use sea_orm::{EntityTrait, PaginatorTrait, TransactionTrait};

use super::*;
use crate::store::{
    request::insert_batch,
    testing::{everything, record, temporary},
};

/// Makes the log longer.
async fn write(store: &Store, batches: usize) {
    for _ in 0..batches {
        insert_batch(store, &[record()]).await.unwrap();
    }
}

#[actix_rt::test]
async fn the_log_begins_anew_when_it_is_home() {
    let (store, _dir) = temporary().await;
    write(&store, 5).await;
    let path = &store.log_path;
    let length = std::fs::metadata(path).unwrap().len();
    assert!(holds(path, 20).await);
    assert!(!holds(path, 1_000_000).await, "it is {length} bytes long");

    assert_eq!(bring_home(&store).await.unwrap(), State::Home);
    write(&store, 1).await;

    assert!(holds(path, 1).await);
    assert!(!holds(path, 20).await, "those are pages of the log before");
    assert_eq!(
        std::fs::metadata(path).unwrap().len(),
        length,
        "it is not cut"
    );
    assert_eq!(everything(&store).await.len(), 6);
}

#[actix_rt::test]
async fn who_reads_what_was_before_keeps_the_log() {
    let (store, _dir) = temporary().await;
    write(&store, 1).await;
    let reading = store.reader().begin().await.unwrap();
    request::Entity::find().count(&reading).await.unwrap();
    write(&store, 1).await;

    assert_eq!(bring_home(&store).await.unwrap(), State::Behind);
    reading.rollback().await.unwrap();
    assert_eq!(bring_home(&store).await.unwrap(), State::Home);
}

#[actix_rt::test]
async fn a_long_log_is_brought_home_beside_who_writes_until_the_database_is_closed() {
    let (store, dir) = temporary().await;
    let looking_after = actix_rt::spawn(run(store.clone()));
    let records: Vec<_> = (0..4_000).map(|_| record()).collect();
    let home = async {
        let size = || {
            std::fs::metadata(dir.path().join("routex.db"))
                .unwrap()
                .len()
        };
        let before = size();
        for batch in records.chunks(50) {
            insert_batch(&store, batch).await.unwrap();
        }
        while size() < before + (4 << 20) {
            write(&store, 50).await;
        }
    };
    let soon = Duration::from_secs(60);
    tokio::time::timeout(soon, home).await.unwrap();

    store.close().await.unwrap();
    looking_after.await.unwrap();
}

#[actix_rt::test]
async fn a_log_ends_at_last_however_much_is_written() {
    let (store, _dir) = temporary().await;
    let writing = {
        let store = store.clone();
        actix_rt::spawn(async move { write(&store, 60).await })
    };
    while everything(&store).await.len() < 20 {}

    let state = bring_rest_home(&store).await.unwrap();

    assert_eq!(state, State::Home);
    writing.await.unwrap();
    assert_eq!(everything(&store).await.len(), 60);
}
