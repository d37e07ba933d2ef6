//! `DELETE /session`

use actix_web::{HttpRequest, HttpResponse, http::header::SET_COOKIE, web::Data};
use routex_entity::api::ProblemBody;

use super::not_a_session;
use crate::{
    http::{
        admin::Admin,
        cookie,
        extract::{Identity, Operator},
        peer,
        problem::Problem,
    },
    store::{AuditEntry, admin_session},
};

/// Signs the browser out.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "session", operation_id = "sign_out",
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn remove(
    operator: Operator,
    request: HttpRequest,
    admin: Data<Admin>,
) -> Result<HttpResponse, Problem> {
    let (Identity::User { name, session, .. } | Identity::Guest { name, session, .. }) =
        &operator.identity
    else {
        return Err(not_a_session());
    };
    let change = admin.inventory.store().change().await?;
    admin_session::delete(&change, &session.hash).await?;
    let entry = AuditEntry {
        resource_id: Some(name.clone()),
        ..operator.entry("sign_out", "session")
    };
    change.commit(vec![entry]).await?;
    let forget = cookie::SESSION.clear(peer::is_tls(&request));
    Ok(HttpResponse::NoContent()
        .insert_header((SET_COOKIE, forget))
        .finish())
}
