//! `POST /channels/{id}/credentials`

use actix_web::{HttpResponse, web::Data};
use routex_entity::api::{Credential, CredentialInput, ProblemBody};
use serde_json::Value;

use super::{Ids, Stored, current, free_label, view::audited_credential};
use crate::{
    config::{CredentialDecl, body},
    http::{
        admin::Admin,
        extract::{Id, JsonBody, Operator},
        problem::Problem,
    },
    inventory::new_credential,
    store::{AuditEntry, credential, credential::CredentialRow},
};

/// Adds a credential to a channel. It takes part from now on.
#[utoipa::path(
    post, path = "/api/v1/channels/{id}/credentials", tag = "credentials", operation_id = "create_credential",
    params(("id" = Uuid, Path)),
    request_body = CredentialInput,
    responses((status = 201, body = Credential), (status = "4XX", body = ProblemBody))
)]
pub async fn create(
    operator: Operator,
    admin: Data<Admin>,
    id: Id,
    body: JsonBody<Value>,
) -> Result<HttpResponse, Problem> {
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let channel = Stored::changeable(inventory, id.0).await?;
    let body = body::new_credential(body.0, channel.row.allow_private_network)?;
    let (kind, secret) = (body.matter.kind(), body.matter.secret());
    channel.check_new(inventory, &secret, None)?;
    let taken = channel.labels_beside(None);
    let label = match body.label {
        Some(wanted) => free_label(wanted, &taken)?,
        None => body.matter.label_beside(&taken),
    };
    let decl = CredentialDecl { label, secret };
    let row = CredentialRow {
        kind,
        enabled: body.enabled,
        ..new_credential(id.0, &decl, inventory.master_key()).map_err(anyhow::Error::from)?
    };
    let ids = Ids {
        channel: id.0,
        credential: row.id,
    };
    let entry = AuditEntry {
        resource_id: Some(row.id.to_string()),
        after: Some(audited_credential(&row)),
        ..operator.entry("create", "credential")
    };
    credential::put(edit.change(), row).await?;
    edit.commit(vec![entry]).await?;
    Ok(HttpResponse::Created().json(current(inventory, ids).await?))
}
