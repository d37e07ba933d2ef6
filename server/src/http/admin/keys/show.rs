//! `GET /keys/{id}`

use actix_web::web::{Data, Json};
use routex_entity::api::{ClientKey, ProblemBody};

use super::{find, live_view};
use crate::http::{
    admin::Admin,
    extract::{Id, Operator},
    problem::Problem,
};

/// One client key, with how its budgets stand.
#[utoipa::path(
    get, path = "/api/v1/keys/{id}", tag = "keys", operation_id = "show_key",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = ClientKey), (status = "4XX", body = ProblemBody))
)]
pub async fn show(_: Operator, admin: Data<Admin>, id: Id) -> Result<Json<ClientKey>, Problem> {
    let row = find(&admin.inventory, id.0).await?;
    Ok(Json(live_view(&row, &admin.inventory)))
}
