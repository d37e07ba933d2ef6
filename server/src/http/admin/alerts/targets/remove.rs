//! `DELETE /alerts/targets/{id}`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::ProblemBody;

use super::{all, changeable, view};
use crate::{
    http::{
        admin::{Admin, audited},
        extract::{Id, Operator},
        problem::Problem,
    },
    store::{AuditEntry, alert_target},
};

/// Removes a target. What waits for it is given up.
#[utoipa::path(
    delete, path = "/api/v1/alerts/targets/{id}", tag = "alerts", operation_id = "remove_alert_target",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn remove(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
) -> Result<HttpResponse, Problem> {
    let edit = admin.inventory.edit().await?;
    let rows = all(&admin.inventory).await?;
    let before = view(changeable(&rows, id.0)?);
    alert_target::delete(edit.change(), id.0).await?;
    let entry = AuditEntry {
        resource_id: Some(id.0.to_string()),
        before: audited(&before),
        ..operator.entry("delete", "alert_target")
    };
    edit.commit(vec![entry]).await?;
    Ok(HttpResponse::NoContent().finish())
}
