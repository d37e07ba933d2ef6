//! `PATCH /alerts/targets/{id}`

use actix_web::web::{Data, Json};
use routex_entity::api::{AlertTarget, AlertTargetPatch, ProblemBody};
use serde_json::Value;

use super::{all, changeable, changed::changed, in_effect, view};
use crate::{
    http::{
        admin::{Admin, audited},
        extract::{Id, JsonBody, Operator},
        problem::Problem,
    },
    inventory::target_row,
    store::{AuditEntry, alert_target},
};

/// Changes a target by a JSON merge patch. What waits for it is sent as the target is then.
#[utoipa::path(
    patch, path = "/api/v1/alerts/targets/{id}", tag = "alerts", operation_id = "update_alert_target",
    params(("id" = Uuid, Path)),
    request_body = AlertTargetPatch,
    responses((status = 200, body = AlertTarget), (status = "4XX", body = ProblemBody))
)]
pub async fn update(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
    body: JsonBody<Value>,
) -> Result<Json<AlertTarget>, Problem> {
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let rows = all(inventory).await?;
    let before = changeable(&rows, id.0)?;
    let known = in_effect(inventory, id.0).await?;
    let decl = changed(&known, body.0)?;
    let mut others = rows.iter().filter(|row| row.id != id.0);
    if others.any(|row| row.name == decl.name) {
        return Err(Problem::name_taken("alert target", &decl.name));
    }
    let row = target_row(&decl, id.0, inventory.master_key()).map_err(anyhow::Error::from)?;
    let after = view(&row);
    alert_target::put(edit.change(), row).await?;
    let entry = AuditEntry {
        resource_id: Some(id.0.to_string()),
        before: audited(&view(before)),
        after: audited(&after),
        ..operator.entry("update", "alert_target")
    };
    edit.commit(vec![entry]).await?;
    Ok(Json(after))
}
