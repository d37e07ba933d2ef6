//! Requests that were in the log before there were sums: counted a stretch at a time, oldest first, while Routex runs.
//!
//! Which of them is counted is told by the id alone. A request that comes later and has an id among those that still wait is
//! not counted when it is written but when its turn comes, so none is counted twice or left out.

use routex_entity::table::request;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use uuid::Uuid;

use super::{
    super::{
        Store,
        error::{During, StoreError},
        request::with_attempts,
    },
    append::append,
};
use crate::rollup::{Spot, parcel::Gathered};

const READ: &str = "SELECT counted, last FROM usage_backlog";
const ADVANCE: &str = "UPDATE usage_backlog SET counted = ?";
const END: &str = "DELETE FROM usage_backlog";

/// The ids that still wait: from the first, exclusive, to the last, inclusive.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Backlog(Option<(Uuid, Uuid)>);

impl Backlog {
    pub(super) async fn of(
        store: &Store,
        transaction: &DatabaseTransaction,
    ) -> Result<Self, DbErr> {
        // Once there is none there will be none.
        if store.sums().whole() {
            return Ok(Self(None));
        }
        let found = Self::read(transaction).await?;
        if found.0.is_none() {
            store.sums().are_whole();
        }
        Ok(found)
    }

    async fn read(connection: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let statement = Statement::from_string(connection.get_database_backend(), READ);
        let row = connection.query_one_raw(statement).await?;
        Ok(Self(match row {
            Some(row) => Some((row.try_get_by_index(0)?, row.try_get_by_index(1)?)),
            None => None,
        }))
    }

    pub(super) fn awaits(self, id: Uuid) -> bool {
        self.0
            .is_some_and(|(counted, last)| counted < id && id <= last)
    }
}

/// Up to when requests still wait to be counted, in milliseconds since the Unix epoch. `None`: none does.
pub async fn counted_before(store: &Store) -> Result<Option<i64>, StoreError> {
    if store.sums().whole() {
        return Ok(None);
    }
    let found = Backlog::read(store.reader())
        .await
        .during("see which requests still wait to be counted")?;
    // The time is in the first 48 bits.
    Ok(found.0.map(|(_, last)| (last.as_u128() >> 80) as i64 + 1))
}

/// Counts the next `most` requests. Tells whether more wait.
pub async fn count_backlog(store: &Store, most: u64) -> Result<bool, StoreError> {
    if store.sums().whole() {
        return Ok(false);
    }
    let action = "count requests of before";
    let transaction = store.begin(action).await?;
    let Some((counted, last)) = Backlog::of(store, &transaction).await.during(action)?.0 else {
        return Ok(false);
    };
    let rows = request::Entity::find()
        .filter(request::Column::Id.gt(counted))
        .filter(request::Column::Id.lte(last))
        .order_by_asc(request::Column::Id)
        .limit(most)
        .all(&transaction)
        .await
        .during(action)?;
    let through = rows.last().map(|row| row.id).filter(|id| *id != last);
    let records = with_attempts(&transaction, rows).await?;
    let mut gathered = Gathered::default();
    for record in &records {
        let cell = gathered.cell(record.started_at_ms, Spot::of(record));
        cell.count(record);
    }
    append(store, &transaction, &gathered)
        .await
        .during(action)?;
    let backend = transaction.get_database_backend();
    let statement = match through {
        Some(id) => Statement::from_sql_and_values(backend, ADVANCE, [id.into()]),
        None => Statement::from_string(backend, END),
    };
    transaction.execute_raw(statement).await.during(action)?;
    transaction.commit().await.during(action)?;
    Ok(through.is_some())
}
