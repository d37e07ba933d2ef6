//! What Routex keeps of conversations that it translates: sealed, each row for one client key and for a time.

mod expire;

use routex_entity::table::kept;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};
use uuid::Uuid;

use super::{
    Change, Store,
    error::{During, StoreError},
};

pub use expire::{delete_before, delete_orphans, forget, forget_some};

/// What is kept, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRow {
    /// Digest of what it is, whose it is and the id that the client knows it by.
    pub key: Uuid,
    pub kind: Kind,
    /// Id of the client key. Zero: callers without one.
    pub client_key: Uuid,
    /// Milliseconds since the Unix epoch.
    pub kept_at_ms: i64,
    pub sealed: Vec<u8>,
}

/// What can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A response with everything before it.
    Response,
    /// Reasoning before tool calls.
    Reasoning,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Reasoning => "reasoning",
        }
    }
}

/// The client key must still be there: it may have been removed while the row waited.
const PUT: &str = "INSERT INTO kept (key, kind, client_key, kept_at_ms, sealed) \
    SELECT ?, ?, ?, ?, ? WHERE ? OR EXISTS (SELECT 1 FROM client_key WHERE id = ?) \
    ON CONFLICT (key) DO UPDATE SET kept_at_ms = excluded.kept_at_ms, sealed = excluded.sealed";

/// Keys a statement; SQLite allows 32766 variables.
const KEYS: usize = 10_000;

/// Writes and removes, in one transaction.
pub async fn write(store: &Store, put: Vec<KeptRow>, gone: Vec<Uuid>) -> Result<(), StoreError> {
    let action = "keep what translated conversations need";
    let transaction = store.begin(action).await?;
    let backend = transaction.get_database_backend();
    for row in put {
        let cells = [
            row.key.into(),
            row.kind.as_str().into(),
            row.client_key.into(),
            row.kept_at_ms.into(),
            row.sealed.into(),
            row.client_key.is_nil().into(),
            row.client_key.into(),
        ];
        let statement = Statement::from_sql_and_values(backend, PUT, cells);
        transaction.execute_raw(statement).await.during(action)?;
    }
    for keys in gone.chunks(KEYS) {
        kept::Entity::delete_many()
            .filter(kept::Column::Key.is_in(keys.iter().copied()))
            .exec(&transaction)
            .await
            .during(action)?;
    }
    transaction.commit().await.during(action)
}

/// One row: when it was kept, and what.
pub async fn get(store: &Store, key: Uuid) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    let row = kept::Entity::find_by_id(key)
        .one(store.reader())
        .await
        .during("read what is kept of a conversation")?;
    Ok(row.map(|row| (row.kept_at_ms, row.sealed)))
}

/// At most `limit` sealed cells with their keys, behind a key.
pub async fn page(
    store: &Store,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<(Uuid, Vec<u8>)>, StoreError> {
    let mut query = kept::Entity::find()
        .select_only()
        .columns([kept::Column::Key, kept::Column::Sealed])
        .order_by_asc(kept::Column::Key);
    if let Some(after) = after {
        query = query.filter(kept::Column::Key.gt(after));
    }
    query
        .limit(limit)
        .into_tuple()
        .all(store.reader())
        .await
        .during("read what is kept of conversations")
}

/// Replaces a sealed cell, as part of a change. `None`: the row goes.
pub async fn put_sealed(
    change: &Change,
    key: Uuid,
    sealed: Option<Vec<u8>>,
) -> Result<(), StoreError> {
    let action = "seal anew what is kept of a conversation";
    let Some(sealed) = sealed else {
        kept::Entity::delete_by_id(key)
            .exec(&change.transaction)
            .await
            .during(action)?;
        return Ok(());
    };
    kept::Entity::update_many()
        .col_expr(kept::Column::Sealed, sealed.into())
        .filter(kept::Column::Key.eq(key))
        .exec(&change.transaction)
        .await
        .during(action)?;
    Ok(())
}

#[cfg(test)]
mod tests;
