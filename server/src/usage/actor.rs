//! The ledger: brings settled records from the journal to the database.
//!
//! The journal is the queue; what is held in memory only saves reading it back. A record that does not fit in memory, or
//! comes while the database is away, is let go, and a sweep through the journal's settled entries picks it up later. Both
//! ways may meet in the same record: the database keeps the first and the journal forgets it once.
//!
//! One thing is written at a time, and each writing decides what is next.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use actix::{
    Actor, ActorFutureExt, AsyncContext, Context, Handler, ResponseFuture, SpawnHandle, WeakAddr,
    WrapFuture,
};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{
    delivery::{Done, Task},
    inbox::Inbox,
    journal::Journal,
    messages::{Collect, Flush, PinRow, SavePins},
    outage::Outage,
    supervisor::{Died, UsageSupervisor},
};
use crate::{channel::History, store::Store};

/// Messages that wait.
const MAILBOX: usize = 4096;
/// Pins that wait while the database is away. Without the rest, sessions are merely placed anew after a restart.
const MAX_PINS: usize = 65_536;
/// Changes of channels that are written at once.
const HISTORY_BATCH: usize = 512;
/// How often the journal goes to the disk, pins and changes of channels to the database, and forgotten work is looked for.
const TICK: Duration = Duration::from_secs(1);

/// What those who report know of the ledger's arrears.
#[derive(Debug, Default)]
pub(super) struct Arrears {
    /// The journal holds settled records that the ledger has not in memory.
    pub(super) behind: AtomicBool,
    /// Records that were refused by a full mailbox or a dead actor.
    pub(super) refused: AtomicU64,
    /// The database did not take what was last written.
    pub(super) away: AtomicBool,
}

/// Owns the way to the database.
pub(super) struct UsageActor {
    journal: Journal,
    store: Store,
    arrears: Arc<Arrears>,
    inbox: Arc<Inbox>,
    /// By key; the newest report counts.
    pins: HashMap<String, PinRow>,
    pins_due: bool,
    history: History,
    history_due: bool,
    /// A sweep is on its way through the journal, this far. The outer `None`: no sweep.
    sweep: Option<Option<Uuid>>,
    outage: Outage,
    sync_failed: bool,
    writing: bool,
    timer: Option<SpawnHandle>,
    flushes: Vec<oneshot::Sender<Result<(), String>>>,
    _watch: Watch,
}

/// Tells the supervisor when the actor is gone, also by a panic, which actix does not catch.
pub(super) struct Watch(pub(super) WeakAddr<UsageSupervisor>);

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(supervisor) = self.0.upgrade() {
            supervisor.do_send(Died);
        }
    }
}

impl UsageActor {
    pub(super) fn new(
        journal: Journal,
        store: Store,
        inbox: Arc<Inbox>,
        arrears: Arc<Arrears>,
        history: History,
        watch: Watch,
    ) -> Self {
        Self {
            journal,
            store,
            arrears,
            inbox,
            pins: HashMap::new(),
            pins_due: false,
            history,
            history_due: false,
            sweep: None,
            outage: Outage::default(),
            sync_failed: false,
            writing: false,
            timer: None,
            flushes: Vec::new(),
            _watch: watch,
        }
    }

    /// Starts the next writing, or sees to it that it is started in time.
    fn proceed(&mut self, ctx: &mut Context<Self>) {
        if self.writing {
            return;
        }
        let now = Instant::now();
        let flushing = !self.flushes.is_empty();
        let pause = self.outage.retry_in(now);
        if pause > Duration::ZERO && !flushing {
            self.proceed_in(pause, ctx);
            return;
        }
        if let Some(task) = self.next_task(now, flushing) {
            self.writing = true;
            let work = task.perform(self.journal.clone(), self.store.clone());
            ctx.spawn(
                work.into_actor(self)
                    .map(|done, actor, ctx| actor.conclude(done, ctx)),
            );
            return;
        }
        for flush in self.flushes.drain(..) {
            // Whoever asked may have given up waiting.
            let _gone = flush.send(Ok(()));
        }
        if let Some(wait) = self.inbox.due_in(now) {
            self.proceed_in(wait, ctx);
        }
    }

    fn next_task(&mut self, now: Instant, flushing: bool) -> Option<Task> {
        // Few, and once a tick, so that nothing keeps them or is kept by them.
        if (self.history_due || flushing) && !self.history.is_written() {
            self.history_due = false;
            return Some(Task::History(self.history.unwritten(HISTORY_BATCH)));
        }
        let due = self
            .inbox
            .due_in(now)
            .is_some_and(|wait| wait.is_zero() || flushing);
        if due {
            return Some(Task::Records(self.inbox.take()));
        }
        if (self.pins_due || flushing) && !self.pins.is_empty() {
            self.pins_due = false;
            return Some(Task::Pins(self.pins.drain().map(|(_, pin)| pin).collect()));
        }
        // Lowered before the sweep begins: what is reported during it makes another one.
        if self.sweep.is_none() && self.arrears.behind.swap(false, Ordering::AcqRel) {
            self.sweep = Some(None);
        }
        self.sweep.map(|after| Task::Sweep {
            after,
            limit: Inbox::MOST,
        })
    }

