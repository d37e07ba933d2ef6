//! `DELETE /channels/{id}/credentials/{cid}`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::ProblemBody;

use super::{Ids, Stored, view::audited_credential};
use crate::{
    http::{admin::Admin, extract::Operator, problem::Problem},
    store::{AuditEntry, credential},
};

/// Removes a credential. Requests in flight with it go on.
#[utoipa::path(
    delete, path = "/api/v1/channels/{id}/credentials/{cid}", tag = "credentials", operation_id = "remove_credential",
    params(("id" = Uuid, Path), ("cid" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn remove(
    operator: Operator,
    admin: Data<Admin>,
    ids: Ids,
) -> Result<HttpResponse, Problem> {
    let edit = admin.inventory.edit().await?;
    let channel = Stored::changeable(&admin.inventory, ids.channel).await?;
    let before = channel.credential(ids.credential)?;
    channel.check_can_do_without(before.id)?;
    credential::delete(edit.change(), before.id).await?;
    let entry = AuditEntry {
        resource_id: Some(before.id.to_string()),
        before: Some(audited_credential(before)),
        ..operator.entry("delete", "credential")
    };
    edit.commit(vec![entry]).await?;
    Ok(HttpResponse::NoContent().finish())
}
