//! What each client key cost, a row a day: written in the transaction of the requests that it sums up.

use std::collections::{HashMap, HashSet};

use routex_entity::{
    RequestRecord,
    table::{client_key, key_spend},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect, Statement, Value,
};

use super::{
    Change, Store,
    error::{During, StoreError},
    request::Changed,
};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Names a query, at most.
const NAMES: usize = 500;

/// A sum stays at the end of the scale rather than to turn into a fraction, as SQLite would have it.
const ADD: &str = "INSERT INTO key_spend (client_key, day, nano_usd) VALUES (?, ?, ?) \
    ON CONFLICT (client_key, day) DO UPDATE SET nano_usd = CASE \
    WHEN key_spend.nano_usd > 9223372036854775807 - excluded.nano_usd THEN 9223372036854775807 \
    ELSE key_spend.nano_usd + excluded.nano_usd END";

/// A sum never turns negative.
const TAKE: &str = "UPDATE key_spend SET nano_usd = CASE WHEN nano_usd > ? THEN nano_usd - ? ELSE 0 END \
    WHERE client_key = ? AND day = ?";

/// What these keys cost so far, in thousand-millionths of a US dollar by day since the Unix epoch (UTC).
pub async fn of(
    store: &Store,
    names: &[&str],
) -> Result<HashMap<String, Vec<(i64, i64)>>, StoreError> {
    let mut spent: HashMap<String, Vec<(i64, i64)>> = HashMap::new();
    for names in names.chunks(NAMES) {
        let rows = key_spend::Entity::find()
            .filter(key_spend::Column::ClientKey.is_in(names.iter().copied()))
            .all(store.reader())
            .await
            .during("read what client keys spent")?;
        for row in rows {
            let days = spent.entry(row.client_key).or_default();
            days.push((row.day, row.nano_usd));
        }
    }
    Ok(spent)
}

/// Forgets what a key cost, as part of a change.
pub async fn forget(change: &Change, name: &str) -> Result<(), StoreError> {
    key_spend::Entity::delete_many()
        .filter(key_spend::Column::ClientKey.eq(name))
        .exec(&change.transaction)
        .await
        .during("forget what a client key spent")?;
    Ok(())
}

/// Whether a request is one that is summed up here.
pub(super) fn concerns(record: &RequestRecord) -> bool {
    !record.client_key.is_empty() && record.cost_nano_usd.is_some_and(|cost| cost > 0)
}

/// Adds requests that were not in the log before. Each counts for the day on which it ended; those that came before their
/// key was made are of an earlier key of that name, and count for nobody.
pub(super) async fn add(
    transaction: &DatabaseTransaction,
    records: &[&RequestRecord],
) -> Result<(), DbErr> {
    let made = made(transaction, records).await?;
    let mut sums: HashMap<(&str, i64), i64> = HashMap::new();
    for record in records {
        let made_ms = made.get(&record.client_key);
        if made_ms.is_some_and(|made_ms| record.started_at_ms < *made_ms) {
            continue;
        }
        let day = record.ended_at_ms().div_euclid(DAY_MS);
        let sum = sums.entry((&record.client_key, day)).or_default();
        *sum = sum.saturating_add(record.cost_nano_usd.unwrap_or(0).max(0));
    }
    for ((client_key, day), nano_usd) in sums {
        let cells: [Value; 3] = [client_key.into(), day.into(), nano_usd.into()];
        let backend = transaction.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, ADD, cells);
        transaction.execute_raw(statement).await?;
    }
    Ok(())
}

/// Corrects the sums by requests whose cost is another one than was counted. Tells of each whether it is in a sum at all.
pub(super) async fn shift(
    transaction: &DatabaseTransaction,
    changed: &[Changed<'_>],
) -> Result<Vec<bool>, DbErr> {
    let records: Vec<&RequestRecord> = changed.iter().map(|change| change.record).collect();
    let made = made(transaction, &records).await?;
    let counts = |record: &RequestRecord| {
        let made_ms = made.get(&record.client_key);
        !record.client_key.is_empty()
            && made_ms.is_none_or(|made_ms| record.started_at_ms >= *made_ms)
    };
    let mut sums: HashMap<(&str, i64), i64> = HashMap::new();
    for change in changed.iter().filter(|change| counts(change.record)) {
        let record = change.record;
        let day = record.ended_at_ms().div_euclid(DAY_MS);
        let spent = |cost: Option<i64>| cost.unwrap_or(0).max(0);
        let sum = sums.entry((&record.client_key, day)).or_default();
        *sum = sum.saturating_add(spent(change.cost) - spent(record.cost_nano_usd));
    }
    for ((client_key, day), difference) in sums {
        let backend = transaction.get_database_backend();
        let run = |sql, cells: Vec<Value>| {
            transaction.execute_raw(Statement::from_sql_and_values(backend, sql, cells))
        };
        if difference >= 0 {
            run(ADD, vec![client_key.into(), day.into(), difference.into()]).await?;
        } else {
            let less = difference.saturating_neg();
            let cells = vec![less.into(), less.into(), client_key.into(), day.into()];
            run(TAKE, cells).await?;
        }
    }
    Ok(changed.iter().map(|change| counts(change.record)).collect())
}

/// When the keys of these requests were made, by name; without those of which nobody knows.
async fn made(
    transaction: &DatabaseTransaction,
    records: &[&RequestRecord],
) -> Result<HashMap<String, i64>, DbErr> {
    let names: HashSet<&str> = records
        .iter()
        .map(|record| record.client_key.as_str())
        .collect();
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let known: Vec<(String, i64)> = client_key::Entity::find()
        .select_only()
        .columns([client_key::Column::Name, client_key::Column::CreatedAtMs])
        .filter(client_key::Column::Name.is_in(names))
        .filter(client_key::Column::CreatedAtMs.is_not_null())
        .into_tuple()
        .all(transaction)
        .await?;
    Ok(known.into_iter().collect())
}
