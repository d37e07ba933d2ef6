//! `DELETE /tokens/{id}`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::ProblemBody;

use super::view;
use crate::{
    http::{
        admin::{Admin, audited},
        extract::{Id, Operator},
        problem::Problem,
    },
    store::{AuditEntry, admin_token},
};

/// Revokes an admin token, from the next call on.
#[utoipa::path(
    delete, path = "/api/v1/tokens/{id}", tag = "tokens", operation_id = "remove_token",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn remove(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
) -> Result<HttpResponse, Problem> {
    let store = admin.inventory.store();
    let change = store.change().await?;
    let known = admin_token::list(store).await?;
    let row = known
        .iter()
        .find(|row| row.id == id.0)
        .ok_or_else(|| Problem::not_found("token", id.0))?;
    if row.declared {
        return Err(Problem::declared("token", &row.name));
    }
    admin_token::delete(&change, id.0).await?;
    let entry = AuditEntry {
        resource_id: Some(id.0.to_string()),
        before: audited(&view(row)),
        ..operator.entry("delete", "admin_token")
    };
    change.commit(vec![entry]).await?;
    Ok(HttpResponse::NoContent().finish())
}
