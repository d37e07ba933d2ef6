//! `GET /alerts/rules`

use actix_web::web::{Data, Json};
use routex_entity::api::{AlertRules, ProblemBody};

use crate::http::{admin::Admin, extract::Operator};

/// What is an alert, and how often it is told.
#[utoipa::path(
    get, path = "/api/v1/alerts/rules", tag = "alerts", operation_id = "show_alert_rules",
    responses((status = 200, body = AlertRules), (status = "4XX", body = ProblemBody))
)]
pub async fn show(_: Operator, admin: Data<Admin>) -> Json<AlertRules> {
    Json(admin.inventory.alerting().rules.clone())
}
