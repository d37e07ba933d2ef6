//! `GET /alerts`

use actix_web::web::{Data, Json};
use routex_entity::{
    AlertKind, AlertState, Language,
    api::{Alert, AlertDelivery, Page, ProblemBody, time},
};
use uuid::Uuid;

use crate::{
    alerts::{Delivery, Episode, Message, summary},
    http::{
        admin::Admin,
        extract::{Operator, Query},
        problem::Problem,
    },
    store::alert::{self, AlertFilter},
};

/// Alerts that last and alerts that are over, newest first, each with its messages.
///
/// What is over is kept for 90 days.
#[utoipa::path(
    get, path = "/api/v1/alerts", tag = "alerts", operation_id = "list_alerts",
    params(
        ("state" = Option<String>, Query, description = "`firing` or `resolved`"),
        ("kind" = Option<AlertKind>, Query),
        ("limit" = Option<u64>, Query, description = "Default 50", minimum = 1, maximum = 500),
        ("cursor" = Option<String>, Query, description = "The `next_cursor` of the page before"),
    ),
    responses((status = 200, body = Page<Alert>), (status = "4XX", body = ProblemBody))
)]
pub async fn list(
    _: Operator,
    admin: Data<Admin>,
    mut query: Query,
) -> Result<Json<Page<Alert>>, Problem> {
    let filter = AlertFilter {
        firing: query.read("state", |text| match text {
            "firing" => Ok(true),
            "resolved" => Ok(false),
            _ => Err(format!("expected firing or resolved; found {text:?}")),
        }),
        kind: query.optional("kind"),
    };
    let paging = query.paging();
    query.finish()?;
    let limit = usize::try_from(paging.limit).unwrap_or(usize::MAX);
    let store = admin.inventory.store();
    let mut alerts = alert::page(store, &filter, paging.cursor, paging.limit + 1).await?;
    let more = alerts.len() > limit;
    alerts.truncate(limit);
    let last: Option<Uuid> = alerts.last().map(|(alert, _)| alert.id).filter(|_| more);
    Ok(Json(Page {
        items: alerts.into_iter().map(view).collect(),
        next_cursor: last.map(|id| id.to_string()),
    }))
}

fn view((alert, deliveries): (Episode, Vec<Delivery>)) -> Alert {
    let summary = summary(Language::English, &Message::from(&alert));
    Alert {
        id: alert.id,
        kind: alert.kind,
        severity: alert.severity,
        state: match alert.resolved_at_ms {
            None => AlertState::Firing,
            Some(_) => AlertState::Resolved,
        },
        subject: alert.subject,
        since: time(alert.since_ms),
        resolved_at: alert.resolved_at_ms.map(time),
        summary,
        details: alert.details,
        deliveries: deliveries.into_iter().map(delivery).collect(),
    }
}

fn delivery(delivery: Delivery) -> AlertDelivery {
    let over = delivery.finished_at_ms.is_some();
    AlertDelivery {
        id: delivery.id,
        target_id: delivery.target_id,
        target: delivery.target,
        event: delivery.event,
        state: delivery.state,
        attempts: delivery.tries,
        created_at: time(delivery.created_at_ms),
        next_attempt_at: (!over).then(|| time(delivery.due_at_ms)),
        finished_at: delivery.finished_at_ms.map(time),
        status: delivery.status,
        error: delivery.error,
    }
}
