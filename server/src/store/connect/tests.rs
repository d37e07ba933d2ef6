use sea_orm::{ConnectionTrait, Statement};

use super::*;
use crate::store::testing::temporary;

#[actix_rt::test]
async fn a_relative_file_is_made_in_the_data_directory_and_keeps_its_shape() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("fresh");

    let store = connect("sqlite://routex.db", &data).await.unwrap();
    let applied = store.migrate_up().await.unwrap();
    assert!(!applied.is_empty());
    store.close().await.unwrap();

    let again = connect("sqlite://routex.db", &data).await.unwrap();
    assert!(again.migrate_up().await.unwrap().is_empty());
    let states = again.migrate_status().await.unwrap();
    assert_eq!(
        states.iter().map(|state| &state.name).collect::<Vec<_>>(),
        applied.iter().collect::<Vec<_>>()
    );
    assert!(states.iter().all(|state| state.applied));
}

#[actix_rt::test]
async fn status_of_a_fresh_file_is_pending() {
    let dir = tempfile::tempdir().unwrap();
    let store = connect("sqlite:other.db", dir.path()).await.unwrap();
    let states = store.migrate_status().await.unwrap();
    assert!(!states.is_empty() && states.iter().all(|state| !state.applied));
}

#[cfg(unix)]
#[actix_rt::test]
async fn nobody_else_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let (store, dir) = temporary().await;
    store.migrate_up().await.unwrap();
    for name in ["routex.db", "routex.db-wal"] {
        let mode = std::fs::metadata(dir.path().join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }
}

#[actix_rt::test]
async fn other_databases_are_refused_without_showing_the_password() {
    for url in [
        "postgres://u:hunter2@h/db",
        "mysql://u:hunter2@h/db",
        "hunter",
    ] {
        let error = connect(url, Path::new("/nonexistent")).await.unwrap_err();
        assert!(
            matches!(error, StoreError::UnsupportedUrl { .. }),
            "{error}"
        );
        assert!(!error.to_string().contains("hunter2"));
    }
    for url in [
        "sqlite::memory:",
        "sqlite://",
        "sqlite://x.db?mode=memory",
        "sqlite://x?y=z",
    ] {
        let error = connect(url, Path::new("/nonexistent")).await.unwrap_err();
        assert!(matches!(error, StoreError::InvalidUrl { .. }), "{error}");
    }
}

#[actix_rt::test]
async fn readers_cannot_write_and_pragmas_hold() {
    let (store, _dir) = temporary().await;
    let refused = store
        .reader()
        .execute_unprepared("DELETE FROM setting")
        .await;
    assert!(refused.is_err());

    for (pragma, expected) in [
        ("foreign_keys", 1),
        ("synchronous", 1),
        ("busy_timeout", 5000),
    ] {
        let statement = Statement::from_string(
            store.writer().get_database_backend(),
            format!("PRAGMA {pragma}"),
        );
        let row = store
            .writer()
            .query_one_raw(statement)
            .await
            .unwrap()
            .unwrap();
        let column = if pragma == "busy_timeout" {
            "timeout"
        } else {
            pragma
        };
        assert_eq!(
            row.try_get::<i32>("", column).unwrap(),
            expected,
            "{pragma}"
        );
    }
}
