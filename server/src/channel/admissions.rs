//! Who may go and who is out: everything a channel decides, without the actor around it.

mod operator;

use std::{cell::RefCell, cmp::Ordering, collections::HashMap, rc::Rc, sync::Arc, time::Instant};

use routex_entity::{ChannelState, Outcome};

use super::{
    counters::Latency,
    ending::{Changes, Ending},
    health::{ChannelHealth, Mark, Probes},
    limits::{Caps, Limits},
    messages::{Admit, Refused, RefusedReason, Settlement, Snapshot},
    spec::{ChannelSpec, CredentialId, CredentialSpec},
    tally::Tally,
};
use crate::{router::settings::RoutingSettings, upstream::outcome::Health};

/// The books of one channel.
#[derive(Debug)]
pub struct Admissions {
    spec: Arc<ChannelSpec>,
    tuning: Arc<RoutingSettings>,
    health: ChannelHealth,
    limits: Limits,
    latency: Latency,
    /// Shared with the books of later lives.
    tally: Rc<RefCell<Tally>>,
    /// In the order of the specification's credentials.
    loads: Vec<Load>,
    permits: HashMap<u64, Permit>,
    /// Leases granted so far; the number of the last one.
    granted: u64,
    retired: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Load {
    in_flight: u32,
    /// Number of the last lease granted on it.
    last_turn: u64,
    /// The last attempt that told against the credential or its provider.
    last_error: Option<(Outcome, Instant)>,
}

#[derive(Debug)]
struct Permit {
    credential: CredentialId,
    model: Arc<str>,
    estimate: u64,
    entered: Instant,
    mark: Mark,
}

/// A granted request.
#[derive(Debug)]
pub struct Grant {
    pub number: u64,
    pub credential: Arc<CredentialSpec>,
    pub probe: bool,
}

/// What a settlement brought to light about a credential.
#[derive(Debug)]
pub struct Settled {
    pub credential: CredentialId,
    pub model: Arc<str>,
    pub changes: Changes,
}

impl Admissions {
    /// Begins with `health` and `tally`, which may be those of an earlier life.
    pub fn new(
        spec: Arc<ChannelSpec>,
        tuning: Arc<RoutingSettings>,
        mut health: ChannelHealth,
        tally: Rc<RefCell<Tally>>,
        now: Instant,
    ) -> Self {
        health.forget_leases();
        // The configuration may have changed after the health was remembered.
        health.reconfigure(&spec.credentials, now);
        let loads = vec![Load::default(); spec.credentials.len()];
        Self {
            spec,
            tuning,
            health,
            limits: Limits::default(),
            latency: Latency::default(),
            tally,
            loads,
            permits: HashMap::new(),
            granted: 0,
            retired: false,
        }
    }

    pub fn spec(&self) -> &Arc<ChannelSpec> {
        &self.spec
    }

    pub fn health(&self) -> &ChannelHealth {
        &self.health
    }

    /// The credential that a lease would be granted on, or why none would be. Changes nothing.
    pub fn preview(&mut self, ask: &Admit, now: Instant) -> Result<CredentialId, Refused> {
        let (place, _) = self.check(ask, now)?;
        Ok(self.spec.credentials[place].id)
    }

    /// Grants a lease or says why not.
    pub fn admit(&mut self, ask: &Admit, now: Instant) -> Result<Grant, Refused> {
        let (place, probes) = self.check(ask, now)?;
        self.granted += 1;
        let number = self.granted;
        let estimate = ask.estimated_tokens;
        let mark = self.health.enter(place, &ask.model, probes, estimate, now);
        self.limits.enter(estimate, now);
        let load = &mut self.loads[place];
        load.in_flight += 1;
        load.last_turn = number;
        let credential = self.spec.credentials[place].clone();
        self.permits.insert(
            number,
            Permit {
                credential: credential.id,
                model: ask.model.clone(),
                estimate,
                entered: now,
                mark,
            },
        );
        Ok(Grant {
            number,
            credential,
            probe: probes.any(),
        })
    }

    /// Takes a lease back. `None`: it is not one of this life. `jitter` is in 0–1.
    pub fn settle(
        &mut self,
        number: u64,
        settlement: &Settlement,
        now: Instant,
        jitter: f64,
    ) -> Option<Settled> {
        let permit = self.permits.remove(&number)?;
        self.limits
            .leave(permit.entered, permit.estimate, settlement.tokens, now);
        // A probe for no model says nothing of how fast answers come.
        if !permit.model.is_empty() {
            self.latency.observe(settlement, now);
        }
        self.tally.borrow_mut().count(settlement);
        if let Some(load) = self.load_left(permit.credential)
            && !matches!(settlement.health, Health::Good | Health::Neutral)
        {
            load.last_error = Some((settlement.outcome, now));
        }
        let ending = Ending {
            health: &settlement.health,
            forecast: settlement.forecast,
            breaker: &self.tuning.breaker,
            now,
            jitter,
        };
        let changes = self
            .health
            .leave(permit.credential, &permit.model, permit.mark, &ending);
        Some(Settled {
            credential: permit.credential,
            model: permit.model,
            changes,
        })
    }

