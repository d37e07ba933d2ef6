//! What the requests being routed share: places, plans, pins, budget. Lives on one thread.

use std::{cell::RefCell, collections::HashMap, rc::Rc, sync::Arc, time::Instant};

use actix::{Recipient, dev::SendError};
use rand::{SeedableRng, rngs::SmallRng};
use routex_entity::{ChannelState, Strategy, api::ChannelEvent};
use tokio::sync::oneshot;

use super::{
    affinity::{Affinity, Home, PinKey},
    messages::{NoRouteKind, Route, RouteRequest},
    place::Place,
    plan::{Plan, Plans, Seat},
    prices::{Asked, PriceBook},
    retry_budget::RetryBudget,
    strategy::Candidate,
    table::RoutingTable,
};
use crate::{
    channel::{ChannelId, ChannelSpec, messages::Snapshot, registry::Registry},
    clock::Clock,
    events::{EventBus, What},
    usage::messages::SavePins,
};

/// Pins in one message to the ledger.
const PIN_BATCH: usize = 256;

/// The router's state, without the actor around it.
pub struct Desk {
    pub clock: Clock,
    pub budget: RetryBudget,
    table: Arc<RoutingTable>,
    places: HashMap<ChannelId, Rc<Place>>,
    plans: Plans,
    affinity: Rc<RefCell<Affinity>>,
    /// Sessions that are being placed, and who waits for that.
    placing: HashMap<PinKey, Vec<oneshot::Sender<()>>>,
    save_pins: Recipient<SavePins>,
    prices: Arc<dyn PriceBook>,
    events: EventBus,
    rng: SmallRng,
    scratch: Vec<Candidate>,
    scratch_seats: Vec<usize>,
}

/// The right to place a session; others wait until it is dropped.
pub struct Placing {
    desk: Rc<RefCell<Desk>>,
    key: PinKey,
}

impl Desk {
    /// Without channels until `reload`.
    pub fn new(
        clock: Clock,
        affinity: Rc<RefCell<Affinity>>,
        save_pins: Recipient<SavePins>,
        prices: Arc<dyn PriceBook>,
        events: EventBus,
    ) -> Self {
        Self {
            budget: RetryBudget::new(clock.now()),
            clock,
            table: Arc::default(),
            places: HashMap::new(),
            plans: Plans::new(),
            affinity,
            placing: HashMap::new(),
            save_pins,
            prices,
            events,
            rng: SmallRng::from_os_rng(),
            scratch: Vec::new(),
            scratch_seats: Vec::new(),
        }
    }

    /// A new table, whose channels are already at work.
    pub fn reload(&mut self, table: Arc<RoutingTable>, registry: &Registry) {
        let old = std::mem::take(&mut self.places);
        self.places = table
            .channels
            .iter()
            .filter_map(|spec| {
                let place = match old.get(&spec.id) {
                    Some(place) if Arc::ptr_eq(&place.spec, spec) => place.clone(),
                    known => {
                        let known = known.map(|place| place.snapshot());
                        let channel = registry.get(spec.id)?.clone();
                        Rc::new(Place::new(spec.clone(), channel, known))
                    }
                };
                Some((spec.id, place))
            })
            .collect();
        self.plans.outdate();
        self.table = table;
    }

    pub fn observe(&self, snapshot: Snapshot) {
        let Some(place) = self.places.get(&snapshot.channel) else {
            return;
        };
        let state = snapshot.state;
        if place.observe(snapshot) {
            self.events
                .publish(|| What::Channel(state_event(&place.spec, state)));
        }
    }

    /// In the order of the table.
    pub fn snapshots(&self) -> Vec<Snapshot> {
        self.table
            .channels
            .iter()
            .filter_map(|spec| self.places.get(&spec.id))
            .map(|place| place.snapshot())
            .collect()
    }

    pub fn plan(&mut self, request: &RouteRequest) -> Result<Rc<Plan>, NoRouteKind> {
        let places = &self.places;
        self.plans.find(
            request,
            &self.table,
            |spec| places.get(&spec.id).cloned(),
            &mut self.rng,
        )
    }

    /// The seat to ask next; `None` when all were tried. Channels that the request avoids come last, and of the others
    /// those of the lowest rank first.
    /// `cached`: the channel that has the session's beginning in its cache.
    pub fn pick(
        &mut self,
        plan: &Plan,
        route: &Route,
        refused: impl Fn(usize) -> bool,
        cached: Option<ChannelId>,
    ) -> Option<usize> {
        let mut candidates = std::mem::take(&mut self.scratch);
        let mut seats = std::mem::take(&mut self.scratch_seats);
        let mut lowest = None;
        for avoided in [false, true] {
            let eligible = |(index, seat): &(usize, &Seat)| {
                !refused(*index)
                    && route.avoided.contains(&seat.place.id()) == avoided
                    && !seat.place.is_exhausted(&route.excluded)
            };
            let eligible = || plan.seats.iter().enumerate().filter(eligible);
            candidates.clear();
            seats.clear();
            lowest = eligible().map(|(_, seat)| seat.rank()).min();
            for (index, seat) in eligible().filter(|(_, seat)| Some(seat.rank()) == lowest) {
                candidates.push(self.candidate(plan, seat, &route.request, cached));
                seats.push(index);
            }
            if lowest.is_some() || route.avoided.is_empty() {
                break;
            }
        }
        let picked = lowest
            .map(|rank| plan.pick(rank, &candidates, self.clock.now(), &mut self.rng))
            .and_then(|picked| seats.get(picked).copied());
        self.scratch = candidates;
        self.scratch_seats = seats;
        picked
    }

