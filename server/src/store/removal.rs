//! Removing rows that are too old: what it brought, and what it cost those who wanted to write meanwhile.

use std::time::{Duration, Instant};

use sea_orm::DatabaseTransaction;

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
