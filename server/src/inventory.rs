//! What Routex works with at this moment, and the one way to change it while it runs.
//!
//! The database holds what operators made and what the file declares; the file alone holds the secrets of what it
//! declares. `read` brings both together. A change is one `Edit`: it has its turn alone, is written together with its
//! entry in the audit log, and is in effect when `commit` returns. Leases and streams in flight are never touched.

mod aliases;
mod channels;
mod keys;
mod new_channel;
pub mod prices;

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::{Mutex, MutexGuard};

pub use aliases::row as alias_row;
pub use channels::{channel_cell, secret_cell, stored_credential};
pub use keys::{NewKey, client_key_row};
pub use new_channel::{channel_row, new_channel, new_credential, unsaved_channel};

use crate::{
    config::Config,
    http::keys::{ClientKeys, SharedKeys},
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
    turn: Mutex<()>,
}

/// A change being made; the only one at this time. Dropped without `commit`, it never happened.
///
/// It holds the one connection that writes: nothing slow, and no other write, may be awaited while it is open.
pub struct Edit<'a> {
    inventory: &'a Inventory,
    change: Change,
    _turn: MutexGuard<'a, ()>,
}

/// Brings the database in line with what the file declares. Answers client keys that were made just now.
pub async fn reconcile(
    config: &Config,
    store: &Store,
    master_key: &MasterKey,
) -> anyhow::Result<Vec<NewKey>> {
    channels::reconcile(config, store, master_key).await?;
    aliases::reconcile(&config.aliases, store).await?;
    keys::reconcile(config, store).await
}

/// Everything that is there. What cannot be read is left out and told, the rest serves. `known`: keys that are counting
/// already; what the others have spent is read, too.
pub async fn read(
    config: &Config,
    store: &Store,
    master_key: &MasterKey,
    known: &ClientKeys,
) -> anyhow::Result<Contents> {
    Ok(Contents {
        table: RoutingTable {
            channels: channels::read(config, store, master_key).await?,
            aliases: aliases::read(store).await?,
            settings: Arc::new(config.routing_settings()),
        },
        keys: keys::read(config, store, known).await?,
        prices: prices::read(store).await?,
    })
}

impl Inventory {
    /// `router`, `keys` and `prices` are at work with what `read` answered.
    pub fn new(
        config: Config,
        store: Store,
        master_key: MasterKey,
        router: RouterHandle,
        keys: SharedKeys,
        prices: Prices,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                store,
                master_key,
                config: ArcSwap::from_pointee(config),
                router,
                keys,
                prices,
                turn: Mutex::new(()),
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

    /// Waits for its turn and begins a change.
    pub async fn edit(&self) -> Result<Edit<'_>, StoreError> {
        let turn = self.inner.turn.lock().await;
        Ok(Edit {
            inventory: self,
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
            ..
        } = &*self.inner;
        let known = keys.load_full();
        let mut contents = read(&config.load(), store, master_key, &known).await?;
        contents.keys.continue_from(&known);
        keys.store(Arc::new(contents.keys));
        prices.replace(contents.prices);
        router.reload(Arc::new(contents.table)).await;
        Ok(())
    }
}

impl Edit<'_> {
    /// Where the change is written.
    pub fn change(&self) -> &Change {
        &self.change
    }

    /// Makes the change, with what the audit log is to say of it, and puts it in effect.
    pub async fn commit(self, entries: Vec<AuditEntry>) -> anyhow::Result<()> {
        self.change.commit(entries).await?;
        self.inventory.refresh().await
    }
}
