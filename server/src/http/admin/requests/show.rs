//! `GET /requests/{id}`

use actix_web::web::{Data, Json};
use routex_entity::api::{ProblemBody, RequestDetail};

use crate::{
    http::{
        admin::Admin,
        extract::{Id, Operator},
        problem::Problem,
    },
    store::request::find,
};

/// One request with its attempts, by the id that its response carried as `x-routex-request-id`.
///
/// It is there when it has ended and the ledger has written it, about a quarter of a second later.
#[utoipa::path(
    get, path = "/api/v1/requests/{id}", tag = "requests", operation_id = "show_request",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = RequestDetail), (status = "4XX", body = ProblemBody))
)]
pub async fn show(_: Operator, admin: Data<Admin>, id: Id) -> Result<Json<RequestDetail>, Problem> {
    let found = find(admin.inventory.store(), id.0).await?;
    let record = found.ok_or_else(|| Problem::not_found("request", id.0))?;
    Ok(Json(record.into()))
}
