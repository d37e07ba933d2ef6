//! Removing what is kept: by age, with its client key, and what nobody's key is left for. A little at a time, except in
//! the change that removes a key.

use routex_entity::table::{client_key, kept};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Query,
};
use uuid::Uuid;

use super::Kind;
use crate::store::{
    Change, Store,
    error::{During, StoreError},
    removal::{Removal, Removed},
};

/// Removes at most `most` rows of a kind, the oldest first, that were kept before a time in milliseconds since the Unix
/// epoch. Tells how many there were.
pub async fn delete_before(
    store: &Store,
    kind: Kind,
    before_ms: i64,
    most: u64,
) -> Result<Removed, StoreError> {
    let old = Condition::all()
        .add(kept::Column::Kind.eq(kind.as_str()))
        .add(kept::Column::KeptAtMs.lt(before_ms));
    delete_some(store, old, most).await
}

/// Removes at most `most` rows whose client key is gone. Tells how many there were.
pub async fn delete_orphans(store: &Store, most: u64) -> Result<Removed, StoreError> {
    let ids = Query::select()
        .column(client_key::Column::Id)
        .from(client_key::Entity)
        .take();
    let orphaned = Condition::all()
        .add(kept::Column::ClientKey.ne(Uuid::nil()))
        .add(kept::Column::ClientKey.not_in_subquery(ids));
    delete_some(store, orphaned, most).await
}

/// Removes at most `most` rows of a client key. Tells how many there were.
pub async fn forget_some(store: &Store, client_key: Uuid, most: u64) -> Result<u64, StoreError> {
    let own = Condition::all().add(kept::Column::ClientKey.eq(client_key));
    Ok(delete_some(store, own, most).await?.rows)
}

/// Removes all that is kept for a client key, as part of a change.
pub async fn forget(change: &Change, client_key: Uuid) -> Result<(), StoreError> {
    kept::Entity::delete_many()
        .filter(kept::Column::ClientKey.eq(client_key))
        .exec(&change.transaction)
        .await
        .during("forget what is kept for a client key")?;
    Ok(())
}

async fn delete_some(store: &Store, which: Condition, most: u64) -> Result<Removed, StoreError> {
    let action = "remove what was kept of conversations";
    let keys: Vec<Uuid> = kept::Entity::find()
        .select_only()
        .column(kept::Column::Key)
        .filter(which)
        .order_by_asc(kept::Column::KeptAtMs)
        .limit(most)
        .into_tuple()
        .all(store.reader())
        .await
        .during(action)?;
    if keys.is_empty() {
        return Ok(Removed::default());
    }
    let removal = Removal::begin(store, action).await?;
    let removed = kept::Entity::delete_many()
        .filter(kept::Column::Key.is_in(keys))
        .exec(&removal.transaction)
        .await
        .during(action)?;
    removal.commit(removed.rows_affected).await
}
