//! `GET /tokens`

use actix_web::web::{Data, Json};
use routex_entity::api::{AdminToken, Page, ProblemBody};

use super::view;
use crate::{
    http::{admin::Admin, extract::Operator, problem::Problem},
    store::admin_token,
};

/// Every admin token, by name.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "tokens", operation_id = "list_tokens",
    responses((status = 200, body = Page<AdminToken>), (status = "4XX", body = ProblemBody))
)]
pub async fn list(_: Operator, admin: Data<Admin>) -> Result<Json<Page<AdminToken>>, Problem> {
    let rows = admin_token::list(admin.inventory.store()).await?;
    Ok(Json(Page::whole(rows.iter().map(view).collect())))
}
