//! The search for one lease: the session's home first, then the strategy's order, then the last resort.

use std::{cell::RefCell, rc::Rc, time::Duration};

use super::{
    affinity::{Home, PinKey},
    decision::decision,
    desk::{Desk, Placing},
    messages::{NoRoute, NoRouteKind, Route, RouteRequest},
    plan::{Plan, Seat},
};
use crate::{
    channel::{
        ChannelId, CredentialId, Lease,
        messages::{Admit, Refused, RefusedReason},
    },
    protocol::session::SessionKind,
};

/// How often a request follows its session to a home that then refuses, before it goes on its own.
pub(super) const PATIENCE: usize = 4;

/// Finds a lease for the next attempt of a request.
pub async fn search(desk: Rc<RefCell<Desk>>, route: Route) -> Result<Lease, NoRoute> {
    let is_retry = route.attempt > 1;
    let plan = {
        let mut desk = desk.borrow_mut();
        if is_retry && !route.again {
            let now = desk.clock.now();
            if !desk.budget.withdraw(now) {
                return Err(NoRoute::because(NoRouteKind::RetryBudget));
            }
        }
        desk.plan(&route.request)
    };
    let found = match plan {
        Ok(plan) => Search::new(&desk, &route, plan).run().await,
        Err(kind) => Err(NoRoute::because(kind.of(&route.request))),
    };
    // A request that waits asks again and again; it deposits once, when it goes out.
    match (is_retry, &found) {
        (false, Ok(_)) if !route.again => desk.borrow_mut().budget.deposit(),
        // Whichever ask drew for the attempt, it is not made.
        (true, Err(_)) => desk.borrow_mut().budget.refund(),
        _ => {}
    }
    found
}

struct Search<'a> {
    desk: &'a Rc<RefCell<Desk>>,
    route: &'a Route,
    plan: Rc<Plan>,
    /// Seats that refused, and why.
    refusals: Vec<(usize, Refused)>,
    /// The session's home refused; the seat itself may still serve.
    home_refusal: Option<(usize, Refused)>,
    cached: Option<ChannelId>,
}

/// How binding a seat's credential is for an ask.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    only: Option<CredentialId>,
    last_resort: bool,
}

impl Terms {
    pub const FREE: Self = Self {
        only: None,
        last_resort: false,
    };
    pub const LAST_RESORT: Self = Self {
        only: None,
        last_resort: true,
    };

    pub const fn only(credential: CredentialId) -> Self {
        Self {
            only: Some(credential),
            last_resort: false,
        }
    }

    /// The same credential, whatever caution says.
    pub const fn whatever_comes(self) -> Self {
        Self {
            last_resort: true,
            ..self
        }
    }

    /// The ask for a lease at a seat.
    pub fn ask(self, request: &RouteRequest, seat: &Seat, excluded: Vec<CredentialId>) -> Admit {
        let tokens = request
            .estimated_input
            .saturating_add(request.estimated_output);
        Admit {
            dialect: seat.dialect,
            model: seat.model.clone(),
            pinned: self.only,
            hard_pin: self.only.is_some(),
            excluded,
            estimated_tokens: tokens,
            last_resort: self.last_resort,
        }
    }
}

impl<'a> Search<'a> {
    fn new(desk: &'a Rc<RefCell<Desk>>, route: &'a Route, plan: Rc<Plan>) -> Self {
        Self {
            desk,
            route,
            plan,
            refusals: Vec::new(),
            home_refusal: None,
            cached: None,
        }
    }

    async fn run(mut self) -> Result<Lease, NoRoute> {
        let request = &self.route.request;
        let Some(session) = &request.session else {
            return self.free().await;
        };
        let affinity = self.desk.borrow().affinity_enabled();
        match session.kind {
            SessionKind::Hard => {
                let key = PinKey::hard(&request.client_key, &session.id);
                self.bound(key).await
            }
            SessionKind::Soft if affinity => {
                let key = PinKey::soft(&request.client_key, &session.id);
                self.at_home(key).await
            }
            SessionKind::FirstTurn if affinity => {
                let key = PinKey::soft(&request.client_key, &session.id);
                let lease = self.free().await?;
                self.settle(key, &lease);
                Ok(lease)
            }
            SessionKind::Soft | SessionKind::FirstTurn => self.free().await,
        }
    }

    /// Only the recorded place may serve; with a single credential there is no question which one that is.
    async fn bound(&mut self, key: PinKey) -> Result<Lease, NoRoute> {
        let place = match self.home(key) {
            Some(home) => self
                .plan
                .seat_of(home.channel)
                .map(|seat| (seat, home.credential)),
            None => self.plan.only_credential(),
        };
        let Some((seat, credential)) = place else {
            return Err(NoRoute::because(NoRouteKind::PinUnavailable));
        };
        let terms = Terms::only(credential);
        let mut asked = self.ask(seat, terms).await;
        if matches!(&asked, Err(refused) if refused.reason.is_caution()) {
            asked = self.ask(seat, terms.whatever_comes()).await;
        }
        match asked {
            Ok(lease) => {
                self.settle(key, &lease);
                Ok(self.decide(lease, seat, "pinned"))
            }
            Err(refused) => {
                self.refusals.push((seat, refused));
                Err(NoRoute {
                    kind: NoRouteKind::PinUnavailable,
                    ..self.no_route()
                })
            }
        }
    }

