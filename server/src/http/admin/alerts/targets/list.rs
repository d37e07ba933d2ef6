//! `GET /alerts/targets`

use actix_web::web::{Data, Json};
use routex_entity::api::{AlertTarget, Page, ProblemBody};

use super::{all, view};
use crate::http::{admin::Admin, extract::Operator, problem::Problem};

/// Every target, by name.
#[utoipa::path(
    get, path = "/api/v1/alerts/targets", tag = "alerts", operation_id = "list_alert_targets",
    responses((status = 200, body = Page<AlertTarget>), (status = "4XX", body = ProblemBody))
)]
pub async fn list(_: Operator, admin: Data<Admin>) -> Result<Json<Page<AlertTarget>>, Problem> {
    let rows = all(&admin.inventory).await?;
    Ok(Json(Page::whole(rows.iter().map(view).collect())))
}
