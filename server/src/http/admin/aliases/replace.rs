//! `PUT /aliases/{id}`

use actix_web::web::{Data, Json};
use routex_entity::api::{Alias, AliasInput, ProblemBody};
use serde_json::Value;

use super::{changeable, channels, view, wanted};
use crate::{
    http::{
        admin::{Admin, audited},
        extract::{Id, JsonBody, Operator},
        problem::Problem,
    },
    store::{AuditEntry, alias},
};

/// Gives an alias other contents; it keeps its id.
#[utoipa::path(
    put, path = "/api/v1/aliases/{id}", tag = "aliases", operation_id = "replace_alias",
    params(("id" = Uuid, Path)),
    request_body = AliasInput,
    responses((status = 200, body = Alias), (status = "4XX", body = ProblemBody))
)]
pub async fn replace(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
    body: JsonBody<Value>,
) -> Result<Json<Alias>, Problem> {
    let edit = admin.inventory.edit().await?;
    let channels = channels(&admin.inventory).await?;
    let (before, aliases) = changeable(&admin.inventory, id.0).await?;
    let row = wanted(body.0, Some(id.0), &aliases, &channels)?;
    let after = view(&row, &channels);
    alias::put(edit.change(), row).await?;
    let entry = AuditEntry {
        resource_id: Some(id.0.to_string()),
        before: audited(&view(&before, &channels)),
        after: audited(&after),
        ..operator.entry("update", "alias")
    };
    edit.commit(vec![entry]).await?;
    Ok(Json(after))
}
