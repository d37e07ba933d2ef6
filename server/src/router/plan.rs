//! Candidates of a model made ready to be asked, and kept: a request costs one look-up.

mod turns;

use std::{collections::VecDeque, rc::Rc, sync::Arc, time::Instant};

use rand::RngCore;
use routex_entity::{Dialect, Feature, Strategy};

use super::{
    candidates,
    generations::Generations,
    messages::{NoRouteKind, RouteRequest},
    place::Place,
    rehearsal::{Rehearsal, rehearse},
    strategy::Candidate,
    table::RoutingTable,
    wants::Wants,
};
use crate::{
    channel::{ChannelId, ChannelSpec, CredentialId},
    protocol::codec::Features,
};
use turns::{AllTurns, Turns};

/// Models are named by clients, so what is kept for them is bounded.
const MAX_MODELS: usize = 2048;
/// For one model. Clients differ in dialects, needs and tags of their keys; a plan that is missing is soon made.
const MAX_PLANS: usize = 128;

/// The candidates for one model, what is wanted of it, and set of tags.
pub struct Plan {
    pub strategy: Strategy,
    /// Never empty.
    pub seats: Vec<Seat>,
    /// Channels that lack what the request needs, which those of the seats have.
    pub passed_over: Vec<(Arc<str>, Feature)>,
    natives: Turns,
    translated: Turns,
}

/// A place and the model to ask it for.
pub struct Seat {
    pub place: Rc<Place>,
    /// In which it is asked.
    pub dialect: Dialect,
    /// That is not the client's.
    pub translated: bool,
    pub model: Arc<str>,
    id: u64,
    order: u32,
    tier: (u32, i32),
    rank: Rank,
}

/// Nobody is asked before those of a lower rank have refused: the tier, where the strategy goes by it, and those that speak
/// the client's dialect before the others.
pub type Rank = ((u32, i32), bool);

/// Plans by model.
pub struct Plans {
    models: Generations<Arc<str>, Model>,
}

struct Model {
    strategy: Strategy,
    /// Whoever may take turns, in order.
    places: Vec<u64>,
    /// Which needs tell one place from another.
    matters: Features,
    turns: AllTurns,
    plans: VecDeque<Kept>,
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
            Some(model) if model.outdated => model.update(table, name),
            Some(_) => {}
            None => {
                let model = Model::new(table, name);
                self.models.insert(name.into(), model);
            }
        }
        let Some(model) = self.models.get_mut(name) else {
            return Err(NoRouteKind::UnknownModel);
        };
        let wants = request.wants.reduced(model.matters);
        let kept = model.plans.iter().find(|kept| {
            kept.wants == wants
                && (Arc::ptr_eq(&kept.tags, &request.allowed_tags)
                    || kept.tags == request.allowed_tags)
        });
        if let Some(kept) = kept {
            return kept.plan.clone();
        }
        let plan = Plan::make(request, table, &mut model.turns, place, rng);
        if model.plans.len() >= MAX_PLANS {
            model.plans.pop_front();
        }
        model.plans.push_back(Kept {
            wants,
            tags: request.allowed_tags.clone(),
            plan: plan.clone(),
        });
        plan
    }
}

impl Model {
    fn new(table: &RoutingTable, name: &str) -> Self {
        let strategy = candidates::strategy(table, name);
        Self {
            strategy,
            places: candidates::places(table, name),
            matters: candidates::matters(table, name),
            turns: AllTurns::default(),
            plans: VecDeque::new(),
            outdated: false,
        }
    }

    /// What the table says now. Turns begin anew under another strategy or among other places.
    fn update(&mut self, table: &RoutingTable, name: &str) {
        let same = self.strategy == candidates::strategy(table, name)
            && self.places == candidates::places(table, name);
        let turns = same.then(|| std::mem::take(&mut self.turns));
        *self = Self::new(table, name);
        self.turns = turns.unwrap_or_default();
    }
}

