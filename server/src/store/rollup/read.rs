//! Reading sums: the kept cells and what still waits to be folded, as one moment has them.

use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, TransactionTrait, Value};

use super::cells::{decode, unreadable};
use crate::{
    rollup::{Cell, Dimension, Grain, Slice, Spot, parcel},
    store::{
        Store,
        error::{During, StoreError},
    },
};

const PARCELS: &str = "SELECT body FROM usage_parcel";

/// Whose requests. What is given must be the same; an empty name means that there was none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    pub channel: Option<String>,
    pub model: Option<String>,
    pub client_key: Option<String>,
}

/// A stretch of time, on the bounds of its grain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub grain: Grain,
    /// Milliseconds since the Unix epoch, inclusive.
    pub from_ms: i64,
    /// Exclusive.
    pub to_ms: i64,
}

/// What to read.
#[derive(Debug, Clone, Default)]
pub struct Read {
    pub scope: Scope,
    /// By what to tell apart.
    pub by: Option<Dimension>,
    /// They must not overlap.
    pub stretches: Vec<Stretch>,
}

/// The sum over a part of a stretch. There may be several of the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summed {
    /// Whose, when they are told apart.
    pub name: String,
    /// Where the part begins.
    pub start_ms: i64,
    body: Vec<u8>,
}

impl Summed {
    /// Unpacks the sums. Of many cells this is work, which is why nobody does it unasked.
    pub fn cell(&self) -> Result<Cell, StoreError> {
        decode(&self.body)
    }
}

impl Scope {
    pub const fn name(&self, dimension: Dimension) -> Option<&String> {
        match dimension {
            Dimension::Channel => self.channel.as_ref(),
            Dimension::Model => self.model.as_ref(),
            Dimension::ClientKey => self.client_key.as_ref(),
        }
    }

    /// The smallest slice that can tell.
    pub fn slice(&self, by: Option<Dimension>) -> Slice {
        let named = Dimension::ALL
            .into_iter()
            .filter(|dimension| self.name(*dimension).is_some());
        named.chain(by).fold(Slice::TOTAL, Slice::with)
    }

    fn has(&self, spot: &Spot<'_>) -> bool {
        Dimension::ALL.into_iter().all(|dimension| {
            let wanted = self.name(dimension);
            wanted.is_none_or(|wanted| wanted == spot.name(dimension))
        })
    }
}

/// Every cell that is asked for, in no order.
pub async fn read(store: &Store, wanted: &Read) -> Result<Vec<Summed>, StoreError> {
    let action = "read sums of usage";
    // One moment: what is folded meanwhile is found in one place, and in one only.
    let transaction = store.reader().begin().await.during(action)?;
    let mut found = Vec::new();
    for stretch in &wanted.stretches {
        kept(&transaction, wanted, stretch, &mut found).await?;
    }
    waiting(&transaction, wanted, &mut found).await?;
    transaction.commit().await.during(action)?;
    let fixed = wanted.by.and_then(|by| wanted.scope.name(by));
    if let Some(name) = fixed {
        found
            .iter_mut()
            .for_each(|summed| summed.name.clone_from(name));
    }
    Ok(found)
}

async fn kept(
    transaction: &DatabaseTransaction,
    wanted: &Read,
    stretch: &Stretch,
    found: &mut Vec<Summed>,
) -> Result<(), StoreError> {
    let action = "read sums of usage";
    let (sql, values) = query(wanted, stretch);
    let backend = transaction.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    for row in transaction.query_all_raw(statement).await.during(action)? {
        found.push(Summed {
            name: row.try_get_by_index(0).during(action)?,
            start_ms: row.try_get_by_index(1).during(action)?,
            body: row.try_get_by_index(2).during(action)?,
        });
    }
    Ok(())
}

/// Every name is a place of its own in the table; they are gone through one by one.
fn query(wanted: &Read, stretch: &Stretch) -> (String, Vec<Value>) {
    let slice = wanted.scope.slice(wanted.by);
    let grain = stretch.grain.code();
    let open = wanted
        .by
        .filter(|dimension| wanted.scope.name(*dimension).is_none());
    let mut sql = String::new();
    let mut values: Vec<Value> = Vec::new();
    if let Some(dimension) = open {
        let column = dimension.column();
        // The slice of nothing but this dimension knows all names; the others are empty there.
        let fixed: String = Dimension::ALL
            .into_iter()
            .filter(|other| *other != dimension)
            .map(|other| format!(" AND {} = ''", other.column()))
            .collect();
        let least =
            format!("SELECT min({column}) FROM usage_rollup WHERE grain = ? AND slice = ?{fixed}");
        sql = format!(
            "WITH RECURSIVE named (name) AS ({least} UNION ALL \
             SELECT ({least} AND {column} > named.name) FROM named WHERE named.name IS NOT NULL) \
             SELECT named.name, kept.start_ms, kept.cell FROM named \
             CROSS JOIN usage_rollup AS kept WHERE named.name IS NOT NULL"
        );
        let names = Slice::TOTAL.with(dimension).code();
        values.extend([grain, names, grain, names].map(Value::from));
    } else {
        sql.push_str("SELECT '', kept.start_ms, kept.cell FROM usage_rollup AS kept WHERE TRUE");
    }
    sql.push_str(" AND kept.grain = ? AND kept.slice = ?");
    values.extend([grain, slice.code()].map(Value::from));
    for dimension in Dimension::ALL {
        let column = dimension.column();
        if open == Some(dimension) {
            sql.push_str(&format!(" AND kept.{column} = named.name"));
        } else {
            sql.push_str(&format!(" AND kept.{column} = ?"));
            let name = wanted.scope.name(dimension);
            values.push(name.map_or("", String::as_str).into());
        }
    }
    sql.push_str(" AND kept.start_ms >= ? AND kept.start_ms < ?");
    values.extend([stretch.from_ms, stretch.to_ms].map(Value::from));
    (sql, values)
}

async fn waiting(
    transaction: &DatabaseTransaction,
    wanted: &Read,
    found: &mut Vec<Summed>,
) -> Result<(), StoreError> {
    let action = "read sums of usage that wait";
    let statement = Statement::from_string(transaction.get_database_backend(), PARCELS);
    for row in transaction.query_all_raw(statement).await.during(action)? {
        let body: Vec<u8> = row.try_get_by_index(0).during(action)?;
        for packed in parcel::unpack(&body) {
            let packed = packed.ok_or_else(|| unreadable("usage_parcel", "body"))?;
            let within =
                |stretch: &&Stretch| (stretch.from_ms..stretch.to_ms).contains(&packed.minute_ms);
            let Some(stretch) = wanted.stretches.iter().find(within) else {
                continue;
            };
            if !wanted.scope.has(&packed.spot) {
                continue;
            }
            let name = wanted.by.map(|dimension| packed.spot.name(dimension));
            found.push(Summed {
                name: name.unwrap_or_default().to_owned(),
                start_ms: stretch.grain.floor(packed.minute_ms),
                body: packed.cell.to_vec(),
            });
        }
    }
    Ok(())
}
