//! What the ledger writes: parcels of cells, appended in the transaction of the rows that they sum up.

use routex_entity::RequestRecord;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value};
use uuid::Uuid;

use super::backlog::Backlog;
use crate::{
    rollup::{Cell, Spot, parcel::Gathered},
    store::Store,
};

const APPEND: &str = "INSERT INTO usage_parcel (id, cells, body) VALUES (?, ?, ?)";

/// A request whose cost is found to be another.
#[derive(Debug, Clone, Copy)]
pub struct CostChange<'a> {
    /// The row, as it was.
    pub record: &'a RequestRecord,
    /// What it costs from now on, in thousand-millionths of a US dollar.
    pub cost_nano_usd: Option<i64>,
}

/// Counts requests that were not in the log before.
pub(in crate::store) async fn count(
    store: &Store,
    transaction: &DatabaseTransaction,
    records: &[&RequestRecord],
) -> Result<(), DbErr> {
    let backlog = Backlog::of(store, transaction).await?;
    let mut gathered = Gathered::default();
    for record in records {
        if !backlog.awaits(record.id) {
            let cell = gathered.cell(record.started_at_ms, Spot::of(record));
            cell.count(record);
        }
    }
    append(store, transaction, &gathered).await
}

/// Moves cost within the sums when rows get another one. To be called once for each change, in the transaction that
/// changes the rows.
pub async fn move_cost(
    store: &Store,
    transaction: &DatabaseTransaction,
    changes: &[CostChange<'_>],
) -> Result<(), DbErr> {
    let backlog = Backlog::of(store, transaction).await?;
    let mut gathered = Gathered::default();
    for CostChange {
        record,
        cost_nano_usd,
    } in changes
    {
        if record.cost_nano_usd != *cost_nano_usd && !backlog.awaits(record.id) {
            let cell = gathered.cell(record.started_at_ms, Spot::of(record));
            cell.merge(&Cell::repriced(record, *cost_nano_usd));
        }
    }
    append(store, transaction, &gathered).await
}

pub(super) async fn append(
    store: &Store,
    transaction: &DatabaseTransaction,
    gathered: &Gathered<'_>,
) -> Result<(), DbErr> {
    for (cells, body) in gathered.pack() {
        let row: [Value; 3] = [
            Uuid::now_v7().into(),
            i64::try_from(cells).unwrap_or(i64::MAX).into(),
            body.into(),
        ];
        let backend = transaction.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, APPEND, row);
        transaction.execute_raw(statement).await?;
        store.sums().appended(cells);
    }
    Ok(())
}
