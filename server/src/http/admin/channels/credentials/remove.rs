//! `DELETE /channels/{id}/credentials/{cid}`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::ProblemBody;

use super::{Ids, Stored, take_back::Tokens, view::audited_credential};
use crate::{
    http::{admin::Admin, extract::Operator, problem::Problem, proxy::Proxy},
    store::{AuditEntry, credential},
};

/// Removes a credential. Requests in flight with it go on. The provider of an account is asked to take back its tokens, where it
/// has a place for that.
#[utoipa::path(
    delete, path = "/api/v1/channels/{id}/credentials/{cid}", tag = "credentials", operation_id = "remove_credential",
    params(("id" = Uuid, Path), ("cid" = Uuid, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody))
)]
pub async fn remove(
    operator: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    ids: Ids,
) -> Result<HttpResponse, Problem> {
    let edit = admin.inventory.edit().await?;
    let channel = Stored::changeable(&admin.inventory, ids.channel).await?;
    let before = channel.credential(ids.credential)?;
    channel.check_can_do_without(before.id)?;
    let tokens = Tokens::of(&admin.inventory, ids.channel, [before.id]).await?;
    credential::delete(edit.change(), before.id).await?;
    let entry = AuditEntry {
        resource_id: Some(before.id.to_string()),
        before: Some(audited_credential(before)),
        ..operator.entry("delete", "credential")
    };
    edit.commit(vec![entry]).await?;
    if let Some(tokens) = tokens {
        tokens.take_back(proxy);
    }
    Ok(HttpResponse::NoContent().finish())
}
