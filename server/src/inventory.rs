//! What Routex works with at this moment, and the one way to change it while it runs.
//!
//! The database holds what operators made and what the file declares; the file alone holds the secrets of what it
//! declares. `read` brings both together. A change is one `Edit`: it has its turn alone, is written together with its
//! entry in the audit log, and is in effect when `commit` returns. Leases and streams in flight are never touched.

mod accounts;
mod alerts;
mod aliases;
mod channels;
mod installation;
mod keys;
mod new_channel;
mod oauth_providers;
pub mod prices;
pub mod recompute;
mod rotation;
pub mod routing;
#[cfg(test)]
mod secrecy;

use std::sync::Arc;

use anyhow::Context as _;
use arc_swap::ArcSwap;
use routex_entity::api::{ConfigEvent, Settings};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

pub use accounts::Accounts;
pub use alerts::{ALERT_RULES, stored_target, target_cell, target_row};
pub use aliases::row as alias_row;
pub use channels::{channel_cell, secret_cell, stored_credential};
pub use installation::INSTALLATION;
pub use keys::{NewKey, client_key_row, first_key};
pub use new_channel::{channel_row, new_channel, new_credential, unsaved_channel};
pub use rotation::{Resealed, has_sealed, master_key_id, reseal};

use crate::{
    alerts::Alerting,
    config::Config,
    events::{EventBus, What},
    http::keys::{ClientKeys, SharedKeys},
    oauth::Vault,
    router::{RoutingTable, handle::RouterHandle},
    secret::MasterKey,
    store::{AuditEntry, Change, Store, StoreError},
    usage::pricing::{PriceList, Prices},
};

/// What there is to route to, who may ask, and what it costs.
pub struct Contents {
    pub table: RoutingTable,
    pub keys: ClientKeys,
    pub prices: PriceList,
    /// Of the installation.
    pub settings: Settings,
    pub alerting: Alerting,
}

/// Who works with the contents, and takes others while at it.
pub struct AtWork {
    pub router: RouterHandle,
    pub keys: SharedKeys,
    pub prices: Prices,
    /// Where changes are told of.
    pub events: EventBus,
    pub vault: Vault,
}

/// What is in effect. Cheap to clone.
#[derive(Clone)]
pub struct Inventory {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    master_key: MasterKey,
    /// The file and environment as last read.
    config: ArcSwap<Config>,
    router: RouterHandle,
    keys: SharedKeys,
    prices: Prices,
    settings: watch::Sender<Settings>,
    alerting: watch::Sender<Arc<Alerting>>,
    vault: Vault,
    events: EventBus,
    turn: Arc<Mutex<()>>,
}

/// A change being made; the only one at this time. Dropped without `commit`, it never happened.
///
/// It holds the one connection that writes: nothing slow, and no other write, may be awaited while it is open.
pub struct Edit {
    inventory: Inventory,
    change: Change,
    _turn: OwnedMutexGuard<()>,
}

/// Brings the database in line with what the file declares. Answers client keys that were made just now.
pub async fn reconcile(
    config: &Config,
    store: &Store,
    master_key: &MasterKey,
) -> anyhow::Result<Vec<NewKey>> {
    channels::reconcile(config, store, master_key).await?;
    aliases::reconcile(&config.aliases, store).await?;
    alerts::reconcile(&config.alert_targets, store).await?;
    oauth_providers::reconcile(&config.oauth_providers, store, master_key).await?;
    keys::reconcile(config, store).await
}

/// Everything that is there. What cannot be read is left out and told, the rest serves. `prices`: those in effect. `known`: keys that are counting
/// already; what the others have spent is read, too.
pub async fn read(
    config: &Config,
    vault: &Vault,
    store: &Store,
    master_key: &MasterKey,
    known: &ClientKeys,
    prices: Option<&PriceList>,
) -> anyhow::Result<Contents> {
    let channels = channels::read(config, vault, store, master_key).await?;
    let prices = prices::read(store, &channels, prices).await?;
    Ok(Contents {
        table: RoutingTable {
            channels,
            aliases: aliases::read(store).await?,
            settings: Arc::new(routing::read(config, store).await),
        },
        keys: keys::read(config, store, known).await?,
        prices,
        settings: installation::read(store).await?,
        alerting: alerts::read(config, store, master_key).await?,
    })
}

