//! `PATCH /channels/{id}/credentials/{cid}`

use actix_web::web::{Data, Json};
use routex_entity::{
    CredentialKind,
    api::{Credential, CredentialPatch, ProblemBody},
};
use serde_json::Value;
use uuid::Uuid;

use super::{Ids, Stored, current, free_label, view::audited_credential};
use crate::{
    config::body::{self, Matter},
    http::{
        admin::Admin,
        extract::{JsonBody, Operator},
        problem::{Code, Problem},
    },
    inventory::{Accounts, Inventory, secret_cell},
    oauth::{Grant, vault},
    store::{AuditEntry, Change, credential, token_grant},
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
    let body = body::changed_credential(body.0, channel.row.allow_private_network)?;
    let mut row = before.clone();
    let taken = channel.labels_beside(Some(row.id));
    if let Some(matter) = &body.matter {
        let (kind, secret) = (matter.kind(), matter.secret());
        if row.kind != kind {
            return Err(Problem::field(kind.as_str(), another_way(row.kind)));
        }
        channel.check_new(inventory, &secret, Some(row.id))?;
        let master_key = inventory.master_key();
        let sealed = master_key
            .seal(secret_cell(row.id), &secret)
            .map_err(anyhow::Error::from)?;
        row.sealed_secret = Some(sealed);
        row.fingerprint = master_key.fingerprint(&secret);
        // A label made of the old key would mislead.
        if row.label.starts_with('…') {
            row.label = matter.label_beside(&taken);
        }
        if matches!(matter, Matter::Identity(_)) {
            forget_tokens(inventory, edit.change(), row.id).await?;
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

/// Tokens that were given for what it was made of, and that it was refused, are of the past: it begins anew, as after a
/// sign-in, also when it is made of the same.
async fn forget_tokens(inventory: &Inventory, change: &Change, id: Uuid) -> Result<(), Problem> {
    let (store, master_key) = (inventory.store(), inventory.master_key());
    let accounts = Accounts::read(store, inventory.vault(), master_key).await?;
    let before = accounts.grant(id).cloned().unwrap_or_default();
    let anew = Grant {
        version: before.version + 1,
        sign_ins: before.sign_ins + 1,
        ..Grant::default()
    };
    let row = vault::row(id, &anew, master_key).map_err(anyhow::Error::from)?;
    match token_grant::put(change, row, before.version).await? {
        true => Ok(()),
        false => Err(Problem::new(
            Code::Conflict,
            "its token was renewed at the same moment; try again",
        )),
    }
}

/// How a credential of this kind is changed, for who tried it as one of another.
fn another_way(kind: CredentialKind) -> String {
    match kind {
        CredentialKind::Oauth => "this credential is an account; sign in again instead".to_owned(),
        kind => format!(
            "this credential is of kind {kind}, and stays so; give a new {kind}, or make another credential"
        ),
    }
}

/// The log cannot show keys, so it says that there is another one.
fn action(before: &credential::CredentialRow, after: &credential::CredentialRow) -> &'static str {
    if before.fingerprint == after.fingerprint {
        "update"
    } else {
        "rotate"
    }
}
