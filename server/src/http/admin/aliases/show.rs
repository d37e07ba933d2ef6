//! `GET /aliases/{id}`

use actix_web::web::{Data, Json};
use routex_entity::api::{Alias, ProblemBody};

use super::{channels, view};
use crate::{
    http::{
        admin::Admin,
        extract::{Id, Operator},
        problem::Problem,
    },
    store::alias,
};

/// One alias.
#[utoipa::path(
    get, path = "/api/v1/aliases/{id}", tag = "aliases", operation_id = "show_alias",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Alias), (status = "4XX", body = ProblemBody))
)]
pub async fn show(_: Operator, admin: Data<Admin>, id: Id) -> Result<Json<Alias>, Problem> {
    let rows = alias::list(admin.inventory.store()).await?;
    let row = rows
        .iter()
        .find(|row| row.id == id.0)
        .ok_or_else(|| Problem::not_found("alias", id.0))?;
    Ok(Json(view(row, &channels(&admin.inventory).await?)))
}
