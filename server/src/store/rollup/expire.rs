//! Removing cells that are too old.
//!
//! A cell's time is the end of its key, so the old ones lie at many places. They are found by going from name to name, on a
//! connection that only reads; what is removed is one stretch a place.

use sea_orm::{ConnectionTrait, Statement, Value};

use crate::{
    rollup::Grain,
    store::{
        Store,
        error::{During, StoreError},
        removal::{Removal, Removed},
    },
};

/// The first cell behind a place. Rows of a place are in order of time, so it is the oldest of the next.
const NEXT: &str = "SELECT slice, channel, model, client_key, start_ms FROM usage_rollup \
    WHERE grain = ? AND (slice, channel, model, client_key, start_ms) > (?, ?, ?, ?, ?) \
    ORDER BY slice, channel, model, client_key, start_ms LIMIT 1";
const COUNT: &str = "SELECT count(*) FROM usage_rollup WHERE grain = ? AND slice = ? \
    AND channel = ? AND model = ? AND client_key = ? AND start_ms < ?";
const REMOVE: &str = "DELETE FROM usage_rollup WHERE grain = ? AND slice = ? \
    AND channel = ? AND model = ? AND client_key = ? AND start_ms < ?";

/// Whose cells.
#[derive(Debug, Clone)]
struct Place {
    slice: i64,
    names: [String; 3],
}

impl Place {
    fn values(&self, grain: Grain, start_ms: i64) -> Vec<Value> {
        let mut values: Vec<Value> = vec![grain.code().into(), self.slice.into()];
        values.extend(self.names.iter().map(|name| Value::from(name.as_str())));
        values.push(start_ms.into());
        values
    }
}

/// Removes cells of a grain that begin before a time in milliseconds since the Unix epoch: about `most`, or all of one place
/// where that are more. Tells how many there were; 0 when nothing is left to remove.
pub async fn delete_before(
    store: &Store,
    grain: Grain,
    before_ms: i64,
    most: u64,
) -> Result<Removed, StoreError> {
    let action = "remove old sums of usage";
    let mut places = Vec::new();
    let mut found = 0;
    let mut at = Place {
        slice: -1,
        names: Default::default(),
    };
    while found < most {
        let Some((next, oldest_ms)) = next(store, grain, &at).await? else {
            break;
        };
        if oldest_ms < before_ms {
            let values = next.values(grain, before_ms);
            let backend = store.reader().get_database_backend();
            let statement = Statement::from_sql_and_values(backend, COUNT, values);
            let row = store.reader().query_one_raw(statement).await;
            let count = row
                .during(action)?
                .map(|row| row.try_get_by_index::<i64>(0));
            let count = count.transpose().during(action)?.unwrap_or(0);
            found += u64::try_from(count).unwrap_or(0);
            places.push(next.clone());
        }
        at = next;
    }
    if places.is_empty() {
        return Ok(Removed::default());
    }
    let removal = Removal::begin(store, action).await?;
    let mut removed = 0;
    for place in places {
        let values = place.values(grain, before_ms);
        let backend = removal.transaction.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, REMOVE, values);
        let done = removal
            .transaction
            .execute_raw(statement)
            .await
            .during(action)?;
        removed += done.rows_affected();
    }
    removal.commit(removed).await
}

/// The next place, and the beginning of its oldest cell.
async fn next(
    store: &Store,
    grain: Grain,
    after: &Place,
) -> Result<Option<(Place, i64)>, StoreError> {
    let action = "look for old sums of usage";
    let reader = store.reader();
    let values = after.values(grain, i64::MAX);
    let statement = Statement::from_sql_and_values(reader.get_database_backend(), NEXT, values);
    let Some(row) = reader.query_one_raw(statement).await.during(action)? else {
        return Ok(None);
    };
    let text = |index| row.try_get_by_index::<String>(index).during(action);
    let place = Place {
        slice: row.try_get_by_index(0).during(action)?,
        names: [text(1)?, text(2)?, text(3)?],
    };
    let oldest_ms = row.try_get_by_index(4).during(action)?;
    Ok(Some((place, oldest_ms)))
}
