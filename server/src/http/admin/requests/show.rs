//! `GET /requests/{id}`

use actix_web::web::{Data, Json};
use chrono::Utc;
use routex_entity::api::{ProblemBody, ShownRequest, time};

use crate::{
    http::{
        admin::Admin,
        extract::{Id, Operator},
        problem::Problem,
    },
    store::{request::find, request_body::kept_until},
};

/// One request with its attempts, by the id that its response carried as `x-routex-request-id`.
///
/// It is there when it has ended and the ledger has written it, about a quarter of a second later.
#[utoipa::path(
    get, path = "/api/v1/requests/{id}", tag = "requests", operation_id = "show_request",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = ShownRequest), (status = "4XX", body = ProblemBody))
)]
pub async fn show(_: Operator, admin: Data<Admin>, id: Id) -> Result<Json<ShownRequest>, Problem> {
    let store = admin.inventory.store();
    let record = find(store, id.0).await?;
    let record = record.ok_or_else(|| Problem::not_found("request", id.0))?;
    let until_ms = kept_until(store, id.0, Utc::now().timestamp_millis()).await?;
    Ok(Json(ShownRequest {
        request: record.into(),
        bodies_until: until_ms.map(time),
    }))
}
