//! `DELETE /channels/{id}/credentials/{cid}`

use std::sync::Arc;

use actix_web::{HttpResponse, web::Data};
use chrono::Utc;
use routex_entity::{CredentialKind, api::ProblemBody};

use super::{Ids, Stored, view::audited_credential};
use crate::{
    channel::ChannelSpec,
    http::{
        admin::{Admin, channels::stored},
        extract::Operator,
        problem::Problem,
        proxy::Proxy,
    },
    inventory::{Accounts, Inventory},
    oauth::{Grant, Provider, Wire, revoke},
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
    let account = match before.kind {
        CredentialKind::Oauth => Account::find(&admin.inventory, ids).await?,
        _ => None,
    };
    credential::delete(edit.change(), before.id).await?;
    let entry = AuditEntry {
        resource_id: Some(before.id.to_string()),
        before: Some(audited_credential(before)),
        ..operator.entry("delete", "credential")
    };
    edit.commit(vec![entry]).await?;
    if let Some(account) = account {
        // The credential is gone whether the provider answers or not; nobody waits for it.
        actix_web::rt::spawn(account.take_back(proxy));
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Tokens of a credential that is removed, and who gave them.
struct Account {
    channel: Arc<ChannelSpec>,
    provider: Arc<Provider>,
    grant: Grant,
}

impl Account {
    /// `None`: there is nothing to take back.
    async fn find(inventory: &Inventory, ids: Ids) -> Result<Option<Self>, Problem> {
        let accounts =
            Accounts::read(inventory.store(), inventory.vault(), inventory.master_key()).await?;
        let grant = accounts.grant(ids.credential).cloned();
        let given = grant.and_then(|grant| {
            let provider = accounts.provider(grant.provider_id?)?;
            Some((Arc::clone(provider), grant))
        });
        Ok(given.and_then(|(provider, grant)| {
            Some(Self {
                channel: stored::usable(inventory, ids.channel).ok()?,
                provider,
                grant,
            })
        }))
    }

    async fn take_back(self, proxy: Data<Proxy>) {
        let wire = Wire {
            clients: &proxy.clients,
            channel: &self.channel,
            now_ms: Utc::now().timestamp_millis(),
        };
        let (channel, provider) = (&self.channel.name, &self.provider.name);
        match revoke::revoke(&self.provider, wire, &self.grant).await {
            Ok(true) => tracing::info!(channel, provider, "tokens of a removed account taken back"),
            Ok(false) => {}
            Err(error) => tracing::warn!(
                channel,
                provider,
                %error,
                "tokens of a removed account are not taken back; end the access at the provider"
            ),
        }
    }
}
