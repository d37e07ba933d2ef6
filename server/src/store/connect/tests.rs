use routex_migration::{Migrator, MigratorTrait};
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

/// What the version before wrote: a channel with a credential, an alias, keys with and without a budget, and their log.
const BEFORE: &str = "\
    INSERT INTO channel VALUES (x'01900000000070008000000000000001', 'main', 'openai', \
        '[{\"dialect\":\"openai_chat\",\"url\":\"https://o.example\"}]', '[\"m\"]', '{\"a\":\"m\"}', 3, 2, 1, '[\"eu\"]', 4, 5, 6, 7000, 0, \
        '[]', NULL, 0); \
    INSERT INTO credential VALUES (x'01900000000070008000000000000002', x'01900000000070008000000000000001', \
        '…abcd', 'print', x'00', 0); \
    INSERT INTO alias VALUES (x'01900000000070008000000000000003', 'smart', 'fastest', '[]', 0); \
    INSERT INTO client_key VALUES (x'01900000000070008000000000000004', 'spender', 'h1', 'rx-1', '[]', '[]', 0, 0, 0, \
        2000000000, 'month', NULL, 1, 0); \
    INSERT INTO client_key VALUES (x'01900000000070008000000000000005', 'free', 'h2', 'rx-2', '[\"m\"]', '[]', 8, 0, 0, \
        0, NULL, 99, 0, 0);";

/// A request of a key that arrived at a time and took five seconds.
fn request_before(number: u8, key: &str, at_ms: i64, cost: &str) -> String {
    format!(
        "INSERT INTO request (id, started_at_ms, client_key, dialect_in, endpoint, model_requested, outcome, stream, \
         usage_partial, duration_ms, overhead_us, decision, input_tokens, cache_read_tokens, cache_write_short_tokens, \
         cache_write_long_tokens, output_tokens, reasoning_tokens, cost_nano_usd) VALUES \
         (x'019000000000700080000000000001{number:02x}', {at_ms}, '{key}', 'openai_chat', 'chat', 'm', 'success', 0, 0, \
         5000, 1, 'priority', 1, 0, 0, 0, 1, 0, {cost});"
    )
}

#[actix_rt::test]
async fn what_the_version_before_wrote_is_kept() {
    use crate::{
        rollup::Grain,
        store::{alias, channel, client_key, credential, key_spend, rollup},
    };
    const DAY_MS: i64 = 86_400_000;
    let dir = tempfile::tempdir().unwrap();
    let store = connect("sqlite://routex.db", dir.path()).await.unwrap();
    Migrator::up(store.writer(), Some(2)).await.unwrap();
    let mut before = BEFORE.to_owned();
    for (number, (key, at_ms, cost)) in [
        ("spender", DAY_MS, "100"),
        ("spender", DAY_MS + 7, "20"),
        // It ended on the next day.
        ("spender", 2 * DAY_MS - 1, "3"),
        ("spender", 3 * DAY_MS, "NULL"),
        ("free", DAY_MS, "9223372036854775807"),
        ("free", DAY_MS, "9223372036854775807"),
        ("", DAY_MS, "50"),
    ]
    .into_iter()
    .enumerate()
    {
        before += &request_before(number as u8, key, at_ms, cost);
    }
    store.writer().execute_unprepared(&before).await.unwrap();

    let applied = store.migrate_up().await.unwrap();

    assert_eq!(applied.len(), Migrator::migrations().len() - 2);
    let channels = channel::list(&store).await.unwrap();
    let main = &channels[0];
    assert_eq!(
        (main.name.as_str(), main.priority, main.weight),
        ("main", 3, 2)
    );
    assert_eq!((main.tpm, main.first_byte_timeout_ms), (6, Some(7000)));
    assert_eq!((main.queue_ms, &main.tls_ca), (0, &None));
    assert!(main.capabilities.is_empty() && main.keep_bodies_hours == 0);
    assert_eq!(
        (main.probe.as_str(), main.probe_interval_seconds),
        ("off", 60)
    );
    let credentials = credential::list(&store).await.unwrap();
    assert_eq!(credentials[0].channel_id, main.id);
    assert!(credentials[0].enabled && credentials[0].sealed_secret.is_some());
    let aliases = alias::list(&store).await.unwrap();
    assert!(aliases[0].alias.fallbacks.is_empty());
    let keys = client_key::list(&store).await.unwrap();
    let key = |name| keys.iter().find(|row| row.name == name).unwrap();
    let budgets = &key("spender").budgets;
    assert_eq!((budgets.len(), budgets[0].nano_usd), (1, 2_000_000_000));
    assert_eq!(serde_json::json!(budgets[0].window), "month");
    let free = key("free");
    assert!(free.budgets.is_empty() && free.allowed_ips.is_empty() && !free.enabled);
    assert_eq!((free.rpm, free.expires_at_ms), (8, Some(99)));
    let spent = key_spend::of(&store, &["spender", "free", ""])
        .await
        .unwrap();
    assert_eq!(spent["spender"], [(1, 120), (2, 3)]);
    assert_eq!(spent["free"], [(1, 2_000_000_000_000_000)]);
    assert!(!spent.contains_key(""));
    assert!(rollup::counted_before(&store).await.unwrap().is_some());
    assert!(!rollup::count_backlog(&store, 100).await.unwrap());
    let day = rollup::Stretch {
        grain: Grain::Day,
        from_ms: DAY_MS,
        to_ms: 4 * DAY_MS,
    };
    let everything = rollup::Read {
        stretches: vec![day],
        ..rollup::Read::default()
    };
    let counted = rollup::read(&store, &everything).await.unwrap();
    let requests = counted.iter().map(|sum| sum.cell().unwrap().requests());
    assert_eq!(requests.sum::<u64>(), 7);
}
