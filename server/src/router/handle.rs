//! The way to the router from every worker. Survives the router's lives; never waits for a place in its mailbox.

use std::{
    cell::RefCell,
    collections::HashMap,
    rc::Rc,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use actix::{Actor, Addr, ArbiterHandle, Recipient};
use arc_swap::{ArcSwap, ArcSwapOption};
use routex_entity::api::ProbeResult;
use tokio::sync::{Semaphore, oneshot};

use super::{
    actor::RouterActor,
    affinity::Affinity,
    desk::Desk,
    explain::Explanation,
    messages::{
        AdmitProbe, AwaitIdleChannel, Explain, InspectChannels, NoRoute, NoRouteKind, PinObject,
        ReadSnapshots, Reload, ResetChannel, Route, RouteRequest, Stop,
    },
    prices::PriceBook,
    table::RoutingTable,
};
use crate::{
    channel::{
        ChannelId, History, Lease, Outbox, Queue,
        messages::{Admit, RefusedReason, Report, Snapshot},
    },
    clock::Clock,
    events::EventBus,
    oauth::Vault,
    supervisor,
    usage::messages::{PinRow, SavePins},
};

/// Requests that may be looking for a lease at once; more are refused.
const MAX_ASKS: usize = 8192;

/// A crowd has gone, and a router is respawned, within a moment.
const COME_BACK: Duration = Duration::from_secs(1);

/// What an earlier process left to the router.
#[derive(Debug, Default)]
pub struct Earlier {
    pub pins: Vec<PinRow>,
    /// Takes up where that process stopped.
    pub history: History,
    /// Where tokens are kept.
    pub vault: Vault,
}

/// The way to the router. Cheap to clone.
#[derive(Clone)]
pub struct RouterHandle {
    shared: Arc<Shared>,
}

struct Shared {
    /// Of the current life. `None` before the first and after the last.
    router: ArcSwapOption<Addr<RouterActor>>,
    table: ArcSwap<RoutingTable>,
    asks: Semaphore,
    refused: AtomicU64,
    /// How channels were when they were asked last.
    probed: Mutex<HashMap<ChannelId, ProbeResult>>,
    /// What leases have to tell before the next look at the channels.
    outbox: Outbox,
}

impl RouterHandle {
    /// Starts the router and its channels on `arbiter`, and waits until they serve.
    /// `save_pins`: where changed ones go, about once a second. `events`: where
    /// changed states of channels are told of.
    pub async fn start(
        arbiter: &ArbiterHandle,
        table: Arc<RoutingTable>,
        earlier: Earlier,
        save_pins: Recipient<SavePins>,
        prices: Arc<dyn PriceBook>,
        events: EventBus,
    ) -> Self {
        let clock = Clock::monotonic();
        Self::start_with_clock(arbiter, table, earlier, save_pins, prices, events, clock).await
    }

    /// `start` with a clock of the caller's.
    pub async fn start_with_clock(
        arbiter: &ArbiterHandle,
        table: Arc<RoutingTable>,
        earlier: Earlier,
        save_pins: Recipient<SavePins>,
        prices: Arc<dyn PriceBook>,
        events: EventBus,
        clock: Clock,
    ) -> Self {
        let handle = Self {
            shared: Arc::new(Shared {
                router: ArcSwapOption::empty(),
                table: ArcSwap::new(table),
                asks: Semaphore::new(MAX_ASKS),
                refused: AtomicU64::new(0),
                probed: Mutex::default(),
                outbox: Outbox::default(),
            }),
        };
        let (ready, serving) = oneshot::channel();
        let shared = handle.shared.clone();
        arbiter.spawn_fn(move || {
            shared.supervise_router(earlier, save_pins, prices, events, clock);
            // Whoever started it may have gone.
            let _ = ready.send(());
        });
        let router = match serving.await {
            Ok(()) => handle.router(),
            Err(_) => None,
        };
        // Answered once the actor has started, its channels included.
        let started = match router {
            Some(router) => router.send(ReadSnapshots).await.is_ok(),
            None => false,
        };
        if !started {
            tracing::error!("the control thread is not running, no request can be routed");
        }
        handle
    }

    /// Finds a lease for the next attempt of a request. `Unavailable` when too many are looking for one already, or
    /// while the router is being respawned.
    pub async fn route(&self, route: Route) -> Result<Lease, NoRoute> {
        let Ok(_asking) = self.shared.asks.try_acquire() else {
            return Err(self.refuse());
        };
        let Some(router) = self.router() else {
            return Err(self.refuse());
        };
        self.shared.outbox.deliver();
        match router.send(route).await {
            Ok(found) => found,
            Err(_) => Err(self.refuse()),
        }
    }

    /// Where a first attempt of the request would go now. `None` while the router is being respawned.
    pub async fn explain(&self, request: Arc<RouteRequest>) -> Option<Explanation> {
        let router = self.router()?;
        self.shared.outbox.deliver();
        router.send(Explain { request }).await.ok()
    }

    /// A new configuration takes effect; leases and streams in flight are not touched.
    pub async fn reload(&self, table: Arc<RoutingTable>) {
        self.shared.table.store(table.clone());
        if let Some(router) = self.router()
            && router.send(Reload { table }).await.is_err()
        {
            tracing::info!("router is being respawned and takes the new configuration then");
        }
        // There may be room that there was not.
        self.queue().ring();
    }

    /// Later requests that name the object must go where it lives.
    pub fn pin_object(&self, pin: PinObject) {
        let sent = self
            .router()
            .is_some_and(|router| router.try_send(pin).is_ok());
        if !sent {
            self.shared.refused.fetch_add(1, Ordering::Relaxed);
            tracing::warn!("router is busy, a stored object is not pinned to its account");
        }
    }

    /// The read models of all channels, in the order of their names. Empty while the router is being respawned.
    pub async fn snapshots(&self) -> Vec<Snapshot> {
        match self.router() {
            Some(router) => {
                self.shared.outbox.deliver();
                router.send(ReadSnapshots).await.unwrap_or_default()
            }
            None => Vec::new(),
        }
    }

    /// What operators may want to see, of one channel or of all. Channels that are being respawned are left out.
    pub async fn inspect(&self, only: Option<ChannelId>) -> Vec<Report> {
        let mut reports = match self.router() {
            Some(router) => {
                self.shared.outbox.deliver();
                router
                    .send(InspectChannels { only })
                    .await
                    .unwrap_or_default()
            }
            None => Vec::new(),
        };
        let probed = self.shared.probed();
        for report in &mut reports {
            report.live.last_probe = probed.get(&report.channel).cloned();
        }
        reports
    }

    /// Asks one channel for a lease, past all others.
    ///
    /// # Errors
    /// Why it grants none.
    pub async fn probe(&self, channel: ChannelId, ask: Admit) -> Result<Lease, RefusedReason> {
        let Some(router) = self.router() else {
            return Err(RefusedReason::Busy);
        };
        self.shared.outbox.deliver();
        match router.send(AdmitProbe { channel, ask }).await {
            Ok(granted) => granted.map_err(|refused| refused.reason),
            Err(_respawned) => Err(RefusedReason::Busy),
        }
    }

    /// How the channel was when it was asked just now.
    pub fn probed(&self, channel: ChannelId, result: ProbeResult) {
        let table = self.table();
        let mut probed = self.shared.probed();
        probed.retain(|known, _| table.channels.iter().any(|spec| spec.id == *known));
        probed.insert(channel, result);
    }

    /// Closes the channel's breakers and ends its suspensions and cooldowns; done when this returns. Answers whether
    /// there is such a channel.
    pub async fn reset(&self, channel: ChannelId) -> bool {
        match self.router() {
            Some(router) => router.send(ResetChannel { channel }).await.unwrap_or(false),
            None => false,
        }
    }

    /// Returns when the channel has nothing in flight.
    pub async fn idle(&self, channel: ChannelId) {
        if let Some(router) = self.router()
            && router.send(AwaitIdleChannel { channel }).await.is_err()
        {
            tracing::info!("router is being respawned; a channel is not waited for any longer");
        }
    }

    /// Requests that wait for the router's answer at this moment.
    pub fn asks(&self) -> usize {
        MAX_ASKS.saturating_sub(self.shared.asks.available_permits())
    }

    /// Where requests wait for room at channels.
    pub fn queue(&self) -> &Queue {
        self.shared.outbox.queue()
    }

    /// The configuration in effect.
    pub fn table(&self) -> Arc<RoutingTable> {
        self.shared.table.load_full()
    }

    /// Messages that the router could not take, since the start.
    pub fn refused(&self) -> u64 {
        self.shared.refused.load(Ordering::Relaxed)
    }

    /// Ends the service: no more leases; changed pins are with the ledger when this returns.
    pub async fn stop(&self) {
        let router = self.shared.router.swap(None);
        if let Some(router) = router
            && router.send(Stop).await.is_err()
        {
            tracing::warn!("router was gone before it could be stopped");
        }
    }

    fn router(&self) -> Option<Addr<RouterActor>> {
        self.shared.router.load().as_deref().cloned()
    }

    fn refuse(&self) -> NoRoute {
        self.shared.refused.fetch_add(1, Ordering::Relaxed);
        NoRoute {
            retry_after: Some(COME_BACK),
            ..NoRoute::because(NoRouteKind::Unavailable)
        }
    }

    /// Kills the actor as a defect would.
    #[cfg(test)]
    pub(crate) fn panic(&self) {
        if let Some(router) = self.router() {
            router.do_send(super::actor::Panic);
        }
    }
}

impl Shared {
    /// Whoever panicked with it in hand left it whole.
    fn probed(&self) -> MutexGuard<'_, HashMap<ChannelId, ProbeResult>> {
        self.probed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs on the control thread. Pins and channels outlive the router's lives; cursors and plans begin anew.
    fn supervise_router(
        self: Arc<Self>,
        earlier: Earlier,
        save_pins: Recipient<SavePins>,
        prices: Arc<dyn PriceBook>,
        events: EventBus,
        clock: Clock,
    ) {
        let affinity = Rc::new(RefCell::new(Affinity::restore(&earlier.pins)));
        let registry = Rc::default();
        supervisor::supervise("router".to_owned(), move |line| {
            let desk = Desk::new(
                clock.clone(),
                affinity.clone(),
                save_pins.clone(),
                prices.clone(),
                events.clone(),
            );
            let table = Reload {
                table: self.table.load_full(),
            };
            let outbox = self.outbox.clone();
            let address = RouterActor::new(
                desk,
                Rc::clone(&registry),
                table,
                outbox,
                earlier.history.clone(),
                earlier.vault.clone(),
                line,
            )
            .start();
            self.router.store(Some(Arc::new(address.clone())));
            address
        });
    }
}

#[cfg(test)]
pub(super) mod tests;