    /// Takes back a lease that nothing was sent with, as if it had not been granted. `None`: it is not one of this life.
    pub fn give_back(&mut self, number: u64, now: Instant) -> Option<Settled> {
        let permit = self.permits.remove(&number)?;
        self.limits.give_back(permit.entered, permit.estimate, now);
        self.load_left(permit.credential);
        self.health.give_back(
            permit.credential,
            &permit.model,
            permit.estimate,
            permit.entered,
            now,
        );
        let ending = Ending {
            health: &Health::Neutral,
            forecast: None,
            breaker: &self.tuning.breaker,
            now,
            jitter: 0.0,
        };
        let changes = self
            .health
            .leave(permit.credential, &permit.model, permit.mark, &ending);
        Some(Settled {
            credential: permit.credential,
            model: permit.model,
            changes,
        })
    }

    /// The configuration changed; what is in flight stays counted.
    pub fn reconfigure(
        &mut self,
        spec: Arc<ChannelSpec>,
        tuning: Arc<RoutingSettings>,
        now: Instant,
    ) {
        self.health.reconfigure(&spec.credentials, now);
        self.loads = spec
            .credentials
            .iter()
            .map(|new| {
                self.place_of(new.id)
                    .map_or_else(Load::default, |old| self.loads[old])
            })
            .collect();
        self.spec = spec;
        self.tuning = tuning;
        self.retired = false;
    }

    /// No more leases.
    pub fn retire(&mut self) {
        self.retired = true;
    }

    /// Retired, and the last lease is back.
    pub fn is_done(&self) -> bool {
        self.retired && self.permits.is_empty()
    }

    /// Retired: it has no state any more that anybody should hear of.
    pub fn is_retired(&self) -> bool {
        self.retired
    }

    pub fn state(&self, now: Instant) -> ChannelState {
        if self.retired || !self.spec.enabled {
            ChannelState::Disabled
        } else {
            self.health.state(now)
        }
    }

    /// The read model, with a state that the caller may have kept.
    pub fn snapshot(&mut self, state: ChannelState, now: Instant) -> Snapshot {
        Snapshot {
            channel: self.spec.id,
            state,
            in_flight: self.limits.in_flight(),
            tokens_in_window: self.limits.tokens_in_minute(now),
            ttft_ewma: self.latency.average(),
            measured_at: self.latency.measured_at(),
            connect: self.tally.borrow().connect(),
        }
    }

    /// The credential to grant, and what the lease would decide.
    fn check(&mut self, ask: &Admit, now: Instant) -> Result<(usize, Probes), Refused> {
        if self.retired || !self.spec.enabled {
            return Err(refusal(RefusedReason::Disabled));
        }
        self.limits
            .check(Caps::from(&*self.spec), ask.estimated_tokens, now)?;
        let host = self.health.check_host(ask.last_resort, now)?;
        let (place, probes) = self.choose(ask, now)?;
        Ok((place, probes.with_host(host)))
    }

    /// The pinned credential when it is admissible; else fair turns: fewest in flight, then longest without a turn.
    fn choose(&self, ask: &Admit, now: Instant) -> Result<(usize, Probes), Refused> {
        let gates = self.health.gates(&ask.model);
        let mut best: Option<(usize, Probes)> = None;
        let mut nearest = refusal(RefusedReason::NoCredential);
        for (place, credential) in self.spec.credentials.iter().enumerate() {
            let pinned = ask.pinned == Some(credential.id);
            if (ask.hard_pin && !pinned) || ask.excluded.contains(&credential.id) {
                continue;
            }
            let checked =
                self.health
                    .check(place, gates, ask.estimated_tokens, ask.last_resort, now);
            match checked {
                Ok(probes) if pinned => return Ok((place, probes)),
                Ok(probes) => {
                    if best.is_none_or(|(other, _)| self.turn(place) < self.turn(other)) {
                        best = Some((place, probes));
                    }
                }
                Err(refused) => nearest = sooner(nearest, refused),
            }
        }
        best.ok_or(nearest)
    }

    fn turn(&self, place: usize) -> (u32, u64) {
        let load = self.loads[place];
        (load.in_flight, load.last_turn)
    }

    /// One less in flight. `None`: the credential is gone.
    fn load_left(&mut self, credential: CredentialId) -> Option<&mut Load> {
        let place = self.place_of(credential)?;
        let load = self.loads.get_mut(place)?;
        load.in_flight = load.in_flight.saturating_sub(1);
        Some(load)
    }

    fn place_of(&self, credential: CredentialId) -> Option<usize> {
        self.spec
            .credentials
            .iter()
            .position(|known| known.id == credential)
    }
}

/// Of two refusals the one that ends sooner; one without a known end comes after those with one.
fn sooner(a: Refused, b: Refused) -> Refused {
    if a.reason == RefusedReason::NoCredential {
        return b;
    }
    let order = match (a.retry_after, b.retry_after) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    };
    if order.is_le() { a } else { b }
}

fn refusal(reason: RefusedReason) -> Refused {
    Refused {
        reason,
        retry_after: None,
    }
}

#[cfg(test)]
mod tests;
