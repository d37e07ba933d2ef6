//! Reading the log: one request, or a page of them, newest first.
//!
//! The key is the log's only index, so a filter is a scan. A page looks at the log in stretches of the key and ends after
//! [`PATIENCE`] whatever it has found; its cursor leads on to where it stopped. However rare what is looked for, and however
//! long the log, no page takes long.

use std::time::{Duration, Instant};

use routex_entity::{Outcome, RequestRecord, table::request};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    super::{
        Store,
        error::{During, StoreError},
        first_id_at,
    },
    attempts::with_attempts,
};

/// Rows a page, at most.
const MAX_LIMIT: u64 = 500;
/// Rows that are looked at between two looks at the clock.
const STRETCH: u64 = 4_000;
/// How long a page goes on looking.
const PATIENCE: Duration = Duration::from_millis(50);

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
    /// May be fewer than asked for, or none, although more follow.
    pub items: Vec<RequestRecord>,
    /// Where the next page begins. `None`: this was the last.
    pub next_cursor: Option<Uuid>,
}

/// How much work a page may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    pub stretch: u64,
    pub patience: Duration,
}

/// One request with its attempts.
pub async fn find(store: &Store, id: Uuid) -> Result<Option<RequestRecord>, StoreError> {
    let row = request::Entity::find_by_id(id)
        .one(store.reader())
        .await
        .during("read a request")?;
    let Some(row) = row else { return Ok(None) };
    let mut found = with_attempts(store.reader(), vec![row]).await?;
    Ok(found.pop())
}

/// The page after `cursor`, of at most `limit` requests (1 to 500). Time bounds are as good as the ids' own clock,
/// which is read when a request arrives.
pub async fn page(
    store: &Store,
    filter: &RequestFilter,
    cursor: Option<Uuid>,
    limit: u64,
) -> Result<RequestPage, StoreError> {
    let effort = Effort {
        stretch: STRETCH,
        patience: PATIENCE,
    };
    page_within(store, filter, cursor, limit, effort).await
}

pub(super) async fn page_within(
    store: &Store,
    filter: &RequestFilter,
    cursor: Option<Uuid>,
    limit: u64,
    effort: Effort,
) -> Result<RequestPage, StoreError> {
    let limit = limit.clamp(1, MAX_LIMIT);
    let begun = Instant::now();
    let mut range = Range {
        from: filter.from_ms.map(first_id_at),
        before: [filter.to_ms.map(first_id_at), cursor]
            .into_iter()
            .flatten()
            .min(),
    };
    let matching = matching(filter);
    let mut rows: Vec<request::Model> = Vec::new();
    let next_cursor = loop {
        let stretch = if matching.is_empty() {
            None
        } else {
            range.nth(store, effort.stretch).await?
        };
        let part = Range {
            from: stretch.or(range.from),
            ..range
        };
        let wanted = limit - rows.len() as u64;
        let mut found = part.read(store, matching.clone(), wanted + 1).await?;
        let more = found.len() as u64 > wanted;
        found.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        rows.append(&mut found);
        if more {
            break rows.last().map(|row| row.id);
        }
        let Some(stretch) = stretch else { break None };
        if rows.len() as u64 == limit || begun.elapsed() >= effort.patience {
            break Some(stretch);
        }
        range.before = Some(stretch);
    };
    let items = with_attempts(store.reader(), rows).await?;
    Ok(RequestPage { items, next_cursor })
}

/// A part of the log, by its key.
#[derive(Debug, Clone, Copy)]
struct Range {
    /// Inclusive.
    from: Option<Uuid>,
    /// Exclusive.
    before: Option<Uuid>,
}

impl Range {
    fn condition(self) -> Condition {
        use request::Column::Id;
        Condition::all()
            .add_option(self.before.map(|id| Id.lt(id)))
            .add_option(self.from.map(|id| Id.gte(id)))
    }

    /// The id of the `count`th request from the newest. `None`: there are fewer.
    async fn nth(self, store: &Store, count: u64) -> Result<Option<Uuid>, StoreError> {
        request::Entity::find()
            .select_only()
            .column(request::Column::Id)
            .filter(self.condition())
            .order_by_desc(request::Column::Id)
            .offset(count.saturating_sub(1))
            .limit(1)
            .into_tuple()
            .one(store.reader())
            .await
            .during("look through the request log")
    }

    async fn read(
        self,
        store: &Store,
        matching: Condition,
        limit: u64,
    ) -> Result<Vec<request::Model>, StoreError> {
        request::Entity::find()
            .filter(self.condition().add(matching))
            .order_by_desc(request::Column::Id)
            .limit(limit)
            .all(store.reader())
            .await
            .during("read the request log")
    }
}

/// What the key knows nothing of. Text is compared as a whole; there are no patterns.
fn matching(filter: &RequestFilter) -> Condition {
    use request::Column;
    let model = filter.model.as_ref().map(|model| {
        Condition::any()
            .add(Column::ModelRequested.eq(model))
            .add(Column::ModelServed.eq(model))
    });
    let status = filter.status.map(i64::from);
    let outcome = filter.outcome.map(Outcome::as_str);
    let client_key = filter.client_key.as_ref();
    Condition::all()
        .add_option(filter.channel.as_ref().map(|name| Column::Channel.eq(name)))
        .add_option(client_key.map(|name| Column::ClientKey.eq(name)))
        .add_option(status.map(|status| Column::Status.eq(status)))
        .add_option(outcome.map(|outcome| Column::Outcome.eq(outcome)))
        .add_option(filter.session.as_ref().map(|id| Column::Session.eq(id)))
        .add_option(model)
}
