//! The watch: looks once a second, writes down what is news, and sends it.

use std::{rc::Rc, sync::Arc, time::Duration};

use actix_rt::ArbiterHandle;
use rand::Rng as _;
use routex_entity::api::Settings;
use tokio::{
    sync::{mpsc, watch},
    time::{MissedTickBehavior, interval, sleep},
};
use uuid::Uuid;

use super::{
    Alerting,
    engine::Engine,
    facts::{Facts, observed},
    gather,
    outbox::{Delivery, Outbox},
    post::{Tried, post},
    traffic::History,
    unsaved::Unsaved,
};
use crate::{
    clock::Clock,
    http::keys::SharedKeys,
    router::handle::RouterHandle,
    store::{Store, StoreError, alert},
    upstream::client::Clients,
    usage::{Journal, UsageHandle},
};

const EVERY: Duration = Duration::from_secs(1);
/// A watch that failed begins anew after this time.
const PAUSE: Duration = Duration::from_secs(1);
/// Alerts that were over so long ago are forgotten: 90 days.
const KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// Looks between two cleanings: an hour.
const CLEAN_EVERY: u64 = 3_600;
/// Alerts that are removed at once.
const CHUNK: u64 = 100;

/// What the watch looks at.
pub struct Deps {
    pub store: Store,
    pub usage: UsageHandle,
    pub router: RouterHandle,
    pub keys: SharedKeys,
    pub journal: Journal,
    pub alerting: watch::Receiver<Arc<Alerting>>,
    pub settings: watch::Receiver<Settings>,
}

/// The running watch. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Alerts {
    stopping: watch::Sender<bool>,
    ended: watch::Receiver<bool>,
}

impl Alerts {
    /// Starts the watch on the ledger's thread.
    pub fn start(ledger: &ArbiterHandle, deps: Deps) -> Self {
        let (stopping, stop) = watch::channel(false);
        let (end, ended) = watch::channel(false);
        ledger.spawn_fn(move || {
            actix_rt::spawn(async move {
                supervise(Rc::new(deps), stop).await;
                // Whoever waits for it may have given up.
                let _gone = end.send(true);
            });
        });
        Self { stopping, ended }
    }

    /// Ends the watch. What is known is in the database when this returns; what was being sent is sent again at the next
    /// start.
    pub async fn stop(&self) {
        self.stopping.send_replace(true);
        let mut ended = self.ended.clone();
        // An error: its thread is gone, and the watch with it.
        let _gone = ended.wait_for(|ended| *ended).await;
    }
}

/// A panic ends a life of the watch; the next one begins with what the database holds.
async fn supervise(deps: Rc<Deps>, stop: watch::Receiver<bool>) {
    loop {
        let life = actix_rt::spawn(live(Rc::clone(&deps), stop.clone()));
        match life.await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => tracing::error!(%error, "alerts cannot be read; trying again"),
            Err(error) => tracing::error!(%error, "the watch for alerts died; starting another"),
        }
        if *stop.borrow() {
            return;
        }
        sleep(PAUSE).await;
    }
}

async fn live(deps: Rc<Deps>, mut stop: watch::Receiver<bool>) -> Result<(), StoreError> {
    let (sent, mut concluded) = mpsc::unbounded_channel();
    let mut watch = Watch::open(deps, sent).await?;
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            _ = ticks.tick() => watch.look().await,
            Some((delivery, tried)) = concluded.recv() => watch.conclude(&delivery, tried),
        }
        // First written, then sent: what a receiver has, a crash does not make anew.
        watch.unsaved.save(&watch.deps.store).await;
        watch.send();
    }
    watch.unsaved.save(&watch.deps.store).await;
    Ok(())
}

type Sent = mpsc::UnboundedSender<(Delivery, Tried)>;

struct Watch {
    deps: Rc<Deps>,
    clock: Clock,
    clients: Rc<Clients>,
    engine: Engine,
    outbox: Outbox,
    unsaved: Unsaved,
    history: History,
    looks: u64,
    sent: Sent,
}

