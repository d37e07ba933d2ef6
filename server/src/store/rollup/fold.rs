//! Bringing what the ledger appended into the kept cells.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Statement, Value};
use uuid::Uuid;

use super::cells::{Key, add, decode, unreadable};
use crate::{
    rollup::{Cell, Grain, Keep, Slice, parcel},
    store::{
        Store,
        error::{During, StoreError},
    },
};

const NEXT: &str = "SELECT id, cells, body FROM usage_parcel ORDER BY id LIMIT ?";
const FORGET: &str = "DELETE FROM usage_parcel WHERE id <= ?";

/// What was brought in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folded {
    /// Cells of parcels.
    pub cells: u64,
    /// Nothing is left.
    pub done: bool,
}

/// Folds parcels of about `most` cells, and at least one, in one transaction. What is too old to be kept is left out.
pub async fn fold(store: &Store, most: u64, keep: &Keep) -> Result<Folded, StoreError> {
    let action = "fold sums of usage";
    let transaction = store.begin(action).await?;
    let backend = transaction.get_database_backend();
    // Parcels have at least one cell.
    let limit = Value::from(most.clamp(1, 1 << 20) as i64);
    let statement = Statement::from_sql_and_values(backend, NEXT, [limit]);
    let rows = transaction.query_all_raw(statement).await.during(action)?;
    let mut parcels: Vec<Vec<u8>> = Vec::new();
    let (mut cells, mut last) = (0_u64, None::<Uuid>);
    let waiting = rows.len() as u64;
    for row in rows {
        let count: i64 = row.try_get_by_index(1).during(action)?;
        let count = u64::try_from(count).unwrap_or(0);
        if !parcels.is_empty() && cells + count > most {
            break;
        }
        cells += count;
        last = Some(row.try_get_by_index(0).during(action)?);
        parcels.push(row.try_get_by_index(2).during(action)?);
    }
    let Some(last) = last else {
        return Ok(Folded {
            cells: 0,
            done: true,
        });
    };
    let done = parcels.len() as u64 == waiting && waiting < most.max(1);
    add(&transaction, sums(&parcels, keep)?).await?;
    let statement = Statement::from_sql_and_values(backend, FORGET, [last.into()]);
    transaction.execute_raw(statement).await.during(action)?;
    transaction.commit().await.during(action)?;
    Ok(Folded { cells, done })
}

fn sums<'a>(parcels: &'a [Vec<u8>], keep: &Keep) -> Result<HashMap<Key<'a>, Cell>, StoreError> {
    let mut sums: HashMap<Key<'a>, Cell> = HashMap::new();
    for packed in parcels.iter().flat_map(|body| parcel::unpack(body)) {
        let packed = packed.ok_or_else(|| unreadable("usage_parcel", "body"))?;
        let cell = decode(packed.cell)?;
        for grain in Grain::ALL {
            let start_ms = grain.floor(packed.minute_ms);
            if start_ms < keep.from_ms(grain) {
                continue;
            }
            for slice in Slice::all().filter(|slice| slice.finest() <= grain) {
                let spot = packed.spot.within(slice);
                let key = Key {
                    grain,
                    slice,
                    spot,
                    start_ms,
                };
                sums.entry(key).or_default().merge(&cell);
            }
        }
    }
    Ok(sums)
}
