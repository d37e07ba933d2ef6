//! What a sign-in yielded, as a credential.

use chrono::Utc;
use routex_entity::CredentialKind;
use uuid::Uuid;

use super::accounts;
use crate::{
    config::{CredentialDecl, label_beside},
    http::{
        admin::channels::{Stored, view::audited_credential},
        extract::Operator,
        problem::{Code, Problem},
    },
    inventory::{Inventory, new_credential},
    oauth::{Grant, Provider, flow::Yield, vault},
    secret::Secret,
    store::{AuditEntry, credential, credential::CredentialRow, token_grant},
};

/// Where it goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target {
    pub channel: Uuid,
    /// In the place of its old tokens. `None`: it becomes a new one.
    pub credential: Option<Uuid>,
}

/// Writes what a sign-in yielded, as a new credential or in the place of the old tokens.
pub(super) async fn keep(
    inventory: &Inventory,
    operator: &Operator,
    target: Target,
    provider: &Provider,
    yielded: Yield,
    now_ms: i64,
) -> Result<Uuid, Problem> {
    let edit = inventory.edit().await?;
    let channel = Stored::changeable(inventory, target.channel).await?;
    let before = target
        .credential
        .map(|id| channel.credential(id))
        .transpose()?;
    let taken = channel.labels_beside(None);
    let master_key = inventory.master_key();
    let (row, grant) = match yielded {
        Yield::ApiKey(secret) => {
            let decl = CredentialDecl {
                label: label_beside(&secret, &taken),
                secret,
            };
            let row = new_credential(target.channel, &decl, master_key);
            (row.map_err(anyhow::Error::from)?, None)
        }
        Yield::Tokens(obtained) => {
            let known = match before {
                Some(row) => accounts(inventory).await?.grant(row.id).cloned(),
                None => None,
            };
            let before_it = known.unwrap_or_default();
            let grant = Grant {
                provider_id: Some(provider.id),
                version: before_it.version,
                sign_ins: before_it.sign_ins + 1,
                refresh: None,
                ..Grant::default()
            }
            .followed_by(obtained, now_ms);
            let row = match before {
                Some(row) => row.clone(),
                None => account_row(target.channel, provider, &grant, &taken, inventory),
            };
            (row, Some(grant))
        }
    };
    let id = row.id;
    let entry = AuditEntry {
        resource_id: Some(id.to_string()),
        before: before.map(audited_credential),
        after: Some(audited_credential(&row)),
        ..operator.entry("connect", "credential")
    };
    if before.is_none() {
        credential::put(edit.change(), row).await?;
    }
    if let Some(grant) = grant {
        let row = vault::row(id, &grant, master_key).map_err(anyhow::Error::from)?;
        let version_before = grant.version - 1;
        if !token_grant::put(edit.change(), row, version_before).await? {
            return Err(Problem::new(
                Code::Conflict,
                "the account's tokens were renewed at the same moment; begin again",
            ));
        }
    }
    edit.commit(vec![entry]).await?;
    Ok(id)
}

fn account_row(
    channel: Uuid,
    provider: &Provider,
    grant: &Grant,
    taken: &[String],
    inventory: &Inventory,
) -> CredentialRow {
    let wanted = grant.account.as_deref().unwrap_or(&provider.name);
    let mut label = wanted.to_owned();
    let mut number = 2;
    while taken.contains(&label) {
        label = format!("{wanted} {number}");
        number += 1;
    }
    let id = Uuid::now_v7();
    CredentialRow {
        id,
        channel_id: channel,
        label,
        kind: CredentialKind::Oauth,
        // Accounts are told apart by their ids; their tokens change.
        fingerprint: inventory
            .master_key()
            .fingerprint(&Secret::new(id.to_string())),
        sealed_secret: None,
        enabled: true,
        created_at_ms: Some(Utc::now().timestamp_millis()),
        declared: false,
    }
}
