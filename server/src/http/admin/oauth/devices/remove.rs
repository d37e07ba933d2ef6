//! `DELETE /oauth/devices/{id}`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::ProblemBody;

use crate::http::{
    admin::{Admin, oauth::caller},
    extract::{Id, Operator},
    problem::Problem,
};

/// Gives up a sign-in on another device. An account that it connected stays.
#[utoipa::path(
    delete, path = "/api/v1/oauth/devices/{id}", tag = "oauth", operation_id = "remove_oauth_device",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn remove(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
) -> Result<HttpResponse, Problem> {
    match admin.devices.give_up(&caller(&operator), id.0) {
        true => Ok(HttpResponse::NoContent().finish()),
        false => Err(Problem::not_found("sign-in", id.0)),
    }
}
