//! The ledger's way in, and what keeps it alive.
//!
//! A panic ends an actor for good. The supervisor then starts another one; it finds in the journal what the first held in
//! memory. Messages that must reach whichever actor lives now go through the supervisor, records wait in the inbox.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use actix::{Actor, Addr, AsyncContext, Context, Handler, Message, Recipient, ResponseFuture};
use actix_rt::ArbiterHandle;
use arc_swap::ArcSwapOption;
use routex_entity::RequestRecord;

use super::{
    actor::{Arrears, UsageActor, Watch},
    inbox::{Inbox, Put},
    journal::Journal,
    messages::{Collect, Flush, SavePins},
};
use crate::{
    alerts::traffic::Traffic, channel::History, events::EventBus, metrics::Metrics, store::Store,
};

/// A ledger that died is replaced at once, but not twice within this time.
const PAUSE: Duration = Duration::from_secs(1);

/// The ledger as everybody else sees it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct UsageHandle {
    current: Current,
    inbox: Arc<Inbox>,
    arrears: Arc<Arrears>,
    history: History,
    supervisor: Addr<UsageSupervisor>,
    events: EventBus,
    metrics: Metrics,
    traffic: Arc<Traffic>,
}

type Current = Arc<ArcSwapOption<Addr<UsageActor>>>;

/// Starts the ledger on its arbiter. `events`: where finished requests are told of. `history`: what it writes beside them.
pub fn start(
    arbiter: &ArbiterHandle,
    journal: Journal,
    store: Store,
    events: EventBus,
    history: History,
) -> UsageHandle {
    let current = Current::default();
    let inbox = Arc::new(Inbox::default());
    let arrears = Arc::new(Arrears::default());
    let actor = UsageSupervisor {
        journal,
        store,
        current: Arc::clone(&current),
        inbox: Arc::clone(&inbox),
        arrears: Arc::clone(&arrears),
        history: history.clone(),
        replaced: None,
    };
    UsageHandle {
        current,
        inbox,
        arrears,
        history,
        supervisor: UsageSupervisor::start_in_arbiter(arbiter, |_| actor),
        events,
        metrics: Metrics::default(),
        traffic: Arc::default(),
    }
}

impl UsageHandle {
    /// Hands over a finished request that is settled in the journal. Never waits: what the ledger cannot take now, it finds
    /// in the journal later.
    pub fn record(&self, record: Box<RequestRecord>) {
        self.events.finished(&record);
        self.metrics.finished(&record);
        self.traffic.note(&record);
        match self.inbox.put(*record, Instant::now()) {
            Put::Waits => {}
            Put::Tell => {
                if let Some(ledger) = self.current.load().as_deref() {
                    // A ledger that is full of messages, or dead and replaced, looks into the inbox anyway.
                    let _ = ledger.try_send(Collect);
                }
            }
            Put::Refused => {
                self.arrears.refused.fetch_add(1, Ordering::Relaxed);
                self.arrears.behind.store(true, Ordering::Release);
            }
        }
    }

    /// Returns when everything reported before is in the database.
    ///
    /// # Errors
    /// What hindered it. Nothing is lost: it stays in the journal.
    pub async fn flush(&self) -> Result<(), String> {
        self.supervisor
            .send(Flush)
            .await
            .unwrap_or_else(|error| Err(error.to_string()))
    }

    /// Whether the ledger answers. Waits until it does, or is known not to.
    pub async fn answers(&self) -> bool {
        let ledger = self.current.load_full();
        match ledger {
            Some(ledger) => ledger.send(Collect).await.is_ok(),
            None => false,
        }
    }

    /// How channels fared; what is not in the database yet.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// How requests ended so far.
    pub fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    /// Whether the database did not take what the ledger last wrote.
    pub fn is_away(&self) -> bool {
        self.arrears.away.load(Ordering::Relaxed)
    }

    /// Where the router reports pins. Stays valid when the ledger is replaced.
    pub fn save_pins_recipient(&self) -> Recipient<SavePins> {
        self.supervisor.clone().recipient()
    }

    /// What is counted of the requests that were recorded here.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Records in memory that wait to be written.
    pub fn waiting(&self) -> usize {
        self.inbox.len()
    }

    /// The journal holds finished requests that the ledger could not take, and has not gone to fetch yet.
    pub fn is_behind(&self) -> bool {
        self.arrears.behind.load(Ordering::Acquire)
    }

    /// Records since the start that the ledger could not take at once.
    pub fn refused(&self) -> u64 {
        self.arrears.refused.load(Ordering::Relaxed)
    }
}

/// Starts the ledger, and starts it again.
pub(super) struct UsageSupervisor {
    journal: Journal,
    store: Store,
    current: Current,
    inbox: Arc<Inbox>,
    arrears: Arc<Arrears>,
    history: History,
    /// When a ledger that died was last replaced.
    replaced: Option<Instant>,
}

/// Told by a ledger that is gone.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) struct Died;

impl UsageSupervisor {
    fn start_ledger(&mut self, ctx: &Context<Self>) {
        let watch = Watch(ctx.address().downgrade());
        let inbox = Arc::clone(&self.inbox);
        let arrears = Arc::clone(&self.arrears);
        let (journal, store) = (self.journal.clone(), self.store.clone());
        let history = self.history.clone();
        let ledger = UsageActor::new(journal, store, inbox, arrears, history, watch);
        self.current.store(Some(Arc::new(ledger.start())));
    }
}

impl Actor for UsageSupervisor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        self.start_ledger(ctx);
    }
}

impl Handler<Died> for UsageSupervisor {
    type Result = ();

    fn handle(&mut self, _: Died, ctx: &mut Self::Context) {
        self.current.store(None);
        self.arrears.behind.store(true, Ordering::Release);
        tracing::error!("the usage ledger died; starting another");
        let now = Instant::now();
        let since = self.replaced.map(|at| now.saturating_duration_since(at));
        let pause = since.map_or(Duration::ZERO, |since| PAUSE.saturating_sub(since));
        self.replaced = Some(now + pause);
        if pause.is_zero() {
            self.start_ledger(ctx);
        } else {
            ctx.run_later(pause, |actor, ctx| actor.start_ledger(ctx));
        }
    }
}

impl Handler<SavePins> for UsageSupervisor {
    type Result = ();

    fn handle(&mut self, message: SavePins, _: &mut Self::Context) {
        let current = self.current.load();
        let taken = current
            .as_deref()
            .is_some_and(|ledger| ledger.try_send(message).is_ok());
        if !taken {
            tracing::debug!("session pins were not taken; a restart may move their sessions");
        }
    }
}

impl Handler<Flush> for UsageSupervisor {
    type Result = ResponseFuture<Result<(), String>>;

    fn handle(&mut self, message: Flush, _: &mut Self::Context) -> Self::Result {
        let ledger = self.current.load_full();
        Box::pin(async move {
            match ledger {
                Some(ledger) => ledger
                    .send(message)
                    .await
                    .unwrap_or_else(|error| Err(error.to_string())),
                None => Err("the usage ledger is being replaced".to_owned()),
            }
        })
    }
}

#[cfg(test)]
mod tests;
