//! Bodies of requests that operators want kept: sealed, a row a request, for a time.

use routex_entity::table::request_body;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    Change, Store,
    error::{During, StoreError},
    removal::{Removal, Removed},
};

/// The bodies of a request, as they are stored.
pub type RequestBodyRow = request_body::Model;

/// Writes new rows, in one transaction.
pub async fn insert(store: &Store, rows: Vec<RequestBodyRow>) -> Result<(), StoreError> {
    let action = "keep bodies of requests";
    let transaction = store.begin(action).await?;
    for row in rows {
        let once = OnConflict::column(request_body::Column::RequestId)
            .do_nothing()
            .to_owned();
        request_body::Entity::insert(row.into_active_model())
            .on_conflict(once)
            .exec_without_returning(&transaction)
            .await
            .during(action)?;
    }
    transaction.commit().await.during(action)
}

/// What is kept of a request. What should be gone by `now_ms` is.
pub async fn find(
    store: &Store,
    request: Uuid,
    now_ms: i64,
) -> Result<Option<RequestBodyRow>, StoreError> {
    request_body::Entity::find_by_id(request)
        .filter(request_body::Column::UntilMs.gt(now_ms))
        .one(store.reader())
        .await
        .during("read bodies of a request")
}

/// Until when bodies of a request are kept, in milliseconds since the Unix epoch.
pub async fn kept_until(
    store: &Store,
    request: Uuid,
    now_ms: i64,
) -> Result<Option<i64>, StoreError> {
    request_body::Entity::find_by_id(request)
        .select_only()
        .column(request_body::Column::UntilMs)
        .filter(request_body::Column::UntilMs.gt(now_ms))
        .into_tuple()
        .one(store.reader())
        .await
        .during("look for bodies of a request")
}

/// Removes what is kept of a request. Tells whether there was something.
pub async fn delete(change: &Change, request: Uuid) -> Result<bool, StoreError> {
    let removed = request_body::Entity::delete_by_id(request)
        .exec(&change.transaction)
        .await
        .during("remove bodies of a request")?;
    Ok(removed.rows_affected > 0)
}

/// Removes at most `most` rows whose time was over at `now_ms`. Tells how many there were.
pub async fn delete_expired(store: &Store, now_ms: i64, most: u64) -> Result<Removed, StoreError> {
    let action = "remove bodies of requests";
    let ids: Vec<Uuid> = request_body::Entity::find()
        .select_only()
        .column(request_body::Column::RequestId)
        .filter(request_body::Column::UntilMs.lte(now_ms))
        .order_by_asc(request_body::Column::UntilMs)
        .limit(most)
        .into_tuple()
        .all(store.reader())
        .await
        .during(action)?;
    if ids.is_empty() {
        return Ok(Removed::default());
    }
    let removal = Removal::begin(store, action).await?;
    let removed = request_body::Entity::delete_many()
        .filter(request_body::Column::RequestId.is_in(ids))
        .exec(&removal.transaction)
        .await
        .during(action)?;
    removal.commit(removed.rows_affected).await
}

/// At most `limit` sealed cells with their requests, behind a request.
pub async fn page(
    store: &Store,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<(Uuid, Vec<u8>)>, StoreError> {
    let mut query = request_body::Entity::find()
        .select_only()
        .columns([
            request_body::Column::RequestId,
            request_body::Column::Sealed,
        ])
        .order_by_asc(request_body::Column::RequestId);
    if let Some(after) = after {
        query = query.filter(request_body::Column::RequestId.gt(after));
    }
    query
        .limit(limit)
        .into_tuple()
        .all(store.reader())
        .await
        .during("read bodies of requests")
}

/// Replaces a sealed cell, as part of a change.
pub async fn put_sealed(change: &Change, request: Uuid, sealed: Vec<u8>) -> Result<(), StoreError> {
    request_body::Entity::update_many()
        .col_expr(request_body::Column::Sealed, sealed.into())
        .filter(request_body::Column::RequestId.eq(request))
        .exec(&change.transaction)
        .await
        .during("seal bodies of a request anew")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::temporary;

    fn row(request: u128, until_ms: i64) -> RequestBodyRow {
        RequestBodyRow {
            request_id: Uuid::from_u128(request),
            kept_at_ms: 1,
            until_ms,
            sealed: vec![7],
        }
    }

    #[actix_rt::test]
    async fn bodies_are_there_until_their_time_is_over_and_leave_a_few_at_a_time() {
        let (store, _dir) = temporary().await;
        let rows = vec![row(1, 10), row(2, 20), row(3, 30), row(4, 40)];
        insert(&store, rows).await.unwrap();
        insert(&store, vec![row(4, 99)]).await.unwrap();
        let one = Uuid::from_u128(1);

        assert_eq!(kept_until(&store, one, 9).await.unwrap(), Some(10));
        assert_eq!(kept_until(&store, one, 10).await.unwrap(), None);
        assert_eq!(find(&store, one, 10).await.unwrap(), None);
        assert_eq!(find(&store, one, 9).await.unwrap(), Some(row(1, 10)));
        assert_eq!(delete_expired(&store, 30, 2).await.unwrap().rows, 2);
        assert_eq!(delete_expired(&store, 30, 2).await.unwrap().rows, 1);
        assert_eq!(delete_expired(&store, 30, 2).await.unwrap().rows, 0);
        let left = page(&store, None, 9).await.unwrap();
        assert_eq!(left, [(Uuid::from_u128(4), vec![7])]);
        assert!(page(&store, Some(left[0].0), 9).await.unwrap().is_empty());

        let change = store.change().await.unwrap();
        assert!(delete(&change, left[0].0).await.unwrap());
        assert!(!delete(&change, left[0].0).await.unwrap());
    }
}
