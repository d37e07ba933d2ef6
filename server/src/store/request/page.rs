//! Reading the log: one request, or a page of them, newest first.

use std::collections::HashMap;

use routex_entity::{
    AttemptRecord, Outcome, RequestRecord,
    table::{attempt, request},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    super::{
        Store,
        error::{During, StoreError},
    },
    row::{read_attempt, read_request},
};

/// Rows a page, at most.
const MAX_LIMIT: u64 = 500;

/// What to show. Everything that is given must match, exactly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// Name of the channel that answered or was tried last.
    pub channel: Option<String>,
    /// Requested or served.
    pub model: Option<String>,
    pub client_key: Option<String>,
    pub status: Option<u16>,
    pub outcome: Option<Outcome>,
    pub session: Option<String>,
    /// Milliseconds since the Unix epoch, inclusive.
    pub from_ms: Option<i64>,
    /// Milliseconds since the Unix epoch, exclusive.
    pub to_ms: Option<i64>,
}

/// A page of the log, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestPage {
    pub items: Vec<RequestRecord>,
    /// Where the next page begins. `None`: this was the last.
    pub next_cursor: Option<Uuid>,
}

/// One request with its attempts.
pub async fn find(store: &Store, id: Uuid) -> Result<Option<RequestRecord>, StoreError> {
    let row = request::Entity::find_by_id(id)
        .one(store.reader())
        .await
        .during("read a request")?;
    let Some(row) = row else { return Ok(None) };
    let attempts = attempts(store, &[id])
        .await?
        .remove(&id)
        .unwrap_or_default();
    read_request(row, attempts).map(Some)
}

/// The page after `cursor`, of at most `limit` requests (1 to 500). Time bounds are as good as the ids' own clock,
/// which is read when a request arrives.
pub async fn page(
    store: &Store,
    filter: &RequestFilter,
    cursor: Option<Uuid>,
    limit: u64,
) -> Result<RequestPage, StoreError> {
    let limit = limit.clamp(1, MAX_LIMIT);
    let mut rows = request::Entity::find()
        .filter(condition(filter, cursor))
        .order_by_desc(request::Column::Id)
        .limit(limit + 1)
        .all(store.reader())
        .await
        .during("read the request log")?;
    let more = rows.len() as u64 > limit;
    if more {
        rows.pop();
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut attempts = attempts(store, &ids).await?;
    let items = rows
        .into_iter()
        .map(|row| {
            let own = attempts.remove(&row.id).unwrap_or_default();
            read_request(row, own)
        })
        .collect::<Result<_, _>>()?;
    Ok(RequestPage {
        items,
        next_cursor: ids.last().copied().filter(|_| more),
    })
}

fn condition(filter: &RequestFilter, cursor: Option<Uuid>) -> Condition {
    use request::Column;
    let model = filter.model.as_ref().map(|model| {
        Condition::any()
            .add(Column::ModelRequested.eq(model))
            .add(Column::ModelServed.eq(model))
    });
    Condition::all()
        .add_option(cursor.map(|id| Column::Id.lt(id)))
        .add_option(filter.from_ms.map(|at| Column::Id.gte(first_id_at(at))))
        .add_option(filter.to_ms.map(|at| Column::Id.lt(first_id_at(at))))
        .add_option(filter.channel.as_ref().map(|name| Column::Channel.eq(name)))
        .add_option(
            filter
                .client_key
                .as_ref()
                .map(|name| Column::ClientKey.eq(name)),
        )
        .add_option(
            filter
                .status
                .map(|status| Column::Status.eq(i64::from(status))),
        )
        .add_option(
            filter
                .outcome
                .map(|outcome| Column::Outcome.eq(outcome.as_str())),
        )
        .add_option(filter.session.as_ref().map(|id| Column::Session.eq(id)))
        .add_option(model)
}

/// The smallest UUID v7 of a millisecond: the key is the only index of the log, and it is in order of time.
fn first_id_at(at_ms: i64) -> Uuid {
    let at_ms = u64::try_from(at_ms).unwrap_or(0).min((1 << 48) - 1);
    Uuid::from_u128(u128::from(at_ms) << 80)
}

async fn attempts(
    store: &Store,
    requests: &[Uuid],
) -> Result<HashMap<Uuid, Vec<AttemptRecord>>, StoreError> {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::RequestId.is_in(requests.iter().copied()))
        .order_by_asc(attempt::Column::RequestId)
        .order_by_asc(attempt::Column::Id)
        .all(store.reader())
        .await
        .during("read attempts")?;
    let mut by_request: HashMap<Uuid, Vec<AttemptRecord>> = HashMap::new();
    for row in rows {
        let request = row.request_id;
        by_request
            .entry(request)
            .or_default()
            .push(read_attempt(row)?);
    }
    Ok(by_request)
}
