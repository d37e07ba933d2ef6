//! Where in the log a filter has to look.
//!
//! For each span of time there is one note for each value that a request in it has, however many have it. Writing them costs
//! next to nothing, because most are there already; and a filter reads the rows of those spans alone in which all of its
//! values occur.

use std::{borrow::Cow, collections::HashSet, sync::LazyLock};

use routex_entity::{Outcome, RequestRecord};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value};
use uuid::Uuid;

use super::{
    super::{
        Store,
        bulk::BulkInsert,
        error::{During, StoreError},
        first_id_at, id_time_ms,
    },
    filter::RequestFilter,
    range::Range,
};

static NOTES: LazyLock<BulkInsert> =
    LazyLock::new(|| BulkInsert::new("request_span", &["field", "value", "span"], "DO NOTHING"));

/// Bits of the milliseconds of an id that a span leaves open: about four minutes.
const WIDTH: u32 = 18;
/// Spans that are asked for at once.
const PORTION: u64 = 64;
/// Spans that one question looks through, about twelve days, so that none takes long.
const WINDOW: i64 = 4096;

/// A stretch of time, counted since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Span(i64);

impl Span {
    pub(super) fn of(id: Uuid) -> Self {
        Self(id_time_ms(id) >> WIDTH)
    }

    /// Of the id before.
    fn ending(before: Uuid) -> Self {
        Self::of(Uuid::from_u128(before.as_u128().saturating_sub(1)))
    }

    /// The smallest id in it.
    pub(super) fn first_id(self) -> Uuid {
        first_id_at(self.0.saturating_mul(1 << WIDTH))
    }

    pub(super) const fn number(self) -> i64 {
        self.0
    }

    const fn after(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// What can be filtered by. The numbers are in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
enum Field {
    Channel = 1,
    /// Requested or served.
    Model = 2,
    ClientKey = 3,
    Status = 4,
    Outcome = 5,
    Session = 6,
}

type Term<'a> = (Field, Cow<'a, str>);

/// Notes what these requests can be found by.
pub(super) async fn note(
    transaction: &DatabaseTransaction,
    records: &[RequestRecord],
) -> Result<(), DbErr> {
    let mut noted = HashSet::new();
    for record in records {
        let span = Span::of(record.id);
        noted.extend(values(record).map(|term| (term, span)));
    }
    let cells: Vec<Value> = noted
        .into_iter()
        .flat_map(|((field, value), span)| {
            [
                i64::from(field as u8).into(),
                value.into_owned().into(),
                span.0.into(),
            ]
        })
        .collect();
    NOTES.run(transaction, cells).await
}

fn values(record: &RequestRecord) -> impl Iterator<Item = Term<'_>> {
    let served = record.model_served.as_deref();
    [
        (Field::Channel, record.channel.as_deref()),
        (Field::Model, Some(&*record.model_requested)),
        (
            Field::Model,
            served.filter(|name| *name != record.model_requested),
        ),
        (Field::ClientKey, Some(&*record.client_key)),
        (Field::Outcome, Some(record.outcome.as_str())),
        (Field::Session, record.session.as_deref()),
    ]
    .into_iter()
    .filter_map(|(field, value)| Some((field, Cow::Borrowed(value?))))
    .chain(
        record
            .status
            .map(|status| (Field::Status, Cow::Owned(status.to_string()))),
    )
}

/// What a filter asks for, what is rare as a rule first.
fn terms(filter: &RequestFilter) -> Vec<Term<'_>> {
    let status = filter.status.map(|status| status.to_string());
    [
        (Field::Session, filter.session.as_deref().map(Cow::Borrowed)),
        (Field::Status, status.map(Cow::Owned)),
        (
            Field::Outcome,
            filter.outcome.map(Outcome::as_str).map(Cow::Borrowed),
        ),
        (
            Field::ClientKey,
            filter.client_key.as_deref().map(Cow::Borrowed),
        ),
        (Field::Model, filter.model.as_deref().map(Cow::Borrowed)),
        (Field::Channel, filter.channel.as_deref().map(Cow::Borrowed)),
    ]
    .into_iter()
    .filter_map(|(field, value)| Some((field, value?)))
    .collect()
}

