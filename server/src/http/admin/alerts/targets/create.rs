//! `POST /alerts/targets`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::{AlertTarget, AlertTargetInput, ProblemBody};
use serde_json::Value;
use uuid::Uuid;

use super::{all, view};
use crate::{
    config::body,
    http::{
        admin::{Admin, audited},
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    inventory::target_row,
    store::{AuditEntry, alert_target},
};

/// Makes a target. It is told what happens from now on.
#[utoipa::path(
    post, path = "/api/v1/alerts/targets", tag = "alerts", operation_id = "create_alert_target",
    request_body = AlertTargetInput,
    responses((status = 201, body = AlertTarget), (status = "4XX", body = ProblemBody))
)]
pub async fn create(
    operator: Operator,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let decl = body::alert_target(body.0)?;
    let others = all(inventory).await?;
    if others.iter().any(|row| row.name == decl.name) {
        return Err(Problem::name_taken("alert target", &decl.name));
    }
    let row =
        target_row(&decl, Uuid::now_v7(), inventory.master_key()).map_err(anyhow::Error::from)?;
    let made = view(&row);
    alert_target::put(edit.change(), row).await?;
    let entry = AuditEntry {
        resource_id: Some(made.id.to_string()),
        after: audited(&made),
        ..operator.entry("create", "alert_target")
    };
    edit.commit(vec![entry]).await?;
    Ok(HttpResponse::Created().json(made))
}
