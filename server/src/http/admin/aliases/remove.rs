//! `DELETE /aliases/{id}`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::ProblemBody;

use super::{changeable, channels, view};
use crate::{
    http::{
        admin::{Admin, audited},
        extract::{Id, Operator},
        problem::Problem,
    },
    store::{AuditEntry, alias},
};

/// Removes an alias. Requests that were let in under its name go on.
#[utoipa::path(
    delete, path = "/api/v1/aliases/{id}", tag = "aliases", operation_id = "remove_alias",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn remove(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
) -> Result<HttpResponse, Problem> {
    let edit = admin.inventory.edit().await?;
    let (row, _) = changeable(&admin.inventory, id.0).await?;
    let channels = channels(&admin.inventory).await?;
    alias::delete(edit.change(), id.0).await?;
    let entry = AuditEntry {
        resource_id: Some(id.0.to_string()),
        before: audited(&view(&row, &channels)),
        ..operator.entry("delete", "alias")
    };
    edit.commit(vec![entry]).await?;
    Ok(HttpResponse::NoContent().finish())
}
