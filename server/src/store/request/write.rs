//! Writing the log. Rows are written once and never changed.

use std::{collections::HashSet, sync::LazyLock};

use routex_entity::RequestRecord;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value};
use uuid::Uuid;

use super::{
    super::{
        Store,
        bulk::BulkInsert,
        error::{During, StoreError},
        key_spend, rollup,
    },
    row::{ATTEMPT_COLUMNS, REQUEST_COLUMNS, push_attempt, push_request},
    span,
};

static REQUESTS: LazyLock<BulkInsert> =
    LazyLock::new(|| BulkInsert::new("request", REQUEST_COLUMNS, "DO NOTHING"));
static ATTEMPTS: LazyLock<BulkInsert> =
    LazyLock::new(|| BulkInsert::new("attempt", ATTEMPT_COLUMNS, "DO NOTHING"));

/// Ids in one look-up. One size, so that the connection keeps the statement compiled.
const LOOK_UP: usize = 64;
static KNOWN: LazyLock<String> = LazyLock::new(|| {
    let ids = vec!["?"; LOOK_UP].join(", ");
    format!("SELECT id FROM request WHERE id IN ({ids})")
});

/// Writes requests, their attempts, what they cost their keys and what they add to the sums in one transaction. Rows that
/// exist already are left as they are and count nothing again, so the same record may come any number of times.
pub async fn insert_batch(store: &Store, records: &[RequestRecord]) -> Result<(), StoreError> {
    let action = "write requests to the log";
    if records.is_empty() {
        return Ok(());
    }
    let (requests, attempts) = cells(records);
    let transaction = store.begin(action).await?;
    let new = not_yet_written(&transaction, records)
        .await
        .during(action)?;
    spend(&transaction, &new).await.during(action)?;
    rollup::count(store, &transaction, &new)
        .await
        .during(action)?;
    REQUESTS.run(&transaction, requests).await.during(action)?;
    ATTEMPTS.run(&transaction, attempts).await.during(action)?;
    span::note(&transaction, records).await.during(action)?;
    transaction.commit().await.during(action)
}

/// Those that are not in the log, each once.
async fn not_yet_written<'a>(
    transaction: &DatabaseTransaction,
    records: &'a [RequestRecord],
) -> Result<Vec<&'a RequestRecord>, DbErr> {
    let mut counted = HashSet::new();
    for block in records.chunks(LOOK_UP) {
        let last = block.last().map(|record| record.id);
        let ids = block.iter().map(|record| record.id);
        let ids = ids.chain(std::iter::repeat_n(last, LOOK_UP - block.len()).flatten());
        let backend = transaction.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, &*KNOWN, ids.map(Value::from));
        for row in transaction.query_all_raw(statement).await? {
            counted.insert(row.try_get_by_index::<Uuid>(0)?);
        }
    }
    let mut new: Vec<&RequestRecord> = records.iter().collect();
    new.retain(|record| counted.insert(record.id));
    Ok(new)
}

/// Counts what new requests cost their keys.
async fn spend(transaction: &DatabaseTransaction, new: &[&RequestRecord]) -> Result<(), DbErr> {
    let mut costly = new.to_vec();
    costly.retain(|record| key_spend::concerns(record));
    key_spend::add(transaction, &costly).await
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
