//! Tokens of credentials that are removed: whoever gave them is asked to take them back, where it has a place for that.

use std::sync::Arc;

use actix_web::web::Data;
use chrono::Utc;
use uuid::Uuid;

use crate::{
    channel::ChannelSpec,
    http::{admin::channels::stored, problem::Problem, proxy::Proxy},
    inventory::{Accounts, Inventory},
    oauth::{Grant, Provider, Wire, revoke},
};

/// What is to be taken back once the credentials are gone.
pub(in crate::http::admin) struct Tokens {
    channel: Arc<ChannelSpec>,
    given: Vec<(Arc<Provider>, Grant)>,
}

impl Tokens {
    /// Of these credentials of a channel. `None`: there is nothing to take back.
    pub(in crate::http::admin) async fn of(
        inventory: &Inventory,
        channel: Uuid,
        credentials: impl IntoIterator<Item = Uuid>,
    ) -> Result<Option<Self>, Problem> {
        let accounts =
            Accounts::read(inventory.store(), inventory.vault(), inventory.master_key()).await?;
        let given: Vec<_> = credentials
            .into_iter()
            .filter_map(|id| {
                let grant = accounts.grant(id)?;
                let provider = accounts.provider(grant.provider_id?)?;
                Some((Arc::clone(provider), grant.clone()))
            })
            .collect();
        let channel = stored::in_effect(inventory, channel).filter(|_| !given.is_empty());
        Ok(channel.map(|channel| Self { channel, given }))
    }

    /// The credentials are gone whether the providers answer or not; nobody waits for them.
    pub(in crate::http::admin) fn take_back(self, proxy: Data<Proxy>) {
        actix_web::rt::spawn(async move {
            for (provider, grant) in &self.given {
                self.ask(&proxy, provider, grant).await;
            }
        });
    }

    async fn ask(&self, proxy: &Proxy, provider: &Provider, grant: &Grant) {
        let wire = Wire {
            clients: &proxy.clients,
            channel: &self.channel,
            now_ms: Utc::now().timestamp_millis(),
        };
        let (channel, provider_name) = (&self.channel.name, &provider.name);
        match revoke::revoke(provider, wire, grant).await {
            Ok(true) => tracing::info!(
                channel,
                provider = provider_name,
                "tokens of a removed account taken back"
            ),
            Ok(false) => {}
            Err(error) => tracing::warn!(
                channel,
                provider = provider_name,
                %error,
                "tokens of a removed account are not taken back; end the access at the provider"
            ),
        }
    }
}
