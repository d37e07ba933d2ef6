//! Reading the log: one request, or a page of them, newest first.
//!
//! The key is the log's only index. `span` says in which spans of time what is looked for occurs, and those are read in
//! slices of the key. Where values are common but their combination is rare, that can be all of the log; a page therefore ends
//! after [`PATIENCE`] whatever it has found, and its cursor leads on to where it stopped. However rare what is looked for, and
//! however long the log, no page takes long.

use std::{
    ops::RangeInclusive,
    time::{Duration, Instant},
};

use routex_entity::{RequestRecord, table::request};
use sea_orm::{Condition, EntityTrait};
use uuid::Uuid;

use super::{
    super::{
        Store,
        error::{During, StoreError},
        first_id_at, id_time_ms,
    },
    attempts::with_attempts,
    filter::RequestFilter,
    range::Range,
    span::{Spans, runs},
};

/// Rows a page, at most.
const MAX_LIMIT: u64 = 500;
/// Milliseconds of the log that are looked at first. At a thousand requests a second it takes some milliseconds to look at them.
const SLICE_MS: i64 = 1 << 14;
/// How long it should take to look at a slice. Its width follows.
const SLICE_TIME: RangeInclusive<Duration> = Duration::from_millis(3)..=Duration::from_millis(10);
/// How long a page goes on looking.
const PATIENCE: Duration = Duration::from_millis(50);

/// A page of the log, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestPage {
    /// May be fewer than asked for, or none, although more follow.
    pub items: Vec<RequestRecord>,
    /// Where the next page begins. `None`: this was the last.
    pub next_cursor: Option<Uuid>,
}

impl RequestPage {
    /// How far back the log was looked through, in milliseconds since the Unix epoch. `None`: to its beginning.
    pub fn searched_to_ms(&self) -> Option<i64> {
        self.next_cursor.map(id_time_ms)
    }
}

/// How much work a page may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    /// Of the first slice.
    pub slice_ms: i64,
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
        slice_ms: SLICE_MS,
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
    let range = Range {
        from: filter.from_ms.map(first_id_at),
        before: [filter.to_ms.map(first_id_at), cursor]
            .into_iter()
            .flatten()
            .min(),
    };
    let mut search = Search {
        store,
        matching: filter.matching(),
        limit: limit.clamp(1, MAX_LIMIT),
        begun: Instant::now(),
        patience: effort.patience,
        slice_ms: effort.slice_ms,
        rows: Vec::new(),
    };
    let next_cursor = match Spans::of(store, filter, range).await? {
        None => search.read(range).await?,
        Some(spans) => search.read_spans(range, spans).await?,
    };
    // A page may stop at the very end.
    let next_cursor = next_cursor.filter(|id| range.from.is_none_or(|from| *id > from));
    let items = with_attempts(store.reader(), search.rows).await?;
    Ok(RequestPage { items, next_cursor })
}

/// The making of a page.
struct Search<'a> {
    store: &'a Store,
    matching: Condition,
    limit: u64,
    begun: Instant,
    patience: Duration,
    slice_ms: i64,
    rows: Vec<request::Model>,
}

impl Search<'_> {
    /// Reads the parts of a range that may hold what is looked for. Tells where the next page begins.
    async fn read_spans(
        &mut self,
        range: Range,
        mut spans: Spans,
    ) -> Result<Option<Uuid>, StoreError> {
        while let Some(portion) = spans.next(self.store).await? {
            for part in runs(&portion.spans) {
                let stopped = self.read_slices(range.and(part)).await?;
                if stopped.is_some() {
                    return Ok(stopped);
                }
            }
            // Nothing was found behind the last span that was read, down to here.
            let Some(asked_from) = portion.asked_from else {
                break;
            };
            if self.is_done() {
                return Ok(Some(asked_from.first_id()));
            }
        }
        Ok(None)
    }

    /// Reads a range that is known to be worth it, with an eye on the clock. Tells where it stopped before its end.
    async fn read_slices(&mut self, range: Range) -> Result<Option<Uuid>, StoreError> {
        let (Some(end), Some(mut before)) = (range.from, range.before) else {
            return self.read(range).await;
        };
        while before > end {
            let from = end.max(first_id_at(
                id_time_ms(before).saturating_sub(self.slice_ms),
            ));
            let slice = Range {
                from: Some(from),
                before: Some(before),
            };
            let begun = Instant::now();
            let more = self.read(slice).await?;
            if more.is_some() {
                return Ok(more);
            }
            if self.is_done() {
                return Ok(Some(from));
            }
            self.adapt(begun.elapsed());
            before = from;
        }
        Ok(None)
    }

    fn adapt(&mut self, took: Duration) {
        if took < *SLICE_TIME.start() {
            self.slice_ms = self.slice_ms.saturating_mul(2);
        } else if took > *SLICE_TIME.end() {
            self.slice_ms = (self.slice_ms / 2).max(1);
        }
    }

    /// Reads as many as are wanted still. Tells the last one's id when there are more.
    async fn read(&mut self, range: Range) -> Result<Option<Uuid>, StoreError> {
        let wanted = self.limit.saturating_sub(self.rows.len() as u64);
        let matching = self.matching.clone();
        let mut found = range.read(self.store, matching, wanted + 1).await?;
        let more = found.len() as u64 > wanted;
        found.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        self.rows.append(&mut found);
        Ok(self.rows.last().filter(|_| more).map(|row| row.id))
    }

    fn is_done(&self) -> bool {
        self.rows.len() as u64 >= self.limit || self.begun.elapsed() >= self.patience
    }
}
