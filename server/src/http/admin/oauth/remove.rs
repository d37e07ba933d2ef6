//! `DELETE /oauth/providers/{id}`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::ProblemBody;

use super::{accounts, changeable, redirect_uri, view};
use crate::{
    http::{
        admin::{Admin, audited},
        extract::{Id, Operator},
        problem::{Code, Problem},
    },
    store::{AuditEntry, oauth_provider},
};

/// Removes a provider of accounts that no credential has its tokens of.
#[utoipa::path(
    delete, path = "/api/v1/oauth/providers/{id}", tag = "oauth", operation_id = "remove_oauth_provider",
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn remove(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
) -> Result<HttpResponse, Problem> {
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let known = changeable(inventory, id.0).await?;
    if accounts(inventory).await?.is_in_use(id.0) {
        return Err(Problem::new(
            Code::Conflict,
            "credentials have their tokens of it; remove them first",
        ));
    }
    oauth_provider::delete(edit.change(), id.0).await?;
    let entry = AuditEntry {
        resource_id: Some(id.0.to_string()),
        before: audited(&view(&known, redirect_uri(inventory))),
        ..operator.entry("delete", "oauth_provider")
    };
    edit.commit(vec![entry]).await?;
    Ok(HttpResponse::NoContent().finish())
}
