//! `GET /analytics/breakdown`

use actix_web::{HttpRequest, HttpResponse, web::Data};
use routex_entity::{
    GroupBy, Ranking,
    api::{AnalyticsBreakdown, ProblemBody, time},
};

use super::{
    answer::{Format, beside},
    question::{Question, dimension, limit},
};
use crate::{
    analytics::{self, breakdown_csv, cover},
    http::{
        admin::Admin,
        extract::{Operator, Query},
        problem::Problem,
    },
    store::rollup::{self, Read},
};

/// Rows beside that of all others, at most.
const MOST_ROWS: usize = 1_000;

/// Who did how much in a time: the largest, each with a row, and all others together.
///
/// With `Accept: text/csv` or `format=csv` the answer is a table.
#[utoipa::path(
    get, path = "/api/v1/analytics/breakdown", tag = "analytics", operation_id = "analytics_breakdown",
    params(
        ("group_by" = Option<GroupBy>, Query, description = "A row for each; default `channel`"),
        ("sort" = Option<Ranking>, Query, description = "What the first rows have most of; default `requests`. Outcomes are sorted by their requests"),
        ("limit" = Option<u64>, Query, description = "Rows with a name; default 10", minimum = 1, maximum = 1000),
        ("from" = Option<String>, Query, description = "RFC 3339, or milliseconds since 1970. Default: a day before `to`"),
        ("to" = Option<String>, Query, description = "RFC 3339, or milliseconds since 1970. Default: now"),
        ("channel" = Option<String>, Query, description = "Name of the channel that answered, or was tried last"),
        ("model" = Option<String>, Query, description = "The model that served, or that was asked for where none did"),
        ("key" = Option<String>, Query, description = "Name of the client key"),
        ("format" = Option<String>, Query, description = "`json` or `csv`"),
    ),
    responses(
        (status = 200, content((AnalyticsBreakdown = "application/json"), (String = "text/csv"))),
        (status = "4XX", body = ProblemBody)
    )
)]
pub async fn breakdown(
    _: Operator,
    admin: Data<Admin>,
    request: HttpRequest,
    mut query: Query,
) -> Result<HttpResponse, Problem> {
    let question = Question::read(&mut query, &admin);
    let group_by = query.optional("group_by").unwrap_or(GroupBy::Channel);
    let sort = query.optional("sort").unwrap_or(Ranking::Requests);
    let limit = limit(&mut query, MOST_ROWS);
    let format = Format::wanted(&mut query, &request);
    query.finish()?;
    let Question {
        from_ms,
        to_ms,
        scope,
        keep,
    } = question;
    let by = dimension(group_by);
    let mut covered = cover(from_ms, to_ms, scope.slice(by).finest(), &keep);
    let wanted = Read {
        scope,
        by,
        stretches: std::mem::take(&mut covered.stretches),
    };
    let store = admin.inventory.store();
    let found = rollup::read(store, &wanted).await?;
    let work = move || analytics::breakdown(&covered, found, group_by, sort, limit);
    let mut breakdown = beside(work).await?;
    breakdown.counting_before = rollup::counted_before(store).await?.map(time);
    Ok(format.respond(&breakdown, breakdown_csv, "routex-breakdown.csv"))
}