impl Plan {
    fn make(
        request: &RouteRequest,
        table: &RoutingTable,
        turns: &mut AllTurns,
        place: impl Fn(&ChannelSpec) -> Option<Rc<Place>>,
        rng: &mut dyn RngCore,
    ) -> Result<Rc<Self>, NoRouteKind> {
        let (model, tags) = (&request.model, &request.allowed_tags);
        let line_up = candidates::line_up(table, model, &request.wants, tags)?;
        let strategy = candidates::strategy(table, model);
        let seats = line_up.seats.into_iter().filter_map(|seat| {
            let way = request.wants.way(seat.channel, seat.model)?;
            let by_tier = strategy == Strategy::Priority;
            Some(Seat {
                place: place(seat.channel)?,
                dialect: way.dialect,
                translated: way.translated,
                model: seat.model.into(),
                id: seat.id,
                order: seat.order,
                tier: seat.tier,
                rank: (if by_tier { seat.tier } else { (0, 0) }, way.translated),
            })
        });
        let seats: Vec<Seat> = seats.collect();
        if seats.is_empty() {
            return Err(NoRouteKind::UnknownModel);
        }
        let passed_over = line_up.passed_over.into_iter();
        let mut turns_of = |translated| {
            let some = seats.iter().filter(|seat| seat.translated == translated);
            turns.among(some.map(|seat| seat.id).collect(), strategy, rng)
        };
        Ok(Rc::new(Self {
            natives: turns_of(false),
            translated: turns_of(true),
            passed_over: passed_over
                .map(|(seat, need)| (seat.channel.name.as_str().into(), need))
                .collect(),
            strategy,
            seats,
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

    /// Whom the strategy would ask, and who would serve; moves nothing. `seats`: of whom the candidates are.
    pub fn rehearse(
        &self,
        seats: &[usize],
        candidates: &[Candidate],
        admits: &[bool],
        now: Instant,
    ) -> Rehearsal {
        let rank = |index: usize| self.seats[seats[index]].rank;
        let mut ranks: Vec<Rank> = (0..seats.len()).map(rank).collect();
        ranks.sort_unstable();
        ranks.dedup();
        let mut whole = Rehearsal::nobody(seats.len());
        for of in ranks {
            let group: Vec<usize> = (0..seats.len())
                .filter(|index| rank(*index) == of)
                .collect();
            let some: Vec<Candidate> = group.iter().map(|index| candidates[*index]).collect();
            let admits: Vec<bool> = group.iter().map(|index| admits[*index]).collect();
            let turns = self.turns(of).borrow();
            whole.then(&group, rehearse(&**turns, &some, &admits, now));
        }
        whole
    }

    /// The strategy's choice among candidates of one rank.
    pub fn pick(
        &self,
        rank: Rank,
        candidates: &[Candidate],
        now: Instant,
        rng: &mut dyn RngCore,
    ) -> usize {
        self.turns(rank).borrow_mut().pick(candidates, now, rng)
    }

    fn turns(&self, (_, translated): Rank) -> &Turns {
        if translated {
            &self.translated
        } else {
            &self.natives
        }
    }
}

impl Seat {
    pub const fn rank(&self) -> Rank {
        self.rank
    }

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
            connect: snapshot.connect,
            expected_cost_nano,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::router::{handle::tests::first, strategy::testing::rng};

    #[test]
    fn plans_of_a_model_are_bounded_and_needs_that_do_not_matter_make_none() {
        let table = RoutingTable::default();
        let mut plans = Plans::new();
        let request = first(None).request;
        let mut find = |request: &RouteRequest| {
            let _ = plans.find(request, &table, |_| None, &mut rng());
            plans
                .models
                .values_mut()
                .map(|model| model.plans.len())
                .sum::<usize>()
        };
        for need in Feature::ALL {
            let wants = Wants {
                needs: Features::of(&[*need]),
                ..request.wants
            };
            assert_eq!(
                find(&RouteRequest {
                    wants,
                    ..(*request).clone()
                }),
                1
            );
        }
        for tag in 0..1000 {
            let allowed_tags = Arc::from([tag.to_string()]);
            let kept = find(&RouteRequest {
                allowed_tags,
                ..(*request).clone()
            });
            assert!(kept <= MAX_PLANS);
        }
    }
}
