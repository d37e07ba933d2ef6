//! A real database in a folder of its own, for tests.

use std::path::Path;

use routex_entity::{
    AttemptRecord, Dialect, Extras, Outcome, RequestRecord, ServiceTier, TokenUsage,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use tempfile::TempDir;
use uuid::Uuid;

use super::{
    Store, connect,
    request::{RequestFilter, page},
};

/// A migrated database; it goes when the folder is dropped.
pub(crate) async fn temporary() -> (Store, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let store = connect("sqlite://routex.db", dir.path()).await.unwrap();
    store.migrate_up().await.unwrap();
    (store, dir)
}

/// Makes the store give up on a locked database at once.
pub(crate) async fn make_impatient(store: &Store) {
    let pragma = "PRAGMA busy_timeout = 1";
    store.writer().execute_unprepared(pragma).await.unwrap();
}

/// Locks the database as another process would, until the lock is dropped or rolled back.
pub(crate) async fn lock(data_dir: &Path) -> DatabaseTransaction {
    let other = connect("sqlite://routex.db", data_dir).await.unwrap();
    other.begin("lock").await.unwrap()
}

/// Every request in the log, oldest first.
pub(crate) async fn everything(store: &Store) -> Vec<RequestRecord> {
    let mut items = vec![];
    let mut cursor = None;
    loop {
        let page = page(store, &RequestFilter::default(), cursor, 500)
            .await
            .unwrap();
        items.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            items.reverse();
            return items;
        }
    }
}

/// A finished request with two attempts: the first was rate limited, the second answered.
pub(crate) fn record() -> RequestRecord {
    let usage = TokenUsage {
        input: 100,
        cache_read: 20,
        cache_write_short: 3,
        cache_write_long: 4,
        output: 50,
        reasoning: 10,
    };
    let attempt = |outcome, status, usage| AttemptRecord {
        id: Uuid::now_v7(),
        started_at_ms: 1_793_000_000_123,
        channel: "openai-a".to_owned(),
        credential: "sk-…wxyz".to_owned(),
        model_served: "gpt-5.4".to_owned(),
        status: Some(status),
        outcome,
        ttft_ms: Some(211),
        duration_ms: 900,
        usage,
        extras: Extras {
            service_tier: Some(ServiceTier::Priority),
            web_searches: 2,
            ..Extras::default()
        },
        cost_nano_usd: Some(1_000_750),
        error: None,
    };
    RequestRecord {
        id: Uuid::now_v7(),
        started_at_ms: 1_793_000_000_100,
        client_key: "laptop".to_owned(),
        session: Some("sha256:0123456789abcdef".to_owned()),
        dialect_in: Dialect::Anthropic,
        dialect_out: Some(Dialect::Anthropic),
        endpoint: "/v1/messages".to_owned(),
        model_requested: "smart".to_owned(),
        model_served: Some("gpt-5.4".to_owned()),
        channel: Some("openai-a".to_owned()),
        credential: Some("sk-…wxyz".to_owned()),
        status: Some(200),
        outcome: Outcome::Success,
        stream: true,
        usage,
        usage_partial: false,
        cost_nano_usd: Some(1_000_750),
        ttft_ms: Some(250),
        duration_ms: 1200,
        overhead_us: 180,
        decision: "priority: first of 2".to_owned(),
        error: None,
        attempts: vec![
            attempt(Outcome::RateLimited, 429, TokenUsage::default()),
            attempt(Outcome::Success, 200, usage),
        ],
    }
}

/// A finished request that its first attempt answered.
pub(crate) fn direct() -> RequestRecord {
    let mut record = record();
    record.attempts.remove(0);
    record
}

/// The record as it stands when its last attempt is about to be sent.
pub(crate) fn intent(settled: &RequestRecord) -> RequestRecord {
    let mut record = settled.clone();
    record.outcome = Outcome::Unknown;
    record.status = None;
    record.usage = TokenUsage::default();
    if let Some(last) = record.attempts.last_mut() {
        last.outcome = Outcome::Unknown;
        last.status = None;
        last.usage = TokenUsage::default();
    }
    record
}
