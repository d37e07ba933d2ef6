//! `GET /settings`

use actix_web::web::{Data, Json};
use routex_entity::api::{ProblemBody, Settings};

use crate::http::{admin::Admin, extract::Operator};

/// What concerns the installation as a whole and not routing.
#[utoipa::path(
    get, path = "/api/v1/settings", tag = "settings", operation_id = "show_settings",
    responses((status = 200, body = Settings), (status = "4XX", body = ProblemBody))
)]
pub async fn show(_: Operator, admin: Data<Admin>) -> Json<Settings> {
    Json(admin.inventory.settings())
}
