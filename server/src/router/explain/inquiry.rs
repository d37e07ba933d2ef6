//! The search for a lease, asked instead of made: the session's home first, then the strategy's order, then the last
//! resort.

use std::{borrow::Cow, cell::RefCell, rc::Rc, time::Duration};

use super::{
    Fate, Pinned,
    round::{Round, Told},
};
use crate::{
    channel::{
        ChannelId, CredentialId,
        messages::{Refused, RefusedReason},
    },
    protocol::session::SessionKind,
    router::{
        affinity::PinKey,
        decision::decision,
        desk::Desk,
        messages::{NoRoute, NoRouteKind, RouteRequest},
        plan::Plan,
        search::{PATIENCE, Terms, until_recovery},
        strategy::Candidate,
    },
};

/// What the search would come to.
pub(super) struct Trial {
    pub pin: Option<Pinned>,
    pub decision: Cow<'static, str>,
    pub can_serve: bool,
    pub retry_after: Option<Duration>,
    /// In the order of asking.
    pub told: Vec<Told>,
}

/// The search, while it is being asked about.
pub(super) struct Inquiry<'a> {
    desk: &'a Rc<RefCell<Desk>>,
    request: &'a RouteRequest,
    plan: &'a Plan,
    pin: Option<Pinned>,
    cached: Option<ChannelId>,
    /// The session's home refused: its seat too when it has only one credential.
    home_refusal: Option<(usize, Refused)>,
}

impl Trial {
    /// Nothing can serve.
    pub fn hopeless(none: &NoRoute) -> Self {
        Self {
            pin: None,
            decision: none.kind.label().into(),
            can_serve: false,
            retry_after: none.retry_after,
            told: Vec::new(),
        }
    }
}

impl<'a> Inquiry<'a> {
    pub fn new(desk: &'a Rc<RefCell<Desk>>, request: &'a RouteRequest, plan: &'a Plan) -> Self {
        Self {
            desk,
            request,
            plan,
            pin: None,
            cached: None,
            home_refusal: None,
        }
    }

    pub async fn run(mut self) -> Trial {
        let Some(session) = &self.request.session else {
            return self.free().await;
        };
        let affinity = self.desk.borrow().affinity_enabled();
        if session.kind == SessionKind::Hard {
            let key = PinKey::hard(&self.request.client_key, &session.id);
            self.bound(key).await
        } else if session.kind == SessionKind::Soft && affinity {
            let key = PinKey::soft(&self.request.client_key, &session.id);
            self.at_home(key).await
        } else {
            self.free().await
        }
    }

    async fn bound(&mut self, key: PinKey) -> Trial {
        let home = self.desk.borrow().peek(key);
        self.pin = home.map(|home| Pinned { home, hard: true });
        let place = match home {
            Some(home) => self
                .plan
                .seat_of(home.channel)
                .map(|seat| (seat, home.credential)),
            None => self.plan.only_credential(),
        };
        let mut told = Vec::new();
        let mut none = NoRoute::because(NoRouteKind::PinUnavailable);
        if let Some((seat, credential)) = place {
            let terms = Terms::only(credential);
            let mut asked = self.ask(seat, terms).await;
            if matches!(&asked, Err(refused) if refused.reason.is_caution()) {
                asked = self.ask(seat, terms.whatever_comes()).await;
            }
            told.push(match asked {
                Ok(credential) => Told::chosen(seat, credential, "pinned"),
                Err(refused) => {
                    none.retry_after = refused.retry_after;
                    Told::of(seat, Fate::Refused(refused))
                }
            });
        }
        let can_serve = matches!(told.as_slice(), [only] if only.refusal().is_none());
        let asked = place.map(|(seat, _)| seat);
        let others = (0..self.plan.seats.len()).filter(|seat| Some(*seat) != asked);
        told.extend(others.map(|seat| Told::of(seat, Fate::PinnedElsewhere)));
        let trial = if can_serve {
            self.served(self.decision("pinned", place.map(|(seat, _)| seat), std::iter::empty()))
        } else {
            Trial::hopeless(&none)
        };
        Trial {
            pin: self.pin,
            told,
            ..trial
        }
    }

    async fn at_home(&mut self, mut key: PinKey) -> Trial {
        for _ in 0..PATIENCE {
            let Some(home) = self.desk.borrow().peek(key) else {
                break;
            };
            self.pin = Some(Pinned { home, hard: false });
            if !self.desk.borrow().is_enabled(home.channel) {
                break;
            }
            let Some(seat) = self.plan.seat_of(home.channel) else {
                self.pin = None;
                key = key.for_model(&self.request.model);
                continue;
            };
            self.cached = Some(home.channel);
            match self.ask(seat, Terms::only(home.credential)).await {
                Ok(credential) => {
                    let mut told = vec![Told::chosen(seat, credential, "session")];
                    let others = self.round(|other| other == seat).await;
                    told.extend(others.told().into_iter().map(Told::later));
                    return Trial {
                        told,
                        ..self.served(self.decision("session", Some(seat), std::iter::empty()))
                    };
                }
                Err(refused) => self.home_refusal = Some((seat, refused)),
            }
            break;
        }
        self.free().await
    }

