//! Writing the log. Rows are written once and never changed.

use std::sync::LazyLock;

use routex_entity::RequestRecord;
use sea_orm::Value;

use super::{
    super::{
        Store,
        bulk::BulkInsert,
        error::{During, StoreError},
    },
    row::{ATTEMPT_COLUMNS, REQUEST_COLUMNS, push_attempt, push_request},
};

static REQUESTS: LazyLock<BulkInsert> =
    LazyLock::new(|| BulkInsert::new("request", REQUEST_COLUMNS, "DO NOTHING"));
static ATTEMPTS: LazyLock<BulkInsert> =
    LazyLock::new(|| BulkInsert::new("attempt", ATTEMPT_COLUMNS, "DO NOTHING"));

/// Writes requests and their attempts in one transaction. Rows that exist already are left as they are, so the same
/// record may come any number of times.
pub async fn insert_batch(store: &Store, records: &[RequestRecord]) -> Result<(), StoreError> {
    let action = "write requests to the log";
    if records.is_empty() {
        return Ok(());
    }
    let (requests, attempts) = cells(records);
    let transaction = store.begin(action).await?;
    REQUESTS.run(&transaction, requests).await.during(action)?;
    ATTEMPTS.run(&transaction, attempts).await.during(action)?;
    transaction.commit().await.during(action)
}

fn cells(records: &[RequestRecord]) -> (Vec<Value>, Vec<Value>) {
    let count = records
        .iter()
        .map(|record| record.attempts.len())
        .sum::<usize>();
    let mut requests = Vec::with_capacity(records.len() * REQUEST_COLUMNS.len());
    let mut attempts = Vec::with_capacity(count * ATTEMPT_COLUMNS.len());
    for record in records {
        push_request(&mut requests, record);
        for attempt in &record.attempts {
            push_attempt(&mut attempts, record.id, attempt);
        }
    }
    (requests, attempts)
}