impl Inventory {
    /// `work`, `settings` and `alerting`: what `read` answered.
    pub fn new(
        config: Config,
        store: Store,
        master_key: MasterKey,
        work: AtWork,
        settings: Settings,
        alerting: Alerting,
    ) -> Self {
        let AtWork {
            router,
            keys,
            prices,
            events,
            vault,
        } = work;
        Self {
            inner: Arc::new(Inner {
                store,
                master_key,
                config: ArcSwap::from_pointee(config),
                router,
                keys,
                prices,
                settings: watch::Sender::new(settings),
                alerting: watch::Sender::new(Arc::new(alerting)),
                vault,
                events,
                turn: Arc::default(),
            }),
        }
    }

    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    pub fn master_key(&self) -> &MasterKey {
        &self.inner.master_key
    }

    pub fn router(&self) -> &RouterHandle {
        &self.inner.router
    }

    /// Where tokens are kept.
    pub fn vault(&self) -> &Vault {
        &self.inner.vault
    }

    /// The client keys at work, with what they count.
    pub fn keys(&self) -> arc_swap::Guard<Arc<ClientKeys>> {
        self.inner.keys.load()
    }

    /// The prices at work.
    pub fn prices(&self) -> &Prices {
        &self.inner.prices
    }

    /// The file and environment as last read.
    pub fn config(&self) -> Arc<Config> {
        self.inner.config.load_full()
    }

    /// The settings of the installation.
    pub fn settings(&self) -> Settings {
        self.inner.settings.borrow().clone()
    }

    /// The same, and what becomes of them.
    pub fn watch_settings(&self) -> watch::Receiver<Settings> {
        self.inner.settings.subscribe()
    }

    /// Who is told of alerts, and by which rules.
    pub fn alerting(&self) -> Arc<Alerting> {
        Arc::clone(&self.inner.alerting.borrow())
    }

    /// The same, and what becomes of it.
    pub fn watch_alerting(&self) -> watch::Receiver<Arc<Alerting>> {
        self.inner.alerting.subscribe()
    }

    /// Waits for its turn and begins a change.
    pub async fn edit(&self) -> Result<Edit, StoreError> {
        let turn = Arc::clone(&self.inner.turn).lock_owned().await;
        Ok(Edit {
            inventory: self.clone(),
            change: self.inner.store.change().await?,
            _turn: turn,
        })
    }

    /// Brings a newly read file into effect. Answers client keys that were made just now.
    pub async fn reload(&self, config: Config) -> anyhow::Result<Vec<NewKey>> {
        let _turn = self.inner.turn.lock().await;
        let new = reconcile(&config, &self.inner.store, &self.inner.master_key).await?;
        self.inner.config.store(Arc::new(config));
        self.refresh().await?;
        self.inner.events.publish(|| {
            What::Config(ConfigEvent {
                resource: "configuration".to_owned(),
                id: None,
                action: "reload".to_owned(),
            })
        });
        Ok(new)
    }

    /// Reads everything again and puts it in effect. The caller has the turn.
    async fn refresh(&self) -> anyhow::Result<()> {
        let Inner {
            store,
            master_key,
            config,
            router,
            keys,
            prices,
            settings,
            alerting,
            vault,
            ..
        } = &*self.inner;
        let known = keys.load_full();
        let in_effect = prices.load_full();
        let config = config.load_full();
        let contents = read(&config, vault, store, master_key, &known, Some(&in_effect));
        let mut contents = contents.await?;
        contents.keys.continue_from(&known);
        contents.table.continue_from(&router.table());
        keys.store(Arc::new(contents.keys));
        prices.replace(contents.prices);
        settings.send_if_modified(|known| {
            let changed = *known != contents.settings;
            *known = contents.settings;
            changed
        });
        alerting.send_replace(Arc::new(contents.alerting));
        router.reload(Arc::new(contents.table)).await;
        Ok(())
    }
}

impl Edit {
    /// Where the change is written.
    pub fn change(&self) -> &Change {
        &self.change
    }

    /// Makes the change, with what the audit log is to say of it, and puts it in effect.
    ///
    /// Goes on when it is dropped, as it is when the client leaves: what is written is in effect, too.
    pub async fn commit(self, entries: Vec<AuditEntry>) -> anyhow::Result<()> {
        tokio::spawn(self.make(entries))
            .await
            .context("a change was not completed")?
    }

    async fn make(self, entries: Vec<AuditEntry>) -> anyhow::Result<()> {
        let changes: Vec<ConfigEvent> = entries.iter().map(told).collect();
        self.change.commit(entries).await?;
        let refreshed = self.inventory.refresh().await;
        for change in changes {
            self.inventory.inner.events.publish(|| What::Config(change));
        }
        refreshed
    }
}

fn told(entry: &AuditEntry) -> ConfigEvent {
    ConfigEvent {
        resource: entry.resource.to_owned(),
        id: entry.resource_id.clone(),
        action: entry.action.to_owned(),
    }
}

#[cfg(test)]
mod tests;
