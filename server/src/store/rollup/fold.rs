//! Bringing what the ledger appended into the kept cells.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use uuid::Uuid;

use super::cells::{Key, add, decode, unreadable};
use crate::{
    rollup::{Cell, Grain, Keep, Slice, parcel},
    store::{
        Store,
        error::{During, StoreError},
    },
};

/// Without their bodies, which may be many times what is folded at once.
const WAITING: &str = "SELECT id, cells FROM usage_parcel ORDER BY id LIMIT 512";
const LOOK: usize = 512;
const BODIES: &str = "SELECT body FROM usage_parcel WHERE id <= ? ORDER BY id";
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
    let Some((last, folded)) = next(&transaction, most).await? else {
        return Ok(Folded {
            cells: 0,
            done: true,
        });
    };
    let backend = transaction.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, BODIES, [last.into()]);
    let rows = transaction.query_all_raw(statement).await.during(action)?;
    let bodies = rows.iter().map(|row| row.try_get_by_index::<Vec<u8>>(0));
    let bodies: Vec<_> = bodies.collect::<Result<_, _>>().during(action)?;
    add(&transaction, sums(&bodies, keep)?).await?;
    let statement = Statement::from_sql_and_values(backend, FORGET, [last.into()]);
    transaction.execute_raw(statement).await.during(action)?;
    transaction.commit().await.during(action)?;
    Ok(folded)
}

/// The last parcel to take now, and what that makes.
async fn next(
    transaction: &DatabaseTransaction,
    most: u64,
) -> Result<Option<(Uuid, Folded)>, StoreError> {
    let action = "see which sums of usage wait";
    let statement = Statement::from_string(transaction.get_database_backend(), WAITING);
    let rows = transaction.query_all_raw(statement).await.during(action)?;
    let waiting = rows.len();
    let (mut cells, mut taken, mut last) = (0_u64, 0, None);
    for row in rows {
        let count: i64 = row.try_get_by_index(1).during(action)?;
        let with_it = cells.saturating_add(u64::try_from(count).unwrap_or(0));
        if last.is_some() && with_it > most {
            break;
        }
        last = Some(row.try_get_by_index::<Uuid>(0).during(action)?);
        (cells, taken) = (with_it, taken + 1);
    }
    let folded = Folded {
        cells,
        done: taken == waiting && waiting < LOOK,
    };
    Ok(last.map(|last| (last, folded)))
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
