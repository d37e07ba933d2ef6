//! Removing the oldest requests, and then the notes of where they were.

use routex_entity::table::{attempt, request};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    Value,
};
use uuid::Uuid;

use super::{
    super::{
        Store,
        error::{During, StoreError},
        first_id_at,
        removal::{Removal, Removed, end_of_some},
    },
    span::Span,
};

/// The first note that stays when so many before it are removed.
const NOTE_KEPT: &str = "SELECT span, field, value FROM request_span WHERE span < ? \
    ORDER BY span, field, value LIMIT 1 OFFSET ?";
const DELETE_NOTES: &str = "DELETE FROM request_span WHERE (span, field, value) < (?, ?, ?)";

/// Removes at most `most` requests, the oldest first, that arrived before a time in milliseconds since the Unix epoch; their
/// attempts go with them. Tells how many requests there were.
pub async fn delete_before(
    store: &Store,
    before_ms: i64,
    most: u64,
) -> Result<Removed, StoreError> {
    let action = "remove old requests";
    // All before it is a range of the key in both tables.
    let end = first_id_at(before_ms);
    let end = end_of_some::<request::Entity>(store, request::Column::Id, end, most, action).await?;
    let removal = Removal::begin(store, action).await?;
    attempt::Entity::delete_many()
        .filter(attempt::Column::RequestId.lt(end))
        .exec(&removal.transaction)
        .await
        .during(action)?;
    let removed = request::Entity::delete_many()
        .filter(request::Column::Id.lt(end))
        .exec(&removal.transaction)
        .await
        .during(action)?;
    removal.commit(removed.rows_affected).await
}

/// Removes at most `most` notes of where requests are that were removed: of spans that were over at a time in milliseconds since
/// the Unix epoch, and in which there is no request.
pub async fn delete_notes_before(
    store: &Store,
    before_ms: i64,
    most: u64,
) -> Result<Removed, StoreError> {
    let action = "remove the notes of old requests";
    let removal = Removal::begin(store, action).await?;
    let oldest: Option<Uuid> = request::Entity::find()
        .select_only()
        .column(request::Column::Id)
        .order_by_asc(request::Column::Id)
        .limit(1)
        .into_tuple()
        .one(&removal.transaction)
        .await
        .during(action)?;
    let end = first_id_at(before_ms);
    let end = Span::of(oldest.map_or(end, |oldest| oldest.min(end)));
    let cells: [Value; 2] = [end.number().into(), most.into()];
    let backend = removal.transaction.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, NOTE_KEPT, cells);
    let kept = removal.transaction.query_one_raw(statement).await;
    let end: [Value; 3] = match kept.during(action)? {
        Some(row) => {
            let (span, field, value): (i64, i64, String) = (
                row.try_get_by_index(0).during(action)?,
                row.try_get_by_index(1).during(action)?,
                row.try_get_by_index(2).during(action)?,
            );
            [span.into(), field.into(), value.into()]
        }
        // Before every field.
        None => [end.number().into(), 0_i64.into(), "".into()],
    };
    let statement = Statement::from_sql_and_values(backend, DELETE_NOTES, end);
    let removed = removal
        .transaction
        .execute_raw(statement)
        .await
        .during(action)?;
    removal.commit(removed.rows_affected()).await
}