    /// A seat as the plan's strategy sees it at this moment. `cached` as in `pick`.
    pub fn candidate(
        &self,
        plan: &Plan,
        seat: &Seat,
        request: &RouteRequest,
        cached: Option<ChannelId>,
    ) -> Candidate {
        let cost = (plan.strategy == Strategy::Cheapest)
            .then(|| self.cost(seat, request, cached == Some(seat.place.id())));
        seat.candidate(cost.flatten())
    }

    /// The table in effect.
    pub fn table(&self) -> Arc<RoutingTable> {
        Arc::clone(&self.table)
    }

    /// As last published.
    pub fn state(&self, channel: ChannelId) -> ChannelState {
        self.places
            .get(&channel)
            .map_or_else(ChannelState::default, |place| place.snapshot().state)
    }

    pub fn is_enabled(&self, channel: ChannelId) -> bool {
        self.places
            .get(&channel)
            .is_some_and(|place| place.spec.enabled)
    }

    pub fn affinity_enabled(&self) -> bool {
        self.table.settings.affinity.enabled
    }

    pub fn home(&self, key: PinKey, now: Instant) -> Option<Home> {
        let ttl = self.table.settings.affinity.ttl;
        let now_ms = self.clock.unix_ms(now);
        self.affinity.borrow_mut().home(key, ttl, now_ms)
    }

    /// `home` for someone who only looks.
    pub fn peek(&self, key: PinKey) -> Option<Home> {
        let ttl = self.table.settings.affinity.ttl;
        let now_ms = self.clock.unix_ms(self.clock.now());
        self.affinity.borrow().peek(key, ttl, now_ms)
    }

    /// The session lives at `home` from now on.
    pub fn settle(&mut self, key: PinKey, home: Home) {
        let now_ms = self.clock.unix_ms(self.clock.now());
        let unsaved = {
            let mut affinity = self.affinity.borrow_mut();
            affinity.settle(key, home, now_ms);
            affinity.unsaved()
        };
        if unsaved >= PIN_BATCH && unsaved.is_multiple_of(PIN_BATCH) {
            self.save_pins();
        }
    }

    /// Hands one batch of changed pins to the ledger; what it cannot take now is kept.
    pub fn save_pins(&self) {
        let mut affinity = self.affinity.borrow_mut();
        let pins = affinity.take_unsaved(PIN_BATCH);
        if pins.is_empty() {
            return;
        }
        if let Err(SendError::Full(refused) | SendError::Closed(refused)) =
            self.save_pins.try_send(SavePins { pins })
        {
            affinity.put_back(&refused.pins);
        }
    }

    /// All changed pins and the way to the ledger, for the last save before the end.
    pub fn last_pins(&self) -> (Recipient<SavePins>, SavePins) {
        let pins = self.affinity.borrow_mut().take_unsaved(usize::MAX);
        (self.save_pins.clone(), SavePins { pins })
    }

    fn cost(&self, seat: &Seat, request: &RouteRequest, cached: bool) -> Option<i64> {
        let input = request.estimated_input;
        self.prices.expected(&Asked {
            channel: &seat.place.spec.name,
            model: &seat.model,
            at_ms: self.clock.unix_ms(self.clock.now()),
            input,
            cached: if cached { input } else { 0 },
            output: request.estimated_output,
        })
    }
}

fn state_event(spec: &ChannelSpec, state: ChannelState) -> ChannelEvent {
    let reason = match state {
        ChannelState::Closed => "serving",
        ChannelState::Open => "breaker_open",
        ChannelState::HalfOpen => "probing",
        ChannelState::Cooling => "cooling_down",
        ChannelState::Disabled if spec.enabled => "credentials_suspended",
        ChannelState::Disabled => "disabled",
    };
    ChannelEvent {
        id: spec.id,
        name: spec.name.clone(),
        state,
        reason: reason.to_owned(),
    }
}

impl Placing {
    /// Takes the right, or answers what to wait for: whoever has it is about to find the session a home.
    pub fn begin(desk: &Rc<RefCell<Desk>>, key: PinKey) -> Result<Self, oneshot::Receiver<()>> {
        let mut shared = desk.borrow_mut();
        if let Some(waiting) = shared.placing.get_mut(&key) {
            let (placed, wait) = oneshot::channel();
            waiting.push(placed);
            return Err(wait);
        }
        shared.placing.insert(key, Vec::new());
        Ok(Self {
            desk: desk.clone(),
            key,
        })
    }
}

impl Drop for Placing {
    fn drop(&mut self) {
        // Dropping the senders wakes those who wait.
        self.desk.borrow_mut().placing.remove(&self.key);
    }
}
