//! `PATCH /channels/{id}/credentials/{cid}`

use actix_web::web::{Data, Json};
use routex_entity::{
    CredentialKind,
    api::{Credential, CredentialPatch, ProblemBody},
};
use serde_json::Value;

use super::{Ids, Stored, current, free_label, view::audited_credential};
use crate::{
    config::{body, label_beside},
    http::{
        admin::Admin,
        extract::{JsonBody, Operator},
        problem::Problem,
    },
    inventory::secret_cell,
    store::{AuditEntry, credential},
};

/// Changes a credential. With a new key it keeps its id, and sessions stay where they are.
#[utoipa::path(
    patch, path = "/api/v1/channels/{id}/credentials/{cid}", tag = "credentials", operation_id = "update_credential",
    params(("id" = Uuid, Path), ("cid" = Uuid, Path)),
    request_body = CredentialPatch,
    responses((status = 200, body = Credential), (status = "4XX", body = ProblemBody))
)]
pub async fn update(
    operator: Operator,
    admin: Data<Admin>,
    ids: Ids,
    body: JsonBody<Value>,
) -> Result<Json<Credential>, Problem> {
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let channel = Stored::changeable(inventory, ids.channel).await?;
    let before = channel.credential(ids.credential)?;
    let body = body::changed_credential(body.0)?;
    let mut row = before.clone();
    let taken = channel.labels_beside(Some(row.id));
    if let Some(secret) = &body.api_key {
        if row.kind != CredentialKind::ApiKey {
            return Err(Problem::field(
                "api_key",
                "this credential is an account; sign in again instead",
            ));
        }
        channel.check_new(inventory, secret, Some(row.id))?;
        let master_key = inventory.master_key();
        let sealed = master_key
            .seal(secret_cell(row.id), secret)
            .map_err(anyhow::Error::from)?;
        row.sealed_secret = Some(sealed);
        row.fingerprint = master_key.fingerprint(secret);
        // A label made of the old key would mislead.
        if row.label.starts_with('…') {
            row.label = label_beside(secret, &taken);
        }
    }
    if let Some(wanted) = body.label {
        row.label = free_label(wanted, &taken)?;
    }
    if let Some(enabled) = body.enabled {
        row.enabled = enabled;
    }
    if !row.enabled && before.enabled {
        channel.check_can_do_without(row.id)?;
    }
    let entry = AuditEntry {
        resource_id: Some(row.id.to_string()),
        before: Some(audited_credential(before)),
        after: Some(audited_credential(&row)),
        ..operator.entry(action(before, &row), "credential")
    };
    credential::put(edit.change(), row).await?;
    edit.commit(vec![entry]).await?;
    Ok(Json(current(inventory, ids).await?))
}

/// The log cannot show keys, so it says that there is another one.
fn action(before: &credential::CredentialRow, after: &credential::CredentialRow) -> &'static str {
    if before.fingerprint == after.fingerprint {
        "update"
    } else {
        "rotate"
    }
}
