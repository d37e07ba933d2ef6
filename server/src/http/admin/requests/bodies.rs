//! `GET /requests/{id}/bodies`

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, HeaderValue},
    web::Data,
};
use routex_entity::api::{ProblemBody, RequestBodies};

use super::no_bodies;
use crate::{
    bodies::Unreadable,
    http::{
        admin::Admin,
        extract::{Id, Operator},
        problem::{Code, Problem},
    },
    store::AuditEntry,
};

/// The bodies of a request, where they are kept; the audit log says who read them.
///
/// A moment after the request has ended: what the client sent and got, what went to a provider of another dialect, and what
/// providers answered to attempts that failed. Keys and passwords are masked, files are left out unless the settings say
/// otherwise, and headers are never kept.
#[utoipa::path(
    get, path = "/api/v1/requests/{id}/bodies", tag = "requests", operation_id = "show_request_bodies",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = RequestBodies), (status = "4XX", body = ProblemBody))
)]
pub async fn bodies(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
) -> Result<HttpResponse, Problem> {
    let found = admin.bodies.read(id.0).await.map_err(|error| match error {
        Unreadable::Store(error) => error.into(),
        closed @ Unreadable::Closed(_) => Problem::new(Code::Conflict, closed.to_string()),
    })?;
    let found = found.ok_or_else(|| no_bodies(id.0))?;
    let entry = AuditEntry {
        resource_id: Some(id.0.to_string()),
        ..operator.entry("read", "request_bodies")
    };
    let change = admin.inventory.store().change().await?;
    change.commit(vec![entry]).await?;
    let mut response = HttpResponse::Ok().json(found);
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    Ok(response)
}
