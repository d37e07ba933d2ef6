//! `GET /channels/{id}`

use actix_web::web::{Data, Json};
use routex_entity::api::{Channel, ProblemBody};

use super::current;
use crate::http::{
    admin::Admin,
    extract::{Id, Operator},
    problem::Problem,
};

/// A channel, with what is known of it now.
#[utoipa::path(
    get, path = "/api/v1/channels/{id}", tag = "channels", operation_id = "show_channel",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Channel), (status = "4XX", body = ProblemBody))
)]
pub async fn show(_: Operator, admin: Data<Admin>, id: Id) -> Result<Json<Channel>, Problem> {
    Ok(Json(current(&admin.inventory, id.0).await?))
}
