//! `PATCH /channels/{id}`

use actix_web::web::{Data, Json};
use routex_entity::api::{Channel, ChannelPatch, ProblemBody};
use serde_json::Value;

use super::{
    changed::changed,
    credentials::take_back::Tokens,
    current,
    stored::{self, Stored},
    view::{Shown, audited},
};
use crate::{
    config::CredentialDecl,
    http::{
        admin::Admin,
        extract::{Id, JsonBody, Operator},
        problem::Problem,
        proxy::Proxy,
    },
    inventory::{channel_row, new_credential},
    secret::{MasterKey, SealError},
    store::{AuditEntry, channel, credential, credential::CredentialRow},
};

/// Changes a channel by a JSON merge patch. Requests in flight go on as they began.
#[utoipa::path(
    patch, path = "/api/v1/channels/{id}", tag = "channels", operation_id = "update_channel",
    params(("id" = Uuid, Path)),
    request_body = ChannelPatch,
    responses((status = 200, body = Channel), (status = "4XX", body = ProblemBody))
)]
pub async fn update(
    operator: Operator,
    admin: Data<Admin>,
    proxy: Data<Proxy>,
    id: Id,
    body: JsonBody<Value>,
) -> Result<Json<Channel>, Problem> {
    let inventory = &admin.inventory;
    let edit = inventory.edit().await?;
    let all = Stored::all(inventory).await?;
    let before = Stored::changeable_among(&all, id.0)?;
    let spec = stored::usable(inventory, id.0)?;
    let total_timeout = inventory.router().table().settings.total_timeout;
    let changed = changed(before, &spec, body.0, total_timeout)?;
    let decl = &changed.decl;
    let mut others = all.iter().filter(|other| other.row.id != id.0);
    if others.any(|other| other.row.name == decl.name) {
        return Err(Problem::name_taken("channel", &decl.name));
    }

    let master_key = inventory.master_key();
    let row = channel_row(decl, id.0, master_key).map_err(anyhow::Error::from)?;
    channel::put(edit.change(), row.clone()).await?;
    let mut credentials = before.credentials.clone();
    let mut tokens = None;
    if changed.replaces_credentials {
        credentials =
            replaced(before, &decl.credentials, master_key).map_err(anyhow::Error::from)?;
        let kept = |old: &CredentialRow| credentials.iter().any(|row| row.id == old.id);
        let gone = before.credentials.iter().filter(|old| !kept(old));
        tokens = Tokens::of(inventory, id.0, gone.map(|row| row.id)).await?;
        for gone in before.credentials.iter().filter(|old| !kept(old)) {
            credential::delete(edit.change(), gone.id).await?;
        }
        for row in credentials.clone() {
            credential::put(edit.change(), row).await?;
        }
    }
    let after = Stored { row, credentials };
    let entry = AuditEntry {
        resource_id: Some(id.0.to_string()),
        before: audited(before, &Shown::from(&*spec)),
        after: audited(&after, &Shown::from(decl)),
        ..operator.entry("update", "channel")
    };
    edit.commit(vec![entry]).await?;
    if let Some(tokens) = tokens {
        tokens.take_back(proxy);
    }
    Ok(Json(current(inventory, id.0).await?))
}

/// The new credentials. A secret that the channel had keeps its row, and with it its sessions.
fn replaced(
    before: &Stored,
    wanted: &[CredentialDecl],
    master_key: &MasterKey,
) -> Result<Vec<CredentialRow>, SealError> {
    let rows = wanted.iter().map(|decl| {
        let fingerprint = master_key.fingerprint(&decl.secret);
        let mut known = before.credentials.iter();
        match known.find(|row| row.fingerprint == fingerprint) {
            Some(row) => Ok(CredentialRow {
                enabled: true,
                ..row.clone()
            }),
            None => new_credential(before.row.id, decl, master_key),
        }
    });
    rows.collect()
}
