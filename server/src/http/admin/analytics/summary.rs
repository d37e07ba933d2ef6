//! `GET /analytics/summary`

use actix_web::web::{Data, Json};
use routex_entity::api::{AnalyticsPeriod, AnalyticsSummary, ProblemBody, time};

use super::{answer::beside, question::Question};
use crate::{
    analytics::{Covered, cover, figures, total},
    http::{
        admin::Admin,
        extract::{Operator, Query},
        problem::Problem,
    },
    store::{
        Store,
        rollup::{self, Read, Scope},
    },
};

/// What happened in a time, and in the one of the same length before it.
///
/// Requests count for the time of their arrival, about a quarter of a second after their end. Whole minutes, hours and days
/// are added up: the answer tells from when to when. Percentiles are exact to about three percent.
#[utoipa::path(
    get, path = "/api/v1/analytics/summary", tag = "analytics", operation_id = "analytics_summary",
    params(
        ("from" = Option<String>, Query, description = "RFC 3339, or milliseconds since 1970. Default: a day before `to`"),
        ("to" = Option<String>, Query, description = "RFC 3339, or milliseconds since 1970. Default: now"),
        ("channel" = Option<String>, Query, description = "Name of the channel that answered, or was tried last"),
        ("model" = Option<String>, Query, description = "The model that served, or that was asked for where none did"),
        ("key" = Option<String>, Query, description = "Name of the client key"),
    ),
    responses((status = 200, body = AnalyticsSummary), (status = "4XX", body = ProblemBody))
)]
pub async fn summary(
    _: Operator,
    admin: Data<Admin>,
    mut query: Query,
) -> Result<Json<AnalyticsSummary>, Problem> {
    let question = Question::read(&mut query, &admin);
    query.finish()?;
    let store = admin.inventory.store();
    let Question {
        from_ms,
        to_ms,
        scope,
        keep,
    } = question;
    let finest = scope.slice(None).finest();
    let current = cover(from_ms, to_ms, finest, &keep);
    let length_ms = current.to_ms.saturating_sub(current.from_ms);
    let before_ms = current.from_ms.saturating_sub(length_ms).max(0);
    let previous = cover(before_ms, current.from_ms, finest, &keep);
    Ok(Json(AnalyticsSummary {
        previous: period(store, scope.clone(), previous).await?,
        current: period(store, scope, current).await?,
        counting_before: rollup::counted_before(store).await?.map(time),
    }))
}

async fn period(store: &Store, scope: Scope, covered: Covered) -> Result<AnalyticsPeriod, Problem> {
    let wanted = Read {
        scope,
        by: None,
        stretches: covered.stretches,
    };
    let found = rollup::read(store, &wanted).await?;
    let cell = beside(move || total(&found)).await?;
    Ok(AnalyticsPeriod {
        from: time(covered.from_ms),
        to: time(covered.to_ms),
        figures: figures(&cell),
    })
}
