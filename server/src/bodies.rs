//! Bodies of requests that the operator wants kept for a time: what the client sent and got, what providers were sent
//! and refused.
//!
//! A `Folder` gathers what belongs to one request and is filed when the request ends; `writer` does the rest behind the
//! requests' backs: `legible` makes texts of the bodies, with media left out and secrets masked, and `at_rest` seals
//! them. A request that nothing is kept of has no folder.

mod at_rest;
mod folder;
mod legible;
pub(crate) mod mask;
mod media;
mod queue;
mod writer;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_rt::ArbiterHandle;
use chrono::Utc;
use routex_entity::api::{RequestBodies, Settings, time};
use tokio::sync::{Notify, mpsc, oneshot, watch};
use uuid::Uuid;

pub use at_rest::renew;
pub use folder::Folder;

use folder::Gathered;
use queue::Queue;

use crate::{
    router::handle::RouterHandle,
    secret::{MasterKey, Secret},
    store::{Store, StoreError, request_body},
};

/// Keeps bodies, for whoever has some or wants to read them. Cheap to clone.
#[derive(Clone)]
pub struct Bodies {
    shared: Arc<Shared>,
    flushes: mpsc::UnboundedSender<Flush>,
}

/// Asks for everything to be written now; answered when it is, or with what hindered it.
type Flush = oneshot::Sender<Result<(), String>>;

struct Shared {
    queue: Mutex<Queue>,
    /// Something waits to be written.
    work: Notify,
    store: Store,
    master_key: MasterKey,
    settings: watch::Receiver<Settings>,
    /// Knows the secrets that must not be in there.
    router: RouterHandle,
}

/// Why kept bodies cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the bodies of this request cannot be opened: {0}")]
    Closed(#[from] at_rest::Unusable),
}

impl Bodies {
    /// Starts the writer on its arbiter.
    pub fn start(
        ledger: &ArbiterHandle,
        store: Store,
        master_key: MasterKey,
        settings: watch::Receiver<Settings>,
        router: RouterHandle,
    ) -> Self {
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            work: Notify::new(),
            store,
            master_key,
            settings,
            router,
        });
        let (flushes, asked) = mpsc::unbounded_channel();
        ledger.spawn(writer::run(Arc::clone(&shared), asked));
        Self { shared, flushes }
    }

    /// A folder for a request whose bodies are kept for `hours`. `client_key`: as the client sent it, to be masked.
    pub fn folder(&self, request: Uuid, hours: u32, client_key: Option<Secret>) -> Box<Folder> {
        let most = self.shared.settings.borrow().body_max_bytes;
        Box::new(Folder::new(self.clone(), request, hours, client_key, most))
    }

    /// Requests whose bodies were not kept because too many waited to be written, since Routex started.
    pub fn dropped(&self) -> u64 {
        self.shared.queue().dropped()
    }

    /// Returns when everything filed before is in the database.
    ///
    /// # Errors
    /// What hindered it.
    pub async fn flush(&self) -> Result<(), String> {
        let gone = || "the writer of bodies has ended".to_owned();
        let (done, written) = oneshot::channel();
        self.flushes.send(done).map_err(|_closed| gone())?;
        written.await.unwrap_or_else(|_closed| Err(gone()))
    }

    /// What is kept of a request.
    ///
    /// # Errors
    /// When the database does not tell, or what is there does not open.
    pub async fn read(&self, request: Uuid) -> Result<Option<RequestBodies>, Unreadable> {
        let now_ms = Utc::now().timestamp_millis();
        let row = request_body::find(&self.shared.store, request, now_ms).await?;
        let Some(row) = row else { return Ok(None) };
        let items = at_rest::open(&self.shared.master_key, request, &row.sealed)?;
        Ok(Some(RequestBodies {
            kept_at: time(row.kept_at_ms),
            until: time(row.until_ms),
            items,
        }))
    }

    fn file(&self, gathered: Gathered) {
        match self.shared.queue().put(gathered) {
            queue::Put::Waits => self.shared.work.notify_one(),
            queue::Put::Dropped { first: true } => tracing::warn!(
                "too many bodies of requests wait to be kept; some are lost until fewer wait"
            ),
            queue::Put::Dropped { first: false } => {}
        }
    }
}

impl Shared {
    /// Whoever panicked with the queue in hand left it whole: it is changed in single steps.
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
