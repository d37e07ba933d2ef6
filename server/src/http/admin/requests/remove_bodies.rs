//! `DELETE /requests/{id}/bodies`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::ProblemBody;

use super::no_bodies;
use crate::{
    http::{
        admin::Admin,
        extract::{Id, Operator},
        problem::Problem,
    },
    store::{AuditEntry, request_body},
};

/// Removes the bodies that are kept of a request before their time is over. The request stays in the log.
#[utoipa::path(
    delete, path = "/api/v1/requests/{id}/bodies", tag = "requests", operation_id = "remove_request_bodies",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn remove_bodies(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
) -> Result<HttpResponse, Problem> {
    // What still waits to be written would come back afterwards.
    admin.bodies.flush().await.map_err(anyhow::Error::msg)?;
    let change = admin.inventory.store().change().await?;
    if !request_body::delete(&change, id.0).await? {
        return Err(no_bodies(id.0));
    }
    let entry = AuditEntry {
        resource_id: Some(id.0.to_string()),
        ..operator.entry("delete", "request_bodies")
    };
    change.commit(vec![entry]).await?;
    Ok(HttpResponse::NoContent().finish())
}
