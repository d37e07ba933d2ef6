//! `GET /audit`

use actix_web::web::{Data, Json};
use routex_entity::api::{AuditItem, Page, ProblemBody, time};
use uuid::Uuid;

use crate::{
    http::{
        admin::Admin,
        extract::{Operator, Query},
        problem::Problem,
    },
    store::audit::{self, AuditRow},
};

/// The audit log, newest first.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "audit", operation_id = "list_audit",
    params(
        ("limit" = Option<u64>, Query, description = "1 to 500; 50 when it is not given"),
        ("cursor" = Option<Uuid>, Query, description = "next_cursor of the page before"),
    ),
    responses((status = 200, body = Page<AuditItem>), (status = "4XX", body = ProblemBody))
)]
pub async fn list(
    _: Operator,
    admin: Data<Admin>,
    mut query: Query,
) -> Result<Json<Page<AuditItem>>, Problem> {
    let paging = query.paging();
    query.finish()?;
    let limit = usize::try_from(paging.limit).unwrap_or(usize::MAX);
    let store = admin.inventory.store();
    let mut rows = audit::page(store, paging.cursor, paging.limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last: Option<Uuid> = rows.last().map(|row| row.id).filter(|_| more);
    Ok(Json(Page {
        items: rows.into_iter().map(view).collect(),
        next_cursor: last.map(|id| id.to_string()),
    }))
}

fn view(row: AuditRow) -> AuditItem {
    AuditItem {
        id: row.id,
        at: time(row.at_ms),
        actor: row.actor,
        address: row.address,
        action: row.action,
        resource: row.resource,
        resource_id: row.resource_id,
        before: row.before,
        after: row.after,
    }
}