    async fn free(&mut self) -> Trial {
        let home = self.home_refusal.clone();
        let sole = |seat: usize| self.plan.seats[seat].place.spec.credentials.len() == 1;
        // With a single credential, the home's refusal is that of its whole seat.
        let (gone, at_home) = match home {
            Some((seat, refused)) if sole(seat) => (Some((seat, refused)), None),
            home => (None, home),
        };
        let round = self
            .round(|seat| gone.as_ref().is_some_and(|(at, _)| *at == seat))
            .await;
        let mut told = round.told();
        if let Some((seat, refused)) = gone {
            told.insert(0, Told::of(seat, Fate::Refused(refused)));
        }
        let first = told.iter().position(|told| told.refusal().is_none());
        let before = &told[..first.unwrap_or(told.len())];
        let refusals: Vec<(usize, Refused)> = before.iter().filter_map(Told::refusal).collect();
        let mut head = self.plan.strategy.as_str();
        if first.is_none() {
            head = "last_resort";
            self.last_resort(&round, &refusals, &mut told).await;
        }
        let served = |told: &&Told| told.refusal().is_none();
        let first = told.iter().find(served);
        let trial = match first.map(|told| &told.fate) {
            Some(Fate::Chosen(_)) => {
                let names = self.names(&at_home, &refusals);
                self.served(self.decision(head, first.map(|told| told.seat), names))
            }
            // Lots decide, also on who is passed over before.
            Some(_) => self.served(head.into()),
            None => {
                let counted = refusals.iter().map(|(_, refused)| refused);
                Trial::hopeless(&NoRoute::of(counted, Vec::new()))
            }
        };
        Trial {
            pin: self.pin,
            told,
            ..trial
        }
    }

    /// The candidate closest to recovery; of several that are equally close the one that is asked first.
    async fn last_resort(&self, round: &Round, refusals: &[(usize, Refused)], told: &mut [Told]) {
        let waits = refusals
            .iter()
            .filter_map(|(seat, refused)| Some((*seat, until_recovery(refused)?)));
        let Some(shortest) = waits.clone().map(|(_, wait)| wait).min() else {
            return;
        };
        let closest: Vec<usize> = waits
            .filter(|(_, wait)| *wait == shortest)
            .map(|(seat, _)| seat)
            .collect();
        // The session's home was asked before all others.
        let before_all = closest
            .iter()
            .copied()
            .find(|seat| !round.seats.contains(seat));
        let possible = match before_all {
            Some(seat) => vec![seat],
            None => self.first_asked(round, &closest),
        };
        for told in told.iter_mut().filter(|told| possible.contains(&told.seat)) {
            let Ok(credential) = self.ask(told.seat, Terms::LAST_RESORT).await else {
                continue;
            };
            told.credential = Some(credential);
            told.odds = None;
            told.fate = match possible.len() {
                1 => Fate::Chosen("last_resort"),
                _ => Fate::Drawn,
            };
        }
    }

    /// Which of some seats may be asked before the others of them.
    fn first_asked(&self, round: &Round, some: &[usize]) -> Vec<usize> {
        let wanted: Vec<bool> = round.seats.iter().map(|seat| some.contains(seat)).collect();
        let rehearsal = self
            .plan
            .rehearse(&round.seats, &round.candidates, &wanted, round.now);
        let possible = rehearsal.possible.iter();
        possible.map(|index| round.seats[*index]).collect()
    }

    /// Asks all seats but some.
    async fn round(&self, skipped: impl Fn(usize) -> bool) -> Round {
        let seats: Vec<usize> = (0..self.plan.seats.len())
            .filter(|seat| !skipped(*seat))
            .collect();
        let mut answers = Vec::with_capacity(seats.len());
        for seat in &seats {
            answers.push(self.ask(*seat, Terms::FREE).await);
        }
        let desk = self.desk.borrow();
        let candidates: Vec<Candidate> = seats
            .iter()
            .map(|seat| {
                let seat = &self.plan.seats[*seat];
                desk.candidate(self.plan, seat, self.request, self.cached)
            })
            .collect();
        let admits: Vec<bool> = answers.iter().map(Result::is_ok).collect();
        let now = desk.clock.now();
        Round {
            rehearsal: self.plan.rehearse(&seats, &candidates, &admits, now),
            strategy: self.plan.strategy.as_str(),
            seats,
            answers,
            candidates,
            now,
        }
    }

    async fn ask(&self, seat: usize, terms: Terms) -> Result<CredentialId, Refused> {
        let seat = &self.plan.seats[seat];
        let ask = terms.ask(self.request, seat, Vec::new());
        seat.place.preview(ask).await
    }

    fn names<'s>(
        &'s self,
        home: &'s Option<(usize, Refused)>,
        refusals: &'s [(usize, Refused)],
    ) -> impl Iterator<Item = (&'s str, RefusedReason)> {
        let refused = home.iter().chain(refusals).map(|(seat, refused)| {
            let name = self.plan.seats[*seat].place.spec.name.as_str();
            (name, refused.reason)
        });
        let lacking = self.plan.passed_over.iter();
        refused.chain(lacking.map(|(name, need)| (&**name, RefusedReason::Lacks(*need))))
    }

    fn decision<'s>(
        &self,
        head: &'static str,
        seat: Option<usize>,
        names: impl Iterator<Item = (&'s str, RefusedReason)>,
    ) -> Cow<'static, str> {
        let translated = seat.is_some_and(|seat| self.plan.seats[seat].translated);
        decision(head, translated, names)
    }

    fn served(&self, decision: Cow<'static, str>) -> Trial {
        Trial {
            pin: self.pin,
            decision,
            can_serve: true,
            retry_after: None,
            told: Vec::new(),
        }
    }
}