    fn conclude(&mut self, done: Done, ctx: &mut Context<Self>) {
        self.writing = false;
        let now = Instant::now();
        let result = match done {
            Done::Records(result) => {
                if result.is_err() {
                    self.fall_behind();
                }
                result
            }
            Done::Pins(pins, result) => {
                if result.is_err() {
                    for pin in pins {
                        // A report that came meanwhile is newer.
                        self.pins.entry(pin.key.clone()).or_insert(pin);
                    }
                    self.pins_due = true;
                }
                result
            }
            Done::History(last, result) => {
                if let (Some(last), Ok(())) = (last, &result) {
                    self.history.written(last);
                }
                result
            }
            Done::Sweep(Ok(next)) => {
                self.sweep = next.map(Some);
                Ok(())
            }
            Done::Sweep(Err(error)) => Err(error),
        };
        match result {
            Ok(()) => {
                self.arrears.away.store(false, Ordering::Relaxed);
                if let Some(away) = self.outage.succeeded(now) {
                    let waiting = self.journal.depth();
                    tracing::info!(?away, waiting, "the database takes usage again");
                }
            }
            Err(error) => self.fail(&error, now),
        }
        self.proceed(ctx);
    }

    fn fail(&mut self, error: &str, now: Instant) {
        self.arrears.away.store(true, Ordering::Relaxed);
        if self.outage.failed(now) {
            let waiting = self.journal.depth();
            tracing::error!(
                error,
                waiting,
                "cannot write usage; it waits in the journal"
            );
        }
        for flush in self.flushes.drain(..) {
            // Whoever asked may have given up waiting.
            let _gone = flush.send(Err(error.to_owned()));
        }
    }

    /// Leaves everything to a sweep from the journal's beginning.
    fn fall_behind(&mut self) {
        self.inbox.clear();
        self.sweep = Some(None);
    }

    fn proceed_in(&mut self, wait: Duration, ctx: &mut Context<Self>) {
        if let Some(timer) = self.timer.take() {
            ctx.cancel_future(timer);
        }
        self.timer = Some(ctx.run_later(wait, |actor, ctx| {
            actor.timer = None;
            actor.proceed(ctx);
        }));
    }

    /// Power failures cost at most what was written since the last tick.
    fn sync_journal(&self, ctx: &mut Context<Self>) {
        let journal = self.journal.clone();
        let sync = tokio::task::spawn_blocking(move || journal.sync());
        ctx.spawn(sync.into_actor(self).map(|result, actor, _| {
            let failed = !matches!(result, Ok(Ok(())));
            if failed && !actor.sync_failed {
                tracing::error!(?result, "cannot bring the usage journal to the disk");
            }
            actor.sync_failed = failed;
        }));
    }
}

impl Actor for UsageActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        ctx.run_interval(TICK, |actor, ctx| {
            actor.sync_journal(ctx);
            actor.pins_due = true;
            actor.history_due = true;
            actor.proceed(ctx);
        });
        // The one before may have left something behind.
        self.proceed(ctx);
    }
}

impl Handler<Collect> for UsageActor {
    type Result = ();

    fn handle(&mut self, _: Collect, ctx: &mut Self::Context) {
        self.proceed(ctx);
    }
}

impl Handler<SavePins> for UsageActor {
    type Result = ();

    /// They are written with the next tick; a session that moves often is written once.
    fn handle(&mut self, message: SavePins, _: &mut Self::Context) {
        for pin in message.pins {
            if self.pins.len() < MAX_PINS || self.pins.contains_key(&pin.key) {
                self.pins.insert(pin.key.clone(), pin);
            }
        }
    }
}

impl Handler<Flush> for UsageActor {
    type Result = ResponseFuture<Result<(), String>>;

    fn handle(&mut self, _: Flush, ctx: &mut Self::Context) -> Self::Result {
        let (done, wait) = oneshot::channel();
        self.flushes.push(done);
        self.proceed(ctx);
        Box::pin(async {
            wait.await
                .unwrap_or_else(|_closed| Err("the ledger ended before it had written".to_owned()))
        })
    }
}

#[cfg(test)]
pub(super) mod testing {
    use actix::{Context, Handler, Message};

    use super::UsageActor;

    /// Makes the ledger panic.
    #[derive(Message)]
    #[rtype(result = "()")]
    pub(in crate::usage) struct Crash;

    impl Handler<Crash> for UsageActor {
        type Result = ();

        fn handle(&mut self, _: Crash, _: &mut Context<Self>) {
            panic!("crashed on purpose");
        }
    }
}
