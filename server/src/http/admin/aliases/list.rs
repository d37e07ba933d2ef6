//! `GET /aliases`

use actix_web::web::{Data, Json};
use routex_entity::api::{Alias, Page, ProblemBody};

use super::{channels, view};
use crate::{
    http::{admin::Admin, extract::Operator, problem::Problem},
    store::alias,
};

/// Every alias, by name.
#[utoipa::path(
    get, path = "/api/v1/aliases", tag = "aliases", operation_id = "list_aliases",
    responses((status = 200, body = Page<Alias>), (status = "4XX", body = ProblemBody))
)]
pub async fn list(_: Operator, admin: Data<Admin>) -> Result<Json<Page<Alias>>, Problem> {
    let channels = channels(&admin.inventory).await?;
    let rows = alias::list(admin.inventory.store()).await?;
    let items = rows.iter().map(|row| view(row, &channels)).collect();
    Ok(Json(Page::whole(items)))
}
