use sea_orm::sqlx::{
    self, ConnectOptions as _, Connection as _,
    sqlite::{SqliteConnectOptions, SqliteJournalMode},
};
use serde_json::json;

use super::*;

const ACCOUNTS: &str = "CREATE TABLE accounts (id TEXT PRIMARY KEY, name TEXT NOT NULL, provider TEXT, api_key TEXT, \
     refresh_token TEXT, access_token TEXT, priority INTEGER DEFAULT 0, paused INTEGER DEFAULT 0, custom_endpoint TEXT)";

async fn file(statements: &[&'static str]) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ccflare.db");
    let mut connection = SqliteConnectOptions::new()
        .filename(&path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .connect()
        .await
        .unwrap();
    for statement in statements {
        sqlx::query(*statement)
            .execute(&mut connection)
            .await
            .unwrap();
    }
    connection.close().await.unwrap();
    std::fs::read(&path).unwrap()
}

#[actix_rt::test]
async fn accounts_with_a_key_become_channels_and_logins_stay() {
    let bytes = file(&[
        ACCOUNTS,
        "INSERT INTO accounts VALUES ('1', 'My console', 'claude-console-api', 'sk-ant-canary', '', NULL, 2, 0, NULL)",
        "INSERT INTO accounts VALUES ('2', 'max', 'anthropic', NULL, 'canary-refresh', 'canary-access', 0, 0, NULL)",
        "INSERT INTO accounts VALUES ('3', 'own', 'openai-compatible', 'sk-own-canary', '', NULL, 0, 1, 'https://own.example/')",
        "INSERT INTO accounts VALUES ('4', 'odd', 'codex', 'sk-odd-canary', '', NULL, 0, 0, NULL)",
        "CREATE TABLE api_keys (id TEXT, name TEXT, hashed_key TEXT)",
        "INSERT INTO api_keys VALUES ('1', 'laptop', 'canary-hash')",
    ])
    .await;

    let bundle = read(&bytes, false).await.unwrap();

    let bodies: Vec<_> = bundle.channels.iter().map(|c| json!(c.body)).collect();
    assert_eq!(
        json!(bodies),
        json!([
            { "name": "ccflare-My-console", "provider": "anthropic", "priority": 2, "enabled": true },
            {
                "name": "ccflare-own", "provider": "openai_compatible", "base_url": "https://own.example/v1",
                "priority": 0, "enabled": false
            }
        ])
    );
    assert_eq!(
        bundle.channels[0].credentials[0].secret.expose(),
        "sk-ant-canary"
    );
    let told = format!("{:?}", bundle.left_out);
    for what in [
        "account max",
        "account odd",
        "api key laptop",
        "strategy",
        "subscription",
    ] {
        assert!(told.contains(what), "{what}: {told}");
    }
    assert!(!told.contains("canary"), "{told}");
}

#[actix_rt::test]
async fn a_schema_that_computes_is_not_run() {
    let endless = "CREATE VIEW accounts AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) \
                   SELECT x AS name FROM n";
    let computed = "CREATE TABLE accounts (name TEXT, api_key TEXT AS (zeroblob(500000000)))";
    for schema in [endless, computed, "CREATE TABLE other (name TEXT)"] {
        let bytes = file(&[schema]).await;
        assert!(read(&bytes, false).await.is_err(), "{schema}");
    }
}

#[actix_rt::test]
async fn damaged_files_are_refused_or_read_but_never_crash() {
    let whole = file(&[
        ACCOUNTS,
        "INSERT INTO accounts VALUES ('1', 'a', 'zai', 'sk-canary', '', NULL, 0, 0, NULL)",
    ])
    .await;
    assert!(read(&[], false).await.is_err());
    assert!(read(b"SQLite format 3\0", false).await.is_err());
    assert!(read(&whole[..whole.len() / 3], false).await.is_err());
    // A stride that is prime reaches every part of a page sooner or later.
    for at in (100..whole.len()).step_by(97) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0xff;
        let _read = read(&damaged, false).await;
    }
}

#[actix_rt::test]
async fn names_and_types_that_are_no_text_are_not_looked_at() {
    let whole = file(&[
        "CREATE TABLE accounts (name TEXT, api_key MARKED_1, provider TEXT, MARKED_3 TEXT)",
        "INSERT INTO accounts VALUES ('a', 'sk-canary', 'zai', 'b')",
        "CREATE TABLE api_keys (name MARKED_2)",
        "INSERT INTO api_keys VALUES ('laptop')",
    ])
    .await;
    for declared in [&b"MARKED_1"[..], b"MARKED_2", b"MARKED_3"] {
        let mut damaged = whole.clone();
        let found: Vec<usize> = memchr::memmem::find_iter(&whole, declared).collect();
        assert!(!found.is_empty());
        for at in found {
            damaged[at..at + declared.len()].fill(0xff);
        }

        let bundle = read(&damaged, false).await.unwrap();

        assert_eq!(bundle.channels.len(), 1);
        assert_eq!(
            bundle.channels[0].credentials[0].secret.expose(),
            "sk-canary"
        );
    }
}