impl Watch {
    async fn open(deps: Rc<Deps>, sent: Sent) -> Result<Self, StoreError> {
        let lasting = alert::lasting(&deps.store).await?;
        let pending = alert::pending(&deps.store).await?;
        Ok(Self {
            deps,
            clock: Clock::monotonic(),
            clients: Rc::default(),
            engine: Engine::restore(lasting),
            outbox: Outbox::restore(pending),
            unsaved: Unsaved::default(),
            history: History::default(),
            looks: 0,
            sent,
        })
    }

    fn now_ms(&self) -> i64 {
        self.clock.unix_ms(self.clock.now())
    }

    async fn look(&mut self) {
        let deps = Rc::clone(&self.deps);
        let (channels, away) = tokio::join!(
            gather::channels(&deps.router),
            gather::ledger_away(&deps.usage)
        );
        let now_ms = self.now_ms();
        self.history.add(now_ms, deps.usage.traffic().totals());
        let alerting = Arc::clone(&deps.alerting.borrow());
        let facts = Facts {
            channels,
            budgets: gather::budgets(&deps.keys.load(), now_ms),
            history: &self.history,
            journal: gather::journal(&deps.journal),
            ledger_away: away || self.unsaved.is_failing(),
        };
        let observed = observed(&facts, &alerting.rules, now_ms);
        let notices = self
            .engine
            .step(now_ms, &alerting.rules, observed, Uuid::now_v7);
        for notice in notices {
            tracing::warn!(
                alert = %notice.episode.id,
                kind = notice.episode.kind.as_str(),
                subject = notice.episode.subject.name,
                event = notice.event.as_str(),
                "alert"
            );
            for target in &alerting.targets {
                let delivery = Delivery::new(Uuid::now_v7(), &notice, target, now_ms);
                if target.wants(&delivery.message) {
                    self.unsaved.delivery(self.outbox.put(delivery, now_ms));
                }
            }
            self.unsaved.alert(notice.episode);
        }
        if self.looks.is_multiple_of(CLEAN_EVERY) {
            self.clean(now_ms).await;
        }
        self.looks += 1;
    }

    fn conclude(&mut self, delivery: &Delivery, tried: Tried) {
        if let Err(refusal) = &tried.result {
            tracing::warn!(
                target_name = delivery.target,
                delivery = %delivery.id,
                error = refusal.error,
                "alert was not taken"
            );
        }
        let jitter = rand::rng().random_range(0.0..1.0);
        let now_ms = self.now_ms();
        let stands = self.outbox.conclude(delivery, tried, now_ms, jitter);
        if let Some(stands) = stands {
            self.unsaved.delivery(stands);
        }
    }

    /// Sends what is due, each beside the others.
    fn send(&mut self) {
        let now_ms = self.now_ms();
        let alerting = Arc::clone(&self.deps.alerting.borrow());
        let forsaken = self.outbox.forsake(
            |id| match alerting.targets.iter().find(|target| target.id == id) {
                None => Some("the target was removed"),
                Some(target) if !target.enabled => Some("the target was switched off"),
                Some(_) => None,
            },
            now_ms,
        );
        for delivery in forsaken {
            self.unsaved.delivery(delivery);
        }
        for delivery in self.outbox.due(now_ms) {
            let mut targets = alerting.targets.iter();
            let target = targets.find(|target| target.id == delivery.target_id);
            let Some(target) = target.cloned() else {
                continue;
            };
            let instance = self.deps.settings.borrow().instance_name.clone();
            let (clients, sent) = (Rc::clone(&self.clients), self.sent.clone());
            actix_rt::spawn(async move {
                let message = &delivery.message;
                let tried = post(&clients, &target, message, delivery.id, &instance).await;
                // The watch may have ended meanwhile.
                let _gone = sent.send((delivery, tried));
            });
        }
    }

    async fn clean(&self, now_ms: i64) {
        let before_ms = now_ms.saturating_sub(KEPT_MS);
        loop {
            match alert::delete_over_before(&self.deps.store, before_ms, CHUNK).await {
                Ok(CHUNK) => sleep(Duration::from_millis(100)).await,
                Ok(_) => return,
                Err(error) => {
                    tracing::warn!(%error, "old alerts cannot be removed; it is tried again");
                    return;
                }
            }
        }
    }
}
