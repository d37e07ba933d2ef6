//! `GET /keys`

use actix_web::web::{Data, Json};
use routex_entity::api::{ClientKey, Page, ProblemBody};

use super::view;
use crate::{
    http::{admin::Admin, extract::Operator, problem::Problem},
    store::client_key,
};

/// Every client key, by name, with how its budgets stand.
#[utoipa::path(
    get, path = "/api/v1/keys", tag = "keys", operation_id = "list_keys",
    responses((status = 200, body = Page<ClientKey>), (status = "4XX", body = ProblemBody))
)]
pub async fn list(_: Operator, admin: Data<Admin>) -> Result<Json<Page<ClientKey>>, Problem> {
    let rows = client_key::list(admin.inventory.store()).await?;
    let keys = admin.inventory.keys();
    let counted = keys.allowances();
    let items = rows
        .iter()
        .map(|row| view(row, counted.get(row.name.as_str()).copied()))
        .collect();
    Ok(Json(Page::whole(items)))
}
