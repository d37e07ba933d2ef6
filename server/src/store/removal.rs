//! Removing rows that are too old: what it brought, and what it cost those who wanted to write meanwhile.

use std::time::{Duration, Instant};

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{
    Store,
    error::{During, StoreError},
};

/// A part of what was too old is gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    pub rows: u64,
    /// How long nobody else could write.
    pub held: Duration,
}

/// A removal under way.
pub(super) struct Removal {
    pub transaction: DatabaseTransaction,
    action: &'static str,
    begun: Instant,
}

impl Removal {
    pub(super) async fn begin(store: &Store, action: &'static str) -> Result<Self, StoreError> {
        let transaction = store.begin(action).await?;
        Ok(Self {
            transaction,
            action,
            begun: Instant::now(),
        })
    }

    pub(super) async fn commit(self, rows: u64) -> Result<Removed, StoreError> {
        self.transaction.commit().await.during(self.action)?;
        Ok(Removed {
            rows,
            held: self.begun.elapsed(),
        })
    }
}

/// Where a removal of at most `most` rows ends, the smallest ids first, none of them `end` or greater: at the first that stays.
pub(super) async fn end_of_some<E: EntityTrait>(
    store: &Store,
    id: E::Column,
    end: Uuid,
    most: u64,
    action: &'static str,
) -> Result<Uuid, StoreError> {
    let first_kept: Option<Uuid> = E::find()
        .select_only()
        .column(id)
        .filter(id.lt(end))
        .order_by_asc(id)
        .offset(most)
        .limit(1)
        .into_tuple()
        .one(store.reader())
        .await
        .during(action)?;
    Ok(first_kept.unwrap_or(end))
}

/// Removes at most `most` rows, the smallest ids first, none of them `end` or greater.
pub(super) async fn remove_some<E: EntityTrait>(
    store: &Store,
    id: E::Column,
    end: Uuid,
    most: u64,
    action: &'static str,
) -> Result<Removed, StoreError> {
    let end = end_of_some::<E>(store, id, end, most, action).await?;
    let removal = Removal::begin(store, action).await?;
    let removed = E::delete_many()
        .filter(id.lt(end))
        .exec(&removal.transaction)
        .await
        .during(action)?;
    removal.commit(removed.rows_affected).await
}