/// The way through the spans in which all that a filter asks for occurs, newest first.
pub(super) struct Spans {
    sql: String,
    terms: Vec<Value>,
    /// The newest that was not asked about.
    next: i64,
    /// The oldest to ask about.
    last: i64,
}

/// What a question brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Portion {
    /// Newest first. May be none although more follow.
    pub spans: Vec<Span>,
    /// Every span that is newer and not among them holds nothing. `None`: nor does any that is older.
    pub asked_from: Option<Span>,
}

impl Spans {
    /// In a part of the log. `None`: the filter asks for no value.
    pub(super) async fn of(
        store: &Store,
        filter: &RequestFilter,
        range: Range,
    ) -> Result<Option<Self>, StoreError> {
        let terms = terms(filter);
        if terms.is_empty() {
            return Ok(None);
        }
        let (oldest, newest) = ends(store).await?.unwrap_or((0, -1));
        Ok(Some(Self {
            sql: question(terms.len()),
            terms: terms
                .into_iter()
                .flat_map(|(field, value)| {
                    [i64::from(field as u8).into(), value.into_owned().into()]
                })
                .collect(),
            next: range
                .before
                .map_or(newest, |id| newest.min(Span::ending(id).0)),
            last: range.from.map_or(oldest, |id| oldest.max(Span::of(id).0)),
        }))
    }

    /// The next spans. `None`: there are no more.
    pub(super) async fn next(&mut self, store: &Store) -> Result<Option<Portion>, StoreError> {
        if self.next < self.last {
            return Ok(None);
        }
        let low = self.last.max(self.next.saturating_sub(WINDOW - 1));
        let spans = self.ask(store, low, self.next).await?;
        let full = spans.len() as u64 == PORTION;
        let asked_from = spans.last().filter(|_| full).map_or(low, |span| span.0);
        self.next = asked_from.saturating_sub(1);
        Ok(Some(Portion {
            spans,
            asked_from: (asked_from > self.last).then_some(Span(asked_from)),
        }))
    }

    async fn ask(&self, store: &Store, low: i64, high: i64) -> Result<Vec<Span>, StoreError> {
        let action = "look where in the request log to look";
        let mut cells: Vec<Value> = vec![low.into(), high.into()];
        cells.extend(self.terms.iter().cloned());
        let reader = store.reader();
        let statement =
            Statement::from_sql_and_values(reader.get_database_backend(), &self.sql, cells);
        let rows = reader.query_all_raw(statement).await.during(action)?;
        rows.iter()
            .map(|row| row.try_get_by_index(0).map(Span).during(action))
            .collect()
    }
}

/// Spans, newest first, as parts of the log: neighbours make one.
pub(super) fn runs(spans: &[Span]) -> impl Iterator<Item = Range> {
    spans
        .chunk_by(|newer, older| older.after() == *newer)
        .filter_map(|run| {
            let (newest, oldest) = (run.first()?, run.last()?);
            Some(Range {
                from: Some(oldest.first_id()),
                before: Some(newest.after().first_id()),
            })
        })
}

/// Asks for spans between two in which each of so many terms occurs.
fn question(terms: usize) -> String {
    let others = (1..terms).map(|_| {
        " AND EXISTS (SELECT 1 FROM request_span other WHERE other.field = ? AND other.value = ? \
         AND other.span = note.span)"
    });
    format!(
        "SELECT span FROM request_span note WHERE span BETWEEN ? AND ? AND field = ? AND value = ?{} \
         ORDER BY span DESC LIMIT {PORTION}",
        others.collect::<String>()
    )
}

/// The oldest and the newest span that anything is noted of.
async fn ends(store: &Store) -> Result<Option<(i64, i64)>, StoreError> {
    let action = "look where the request log begins and ends";
    let reader = store.reader();
    // Asked for apart, each is one step in the index.
    let sql = "SELECT (SELECT MIN(span) FROM request_span), (SELECT MAX(span) FROM request_span)";
    let statement = Statement::from_string(reader.get_database_backend(), sql);
    let Some(row) = reader.query_one_raw(statement).await.during(action)? else {
        return Ok(None);
    };
    let oldest: Option<i64> = row.try_get_by_index(0).during(action)?;
    let newest: Option<i64> = row.try_get_by_index(1).during(action)?;
    Ok(oldest.zip(newest))
}
