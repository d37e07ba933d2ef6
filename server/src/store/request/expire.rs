//! Removing the oldest requests.

use routex_entity::table::{attempt, request};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::super::{
    Store,
    error::{During, StoreError},
    first_id_at,
};

/// Removes at most `most` requests, the oldest first, that arrived before a time in milliseconds since the Unix epoch; their
/// attempts go with them. Tells how many requests there were.
pub async fn delete_before(store: &Store, before_ms: i64, most: u64) -> Result<u64, StoreError> {
    let action = "remove old requests";
    let end = first_id_at(before_ms);
    // The first that stays. All before it is a range of the key in both tables.
    let first_kept: Option<Uuid> = request::Entity::find()
        .select_only()
        .column(request::Column::Id)
        .filter(request::Column::Id.lt(end))
        .order_by_asc(request::Column::Id)
        .offset(most)
        .limit(1)
        .into_tuple()
        .one(store.reader())
        .await
        .during(action)?;
    let end = first_kept.unwrap_or(end);
    let transaction = store.begin(action).await?;
    attempt::Entity::delete_many()
        .filter(attempt::Column::RequestId.lt(end))
        .exec(&transaction)
        .await
        .during(action)?;
    let removed = request::Entity::delete_many()
        .filter(request::Column::Id.lt(end))
        .exec(&transaction)
        .await
        .during(action)?;
    transaction.commit().await.during(action)?;
    Ok(removed.rows_affected)
}
