//! `GET /oauth/devices/{id}`

use actix_web::web::{Data, Json};
use routex_entity::api::{OauthDevice, ProblemBody};

use crate::http::{
    admin::{Admin, oauth::caller},
    extract::{Id, Operator},
    problem::Problem,
};

/// How a sign-in on another device goes. Only who began it can see that.
#[utoipa::path(
    get, path = "/api/v1/oauth/devices/{id}", tag = "oauth", operation_id = "show_oauth_device",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = OauthDevice), (status = "4XX", body = ProblemBody))
)]
pub async fn show(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
) -> Result<Json<OauthDevice>, Problem> {
    let known = admin.devices.show(&caller(&operator), id.0);
    let known = known.ok_or_else(|| Problem::not_found("sign-in", id.0))?;
    Ok(Json(known))
}
