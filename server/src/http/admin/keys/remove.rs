//! `DELETE /keys/{id}`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::ProblemBody;

use super::{changeable, view};
use crate::{
    http::{
        admin::{Admin, audited},
        extract::{Id, Operator},
        problem::Problem,
    },
    store::{AuditEntry, client_key, kept, key_spend},
};

/// Revokes a client key at once. Requests that it let in go on, their rows stay; what it spent is forgotten.
///
/// What Routex kept of its conversations goes with it.
#[utoipa::path(
    delete, path = "/api/v1/keys/{id}", tag = "keys", operation_id = "remove_key",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn remove(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
) -> Result<HttpResponse, Problem> {
    let leaving = changeable(&admin.inventory, id.0).await?;
    admin.keeper.forget(leaving.id).await?;
    let edit = admin.inventory.edit().await?;
    let row = changeable(&admin.inventory, id.0).await?;
    client_key::delete(edit.change(), row.id).await?;
    kept::forget(edit.change(), row.id).await?;
    key_spend::forget(edit.change(), &row.name).await?;
    let entry = AuditEntry {
        resource_id: Some(row.id.to_string()),
        before: audited(&view(&row, None)),
        ..operator.entry("delete", "client_key")
    };
    edit.commit(vec![entry]).await?;
    Ok(HttpResponse::NoContent().finish())
}
