//! The kept cells, many at once.

use std::{collections::HashMap, sync::LazyLock};

use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, Value};

use crate::{
    rollup::{Cell, Grain, Slice, Spot},
    store::{
        bulk::BulkInsert,
        error::{During, StoreError},
    },
};

/// Keys a look-up. One size, so that the connection keeps the statement compiled.
const LOOK_UP: usize = 64;
const COLUMNS: &[&str] = &[
    "grain",
    "slice",
    "channel",
    "model",
    "client_key",
    "start_ms",
    "cell",
];

static WRITE: LazyLock<BulkInsert> = LazyLock::new(|| {
    let key = COLUMNS[..COLUMNS.len() - 1].join(", ");
    let conflict = format!("({key}) DO UPDATE SET cell = excluded.cell");
    BulkInsert::new("usage_rollup", COLUMNS, &conflict)
});
static FIND: LazyLock<String> = LazyLock::new(|| {
    let rows: Vec<String> = (0..LOOK_UP)
        .map(|number| format!("({number}, ?, ?, ?, ?, ?, ?)"))
        .collect();
    let key = &COLUMNS[..COLUMNS.len() - 1];
    let same: Vec<String> = key
        .iter()
        .map(|column| format!("kept.{column} = wanted.{column}"))
        .collect();
    format!(
        "WITH wanted (number, {}) AS (VALUES {}) \
         SELECT wanted.number, kept.cell FROM wanted CROSS JOIN usage_rollup AS kept ON {}",
        key.join(", "),
        rows.join(", "),
        same.join(" AND "),
    )
});

/// What a cell is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key<'a> {
    pub(super) grain: Grain,
    pub(super) slice: Slice,
    pub(super) spot: Spot<'a>,
    pub(super) start_ms: i64,
}

impl Key<'_> {
    fn cells(&self) -> [Value; 6] {
        [
            self.grain.code().into(),
            self.slice.code().into(),
            self.spot.channel.into(),
            self.spot.model.into(),
            self.spot.client_key.into(),
            self.start_ms.into(),
        ]
    }
}

/// Adds to what is kept.
pub(super) async fn add(
    transaction: &DatabaseTransaction,
    sums: HashMap<Key<'_>, Cell>,
) -> Result<(), StoreError> {
    let action = "add to the sums of usage";
    let mut sums: Vec<(Key<'_>, Cell)> = sums.into_iter().collect();
    // In the order of the table: what lies together is found and written together.
    sums.sort_unstable_by_key(|(key, _)| {
        let Spot {
            channel,
            model,
            client_key,
        } = key.spot;
        (
            key.grain,
            key.slice,
            channel,
            model,
            client_key,
            key.start_ms,
        )
    });
    for block in sums.chunks_mut(LOOK_UP) {
        for (number, kept) in find(transaction, block).await? {
            if let Some((_, cell)) = block.get_mut(number) {
                cell.merge(&kept);
            }
        }
    }
    let mut rows = Vec::with_capacity(sums.len() * COLUMNS.len());
    for (key, cell) in &sums {
        let mut body = Vec::with_capacity(128);
        cell.encode(&mut body);
        rows.extend(key.cells());
        rows.push(body.into());
    }
    WRITE.run(transaction, rows).await.during(action)
}

/// Which of these are kept, by their number.
async fn find(
    transaction: &DatabaseTransaction,
    wanted: &[(Key<'_>, Cell)],
) -> Result<Vec<(usize, Cell)>, StoreError> {
    let action = "read sums of usage";
    let Some((last, _)) = wanted.last() else {
        return Ok(Vec::new());
    };
    let keys = wanted.iter().map(|(key, _)| key);
    let filled = keys.chain(std::iter::repeat_n(last, LOOK_UP - wanted.len()));
    let values: Vec<Value> = filled.flat_map(Key::cells).collect();
    let backend = transaction.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, &*FIND, values);
    let rows = transaction.query_all_raw(statement).await.during(action)?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let number: i64 = row.try_get_by_index(0).during(action)?;
        let body: Vec<u8> = row.try_get_by_index(1).during(action)?;
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        // What the last key filled up is there already.
        if number < wanted.len() {
            found.push((number, decode(&body)?));
        }
    }
    Ok(found)
}

pub(super) fn decode(body: &[u8]) -> Result<Cell, StoreError> {
    Cell::decode(body).ok_or_else(|| unreadable("usage_rollup", "cell"))
}

pub(super) fn unreadable(table: &'static str, column: &'static str) -> StoreError {
    StoreError::Unreadable {
        table,
        row: "of sums".to_owned(),
        column,
        reason: "it has a form that this Routex does not know".to_owned(),
    }
}