    /// The session's home serves, unless it is dead: then one request finds the session a new home, and those that
    /// come meanwhile wait for it, so that it moves once.
    async fn at_home(&mut self, mut key: PinKey) -> Result<Lease, NoRoute> {
        let mut dead = None;
        for _ in 0..PATIENCE {
            match self.home(key) {
                Some(home) if self.may_serve(home) && dead != Some(home) => {
                    let Some(seat) = self.plan.seat_of(home.channel) else {
                        // It does not serve this model: the session has another home for it.
                        key = key.for_model(&self.route.request.model);
                        continue;
                    };
                    self.cached = Some(home.channel);
                    let refused = match self.ask(seat, Terms::only(home.credential)).await {
                        Ok(lease) => {
                            self.settle(key, &lease);
                            return Ok(self.decide(lease, seat, "session"));
                        }
                        Err(refused) => refused,
                    };
                    let stays = refused.reason.is_momentary();
                    self.note_home_refusal(seat, refused);
                    if stays {
                        return self.free().await;
                    }
                    dead = Some(home);
                }
                _ => match Placing::begin(self.desk, key) {
                    Ok(_placing) => {
                        let lease = self.free().await?;
                        self.settle(key, &lease);
                        return Ok(lease);
                    }
                    Err(placed) => {
                        // It ends by dropping the sender.
                        let _ = placed.await;
                    }
                },
            }
        }
        self.free().await
    }

    /// The strategy's order, then the candidate closest to recovery, once.
    async fn free(&mut self) -> Result<Lease, NoRoute> {
        while let Some(seat) = self.pick() {
            match self.ask(seat, Terms::FREE).await {
                Ok(lease) => {
                    let head = if self.route.attempt > 1 {
                        "failover"
                    } else {
                        self.plan.strategy.as_str()
                    };
                    return Ok(self.decide(lease, seat, head));
                }
                Err(refused) => self.refusals.push((seat, refused)),
            }
        }
        if let Some(seat) = closest_to_recovery(&self.refusals)
            && let Ok(lease) = self.ask(seat, Terms::LAST_RESORT).await
        {
            return Ok(self.decide(lease, seat, "last_resort"));
        }
        Err(self.no_route())
    }

    fn pick(&self) -> Option<usize> {
        let refused = |seat| self.refusals.iter().any(|(known, _)| *known == seat);
        self.desk
            .borrow_mut()
            .pick(&self.plan, self.route, refused, self.cached)
    }

    async fn ask(&self, seat: usize, terms: Terms) -> Result<Lease, Refused> {
        let seat = &self.plan.seats[seat];
        let excluded = self.route.excluded.clone();
        let ask = terms.ask(&self.route.request, seat, excluded);
        seat.place.admit(ask).await
    }

    fn home(&self, key: PinKey) -> Option<Home> {
        let desk = self.desk.borrow();
        desk.home(key, desk.clock.now())
    }

    fn settle(&self, key: PinKey, lease: &Lease) {
        let home = Home {
            channel: lease.channel.id,
            credential: lease.credential.id,
        };
        self.desk.borrow_mut().settle(key, home);
    }

    /// It is still configured, and the request has not found it failing.
    fn may_serve(&self, home: Home) -> bool {
        self.desk.borrow().is_enabled(home.channel)
            && !self.route.excluded.contains(&home.credential)
            && !self.route.avoided.contains(&home.channel)
    }

    /// With a single credential, the home's refusal is that of its whole seat.
    fn note_home_refusal(&mut self, seat: usize, refused: Refused) {
        if self.plan.seats[seat].place.spec.credentials.len() == 1 {
            self.refusals.push((seat, refused));
        } else {
            self.home_refusal = Some((seat, refused));
        }
    }

    /// Whoever refused, then whoever was not asked because the others can do more. A session that is at home does not
    /// look around.
    fn passed_over(&self, looks_around: bool) -> impl Iterator<Item = (&str, RefusedReason)> {
        let refused = self.home_refusal.iter().chain(&self.refusals);
        let refused = refused.map(|(seat, refused)| {
            let name = self.plan.seats[*seat].place.spec.name.as_str();
            (name, refused.reason)
        });
        let lacking = self.plan.passed_over.iter().filter(move |_| looks_around);
        refused.chain(lacking.map(|(name, need)| (&**name, RefusedReason::Lacks(*need))))
    }

    fn decide(&self, mut lease: Lease, seat: usize, head: &'static str) -> Lease {
        let looks_around = !matches!(head, "session" | "pinned");
        let translated = self.plan.seats[seat].translated;
        lease.decision = decision(head, translated, self.passed_over(looks_around));
        lease
    }

    fn no_route(&self) -> NoRoute {
        let reasons: Vec<(String, RefusedReason)> = self
            .passed_over(true)
            .map(|(channel, reason)| (channel.to_owned(), reason))
            .collect();
        NoRoute::of(self.refusals.iter().map(|(_, refused)| refused), reasons)
    }
}

/// Of those that refused out of mere caution, the one that is closest to recovery.
fn closest_to_recovery(refusals: &[(usize, Refused)]) -> Option<usize> {
    let cautious = refusals
        .iter()
        .filter_map(|(seat, refused)| Some((*seat, until_recovery(refused)?)));
    let closest = cautious.min_by_key(|(_, wait)| *wait);
    closest.map(|(seat, _)| seat)
}

/// How far somebody is from recovery who refused out of mere caution.
pub(super) fn until_recovery(refused: &Refused) -> Option<Duration> {
    let cautious = refused.reason.is_caution();
    cautious.then(|| refused.retry_after.unwrap_or(Duration::MAX))
}
