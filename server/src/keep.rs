//! What Routex keeps of conversations that it translates, because nobody else can: responses that a later request names,
//! and sealed reasoning that a client's dialect cannot carry.
//!
//! `shelf` holds what is recent and what still has to be written; `writer` brings it to the database, compressed and
//! sealed, behind the requests' backs. Who asks for something that is not on the shelf waits for the database: only a
//! request that names such a thing does.

mod entry;
mod reasoning;
mod response;
mod shelf;
mod wish;
mod writer;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_rt::ArbiterHandle;
use bytes::Bytes;
use chrono::Utc;
use routex_entity::api::Settings;
use tokio::sync::{Notify, mpsc, oneshot, watch};
use uuid::Uuid;

pub use entry::{Kind, TABLE, life_ms, renew};
pub use wish::{Errand, Wish};

use entry::{Entry, Label};
use shelf::{Place, Shelf};

use crate::{
    secret::MasterKey,
    store::{Store, kept},
};

/// Rows that go at once before a client key is removed.
const CHUNK: u64 = 20;

/// What is kept, for whoever needs it. Cheap to clone.
#[derive(Clone)]
pub struct Keeper {
    shared: Arc<Shared>,
    flushes: mpsc::UnboundedSender<Flush>,
}

/// Asks for everything to be written now; answered when it is, or with what hindered it.
type Flush = oneshot::Sender<Result<(), String>>;

struct Shared {
    shelf: Mutex<Shelf>,
    /// Something waits to be written.
    work: Notify,
    store: Store,
    master_key: MasterKey,
    settings: watch::Receiver<Settings>,
}

/// What is kept cannot be looked at just now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("what Routex keeps of the conversation cannot be read just now")]
pub struct Unreadable;

impl Keeper {
    /// Starts the writer on its arbiter.
    pub fn start(
        ledger: &ArbiterHandle,
        store: Store,
        master_key: MasterKey,
        settings: watch::Receiver<Settings>,
    ) -> Self {
        let shared = Arc::new(Shared {
            shelf: Mutex::default(),
            work: Notify::new(),
            store,
            master_key,
            settings,
        });
        let (flushes, asked) = mpsc::unbounded_channel();
        ledger.spawn(writer::run(Arc::clone(&shared), asked));
        Self { shared, flushes }
    }

    /// Returns when everything kept before is in the database.
    ///
    /// # Errors
    /// What hindered it.
    pub async fn flush(&self) -> Result<(), String> {
        let gone = || "the writer of what is kept has ended".to_owned();
        let (done, written) = oneshot::channel();
        self.flushes.send(done).map_err(|_closed| gone())?;
        written.await.unwrap_or_else(|_closed| Err(gone()))
    }

    /// Forgets what is kept for a client key that is about to be removed; the change that removes it does the same, with less
    /// left to do.
    pub async fn forget(&self, client_key: Uuid) -> Result<(), crate::store::StoreError> {
        self.shared.shelf().forget(client_key);
        while kept::forget_some(&self.shared.store, client_key, CHUNK).await? == CHUNK {}
        Ok(())
    }

    fn put(&self, label: &Label<'_>, plain: Bytes, durable: bool) {
        let entry = Entry {
            kind: label.kind,
            client_key: label.client_key,
            kept_at_ms: Utc::now().timestamp_millis(),
            plain,
        };
        let put = self.shared.shelf().put(label.key(), entry, durable);
        match put {
            shelf::Put::Held => {}
            shelf::Put::Waits => self.shared.work.notify_one(),
            shelf::Put::Full => tracing::warn!(
                kind = label.kind.as_str(),
                "too much waits to be kept; this will be forgotten at the next restart"
            ),
        }
    }

    fn remove(&self, label: &Label<'_>) {
        self.shared.shelf().remove(label.key());
        self.shared.work.notify_one();
    }

    /// What is on the shelf.
    fn at_hand(&self, label: &Label<'_>) -> Place {
        let oldest_ms = self.shared.oldest_ms(label.kind);
        self.shared.shelf().find(label.key(), oldest_ms)
    }

    /// What is kept, wherever it is.
    async fn find(&self, label: &Label<'_>) -> Result<Option<Bytes>, Unreadable> {
        match self.at_hand(label) {
            Place::Here(plain) => Ok(Some(plain)),
            Place::Gone => Ok(None),
            Place::Unknown => self.read(label).await,
        }
    }

    async fn read(&self, label: &Label<'_>) -> Result<Option<Bytes>, Unreadable> {
        let key = label.key();
        let since = self.shared.shelf().removals();
        let row = kept::get(&self.shared.store, key).await.map_err(|error| {
            tracing::error!(%error, "cannot read what is kept of a conversation");
            Unreadable
        })?;
        let Some((kept_at_ms, sealed)) = row else {
            return Ok(None);
        };
        if kept_at_ms < self.shared.oldest_ms(label.kind) {
            return Ok(None);
        }
        let master_key = self.shared.master_key.clone();
        let opened = tokio::task::spawn_blocking(move || entry::open(&master_key, key, &sealed));
        let plain = match opened.await {
            Ok(Ok(plain)) => Bytes::from(plain),
            Ok(Err(error)) => {
                tracing::error!(%error, "what is kept of a conversation cannot be opened; it is as good as gone");
                return Ok(None);
            }
            Err(_panicked) => return Err(Unreadable),
        };
        let entry = Entry {
            kind: label.kind,
            client_key: label.client_key,
            kept_at_ms,
            plain: plain.clone(),
        };
        self.shared.shelf().remember_read(key, entry, since);
        Ok(Some(plain))
    }
}

impl Shared {
    /// Whoever panicked with the shelf in hand left it whole: it is changed in single steps.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was kept before is too old.
    fn oldest_ms(&self, kind: Kind) -> i64 {
        match life_ms(kind, &self.settings.borrow()) {
            // None is kept, not even of this millisecond.
            0 => i64::MAX,
            life_ms => Utc::now().timestamp_millis().saturating_sub(life_ms),
        }
    }
}

#[cfg(test)]
mod tests;
