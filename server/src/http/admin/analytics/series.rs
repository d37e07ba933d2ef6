//! `GET /analytics/series`

use actix_web::{HttpRequest, HttpResponse, web::Data};
use routex_entity::{
    Bucket, GroupBy,
    api::{AnalyticsSeries, ProblemBody, time},
};

use super::{
    answer::{Format, beside},
    question::{Question, dimension, limit},
};
use crate::{
    analytics::{self, Chart, grain_of, series_csv},
    http::{
        admin::Admin,
        extract::{Operator, Query},
        problem::Problem,
    },
    rollup::Grain,
    store::rollup::{self, Read, Stretch},
};

/// Lines beside that of all others, at most.
const MOST_LINES: usize = 50;

/// What happened over time, as a line of everything or as lines by whom.
///
/// A line has a point for every bucket; where nothing happened, everything in it is 0. A line has at most 1500 points, all
/// together at most 20000. With `Accept: text/csv` or `format=csv` the answer is a table with a row a point.
#[utoipa::path(
    get, path = "/api/v1/analytics/series", tag = "analytics", operation_id = "analytics_series",
    params(
        ("from" = Option<String>, Query, description = "RFC 3339, or milliseconds since 1970. Default: a day before `to`"),
        ("to" = Option<String>, Query, description = "RFC 3339, or milliseconds since 1970. Default: now"),
        ("bucket" = Option<String>, Query, description = "`minute`, `hour`, `day` or `auto`, the default: minutes up to 3 hours, hours up to 8 days"),
        ("group_by" = Option<GroupBy>, Query, description = "A line for each; without it there is one line"),
        ("limit" = Option<u64>, Query, description = "Lines with a name, those with the most requests; default 10", minimum = 1, maximum = 50),
        ("channel" = Option<String>, Query, description = "Name of the channel that answered, or was tried last"),
        ("model" = Option<String>, Query, description = "The model that served, or that was asked for where none did"),
        ("key" = Option<String>, Query, description = "Name of the client key"),
        ("format" = Option<String>, Query, description = "`json` or `csv`"),
    ),
    responses(
        (status = 200, content((AnalyticsSeries = "application/json"), (String = "text/csv"))),
        (status = "4XX", body = ProblemBody)
    )
)]
pub async fn series(
    _: Operator,
    admin: Data<Admin>,
    request: HttpRequest,
    mut query: Query,
) -> Result<HttpResponse, Problem> {
    let question = Question::read(&mut query, &admin);
    let wanted = query.read("bucket", bucket).flatten();
    let group_by: Option<GroupBy> = query.optional("group_by");
    let limit = limit(&mut query, MOST_LINES);
    let format = Format::wanted(&mut query, &request);
    query.finish()?;
    let by = group_by.and_then(dimension);
    let finest = question.scope.slice(by).finest();
    let time_asked = (question.from_ms, question.to_ms);
    let lines = group_by.map_or(1, |_| limit + 1);
    let chart = Chart::of(time_asked, wanted, finest, &question.keep, lines)
        .map_err(|message| Problem::field("bucket", message))?;
    let stretch = Stretch {
        grain: chart.grain,
        from_ms: chart.from_ms,
        to_ms: chart.to_ms,
    };
    let wanted = Read {
        scope: question.scope,
        by,
        stretches: vec![stretch],
    };
    let store = admin.inventory.store();
    let found = rollup::read(store, &wanted).await?;
    let mut series = beside(move || analytics::series(&chart, found, group_by, limit)).await?;
    series.counting_before = rollup::counted_before(store).await?.map(time);
    Ok(format.respond(&series, series_csv, "routex-series.csv"))
}

fn bucket(text: &str) -> Result<Option<Grain>, String> {
    if text == "auto" {
        return Ok(None);
    }
    let bucket: Result<Bucket, _> = text.parse();
    bucket
        .map(|bucket| Some(grain_of(bucket)))
        .map_err(|_unknown| format!("expected minute, hour, day or auto; found {text:?}"))
}
