//! `GET /prices`

use actix_web::web::{Data, Json};
use routex_entity::api::{Page, Price, ProblemBody};

use super::view;
use crate::http::{admin::Admin, extract::Operator, problem::Problem};

/// Every price in effect, by model.
#[utoipa::path(
    get, path = "/api/v1/prices", tag = "prices", operation_id = "list_prices",
    responses((status = 200, body = Page<Price>), (status = "4XX", body = ProblemBody))
)]
pub async fn list(_: Operator, admin: Data<Admin>) -> Result<Json<Page<Price>>, Problem> {
    Ok(Json(view(&admin.inventory.prices().load())))
}
