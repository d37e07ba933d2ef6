//! `GET /alerts/targets/{id}`

use actix_web::web::{Data, Json};
use routex_entity::api::{AlertTarget, ProblemBody};

use super::{all, among, view};
use crate::http::{
    admin::Admin,
    extract::{Id, Operator},
    problem::Problem,
};

/// One target.
#[utoipa::path(
    get, path = "/api/v1/alerts/targets/{id}", tag = "alerts", operation_id = "show_alert_target",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = AlertTarget), (status = "4XX", body = ProblemBody))
)]
pub async fn show(_: Operator, admin: Data<Admin>, id: Id) -> Result<Json<AlertTarget>, Problem> {
    let rows = all(&admin.inventory).await?;
    Ok(Json(view(among(&rows, id.0)?)))
}
