//! `PUT /alerts/rules`

use actix_web::web::{Data, Json};
use routex_entity::api::{AlertRules, AlertRulesInput, ProblemBody};
use serde_json::{Value, json};

use crate::{
    config::body,
    http::{
        admin::{Admin, audited},
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    inventory::ALERT_RULES,
    store::{AuditEntry, setting},
};

/// Changes what is given and leaves the rest. A rule that is switched off ends its alerts.
#[utoipa::path(
    put, path = "/api/v1/alerts/rules", tag = "alerts", operation_id = "update_alert_rules",
    request_body = AlertRulesInput,
    responses((status = 200, body = AlertRules), (status = "4XX", body = ProblemBody))
)]
pub async fn update(
    operator: Operator,
    admin: Data<Admin>,
    body: JsonBody<Value>,
) -> Result<Json<AlertRules>, Problem> {
    let edit = admin.inventory.edit().await?;
    let before = admin.inventory.alerting().rules.clone();
    let after = body::alert_rules(body.0, &before)?;
    setting::put(edit.change(), ALERT_RULES, json!(after)).await?;
    let entry = AuditEntry {
        before: audited(&before),
        after: audited(&after),
        ..operator.entry("update", "alert_rules")
    };
    edit.commit(vec![entry]).await?;
    Ok(Json(after))
}
