//! Candidates of a model made ready to be asked, and kept: a request costs one look-up.

use std::{cell::RefCell, rc::Rc, sync::Arc, time::Instant};

use rand::RngCore;
use routex_entity::{Dialect, Strategy};

use super::{
    candidates,
    generations::Generations,
    messages::{NoRouteKind, RouteRequest},
    place::Place,
    rehearsal::{Rehearsal, rehearse},
    strategy::{self, Candidate, Pick},
    table::RoutingTable,
    wants::Wants,
};
use crate::channel::{ChannelId, ChannelSpec, CredentialId};

/// Models are named by clients, so what is kept for them is bounded.
const MAX_MODELS: usize = 2048;

/// The candidates for one model, what is wanted of it, and set of tags.
pub struct Plan {
    pub strategy: Strategy,
    /// Never empty.
    pub seats: Vec<Seat>,
    turns: Turns,
}

/// A place and the model to ask it for.
pub struct Seat {
    pub place: Rc<Place>,
    /// In which it is asked.
    pub dialect: Dialect,
    pub model: Arc<str>,
    id: u64,
    order: u32,
    tier: (u32, i32),
}

/// The strategy's memory of one alias or model, shared by its dialects.
type Turns = Rc<RefCell<Box<dyn Pick>>>;

/// Plans by model.
pub struct Plans {
    models: Generations<Arc<str>, Model>,
}

struct Model {
    strategy: Strategy,
    /// Whoever may take turns, in order.
    places: Vec<u64>,
    turns: Turns,
    plans: Vec<Kept>,
    /// The table changed since strategy and places were looked up.
    outdated: bool,
}

struct Kept {
    wants: Wants,
    tags: Arc<[String]>,
    plan: Result<Rc<Plan>, NoRouteKind>,
}

impl Plans {
    pub fn new() -> Self {
        Self {
            models: Generations::new(MAX_MODELS),
        }
    }

    /// The table changed: plans are made anew. Turns go on where they are still the same turns.
    pub fn outdate(&mut self) {
        for model in self.models.values_mut() {
            model.plans.clear();
            model.outdated = true;
        }
    }

    /// The plan for a request, made when it is the first of its kind since the table changed.
    pub fn find(
        &mut self,
        request: &RouteRequest,
        table: &RoutingTable,
        place: impl Fn(&ChannelSpec) -> Option<Rc<Place>>,
        rng: &mut dyn RngCore,
    ) -> Result<Rc<Plan>, NoRouteKind> {
        let name = request.model.as_str();
        match self.models.get_mut(name) {
            Some(model) if model.outdated => model.update(table, name, rng),
            Some(_) => {}
            None => {
                let model = Model::new(table, name, rng);
                self.models.insert(name.into(), model);
            }
        }
        let Some(model) = self.models.get_mut(name) else {
            return Err(NoRouteKind::UnknownModel);
        };
        let kept = model.plans.iter().find(|kept| {
            kept.wants == request.wants
                && (Arc::ptr_eq(&kept.tags, &request.allowed_tags)
                    || kept.tags == request.allowed_tags)
        });
        if let Some(kept) = kept {
            return kept.plan.clone();
        }
        let plan = Plan::make(request, table, model.turns.clone(), place);
        model.plans.push(Kept {
            wants: request.wants,
            tags: request.allowed_tags.clone(),
            plan: plan.clone(),
        });
        plan
    }
}

impl Model {
    fn new(table: &RoutingTable, name: &str, rng: &mut dyn RngCore) -> Self {
        let strategy = candidates::strategy(table, name);
        Self {
            strategy,
            places: candidates::places(table, name),
            turns: Rc::new(RefCell::new(strategy::start(strategy, rng))),
            plans: Vec::new(),
            outdated: false,
        }
    }

    /// What the table says now. Turns begin anew under another strategy or among other places.
    fn update(&mut self, table: &RoutingTable, name: &str, rng: &mut dyn RngCore) {
        let same = self.strategy == candidates::strategy(table, name)
            && self.places == candidates::places(table, name);
        if same {
            self.outdated = false;
        } else {
            *self = Self::new(table, name, rng);
        }
    }
}

impl Plan {
    fn make(
        request: &RouteRequest,
        table: &RoutingTable,
        turns: Turns,
        place: impl Fn(&ChannelSpec) -> Option<Rc<Place>>,
    ) -> Result<Rc<Self>, NoRouteKind> {
        let tags = &request.allowed_tags;
        let seats = candidates::seats(table, &request.model, &request.wants, tags)?;
        let seats: Vec<Seat> = seats
            .into_iter()
            .filter_map(|seat| {
                Some(Seat {
                    place: place(seat.channel)?,
                    dialect: request.wants.dialect_at(seat.channel)?,
                    model: seat.model.into(),
                    id: seat.id,
                    order: seat.order,
                    tier: seat.tier,
                })
            })
            .collect();
        if seats.is_empty() {
            return Err(NoRouteKind::UnknownModel);
        }
        Ok(Rc::new(Self {
            strategy: candidates::strategy(table, &request.model),
            seats,
            turns,
        }))
    }

    pub fn seat_of(&self, channel: ChannelId) -> Option<usize> {
        let mut seats = self.seats.iter();
        seats.position(|seat| seat.place.id() == channel)
    }

    /// The seat and credential when there is no choice.
    pub fn only_credential(&self) -> Option<(usize, CredentialId)> {
        match self.seats.as_slice() {
            [seat] => match seat.place.spec.credentials.as_slice() {
                [credential] => Some((0, credential.id)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whom the strategy would ask, and who would serve; moves nothing.
    pub fn rehearse(&self, candidates: &[Candidate], admits: &[bool], now: Instant) -> Rehearsal {
        rehearse(&**self.turns.borrow(), candidates, admits, now)
    }

    /// The strategy's choice among candidates of this plan.
    pub fn pick(&self, candidates: &[Candidate], now: Instant, rng: &mut dyn RngCore) -> usize {
        self.turns.borrow_mut().pick(candidates, now, rng)
    }
}

impl Seat {
    /// As the strategy sees it at this moment.
    pub fn candidate(&self, expected_cost_nano: Option<i64>) -> Candidate {
        let snapshot = self.place.snapshot();
        Candidate {
            id: self.id,
            order: self.order,
            tier: self.tier,
            weight: self.place.spec.weight,
            in_flight: self.place.in_flight(),
            tokens_in_window: snapshot.tokens_in_window,
            ttft: snapshot.ttft_ewma,
            measured_at: snapshot.measured_at,
            expected_cost_nano,
        }
    }
}
