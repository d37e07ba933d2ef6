//! `GET /routing`

use actix_web::web::{Data, Json};
use routex_entity::api::{ProblemBody, Routing};

use super::{in_effect, view};
use crate::http::{admin::Admin, extract::Operator, problem::Problem};

/// The routing behaviour in effect.
#[utoipa::path(
    get, path = "/api/v1/routing", tag = "routing", operation_id = "show_routing",
    responses((status = 200, body = Routing), (status = "4XX", body = ProblemBody))
)]
pub async fn show(_: Operator, admin: Data<Admin>) -> Result<Json<Routing>, Problem> {
    Ok(Json(view(&in_effect(&admin.inventory).await?)))
}
