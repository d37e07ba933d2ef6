//! The health of a channel: its host, its credentials, and every credential × model in use. What survives a panic.

mod operator;

use std::{sync::Arc, time::Instant};

use routex_entity::{ChannelState, TransitionReason};

use super::{
    breaker::{Breaker, Permission, Phase},
    ending::{Changes, Ending},
    gate::Gate,
    messages::{Refused, RefusedReason},
    models::Models,
    slow_start::{RampTicket, SlowStart},
    spec::{CredentialId, CredentialSpec},
    suspension::{Cause, Suspension},
};
use crate::upstream::outcome::Health;

/// All that decides whether the channel may be used, limits and load apart.
#[derive(Debug, Clone)]
pub struct ChannelHealth {
    host: Breaker,
    credentials: Vec<CredentialHealth>,
    /// Gates in the order of `credentials`.
    models: Models,
}

#[derive(Debug, Clone)]
struct CredentialHealth {
    spec: Arc<CredentialSpec>,
    suspension: Suspension,
    slow_start: SlowStart,
}

/// What a lease is deciding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Probes {
    host: bool,
    gate: bool,
    suspension: bool,
}

/// A lease's mark in the health of its channel; handed back when it is settled.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    pub probes: Probes,
    ramp: Option<RampTicket>,
}

impl Probes {
    pub fn with_host(self, host: bool) -> Self {
        Self { host, ..self }
    }

    pub fn any(self) -> bool {
        self.host || self.gate || self.suspension
    }
}

impl ChannelHealth {
    pub fn new(credentials: &[Arc<CredentialSpec>]) -> Self {
        Self {
            host: Breaker::default(),
            credentials: credentials.iter().map(CredentialHealth::new).collect(),
            models: Models::default(),
        }
    }

    /// Keeps what is known of credentials that stay; one with a new secret starts afresh.
    pub fn reconfigure(&mut self, credentials: &[Arc<CredentialSpec>], now: Instant) {
        let old_places: Vec<Option<usize>> = credentials
            .iter()
            .map(|new| {
                self.credentials
                    .iter()
                    .position(|old| old.spec.id == new.id && old.spec.material == new.material)
            })
            .collect();
        for gates in self.models.iter_mut() {
            *gates = old_places
                .iter()
                .map(|old| old.map_or_else(|| Gate::new(now), |old| gates[old].clone()))
                .collect();
        }
        self.credentials = credentials
            .iter()
            .zip(&old_places)
            .map(|(spec, old)| match old {
                Some(old) => CredentialHealth {
                    spec: spec.clone(),
                    ..self.credentials[*old].clone()
                },
                None => CredentialHealth::new(spec),
            })
            .collect();
    }

    /// After a panic the leases of the earlier life are gone, and with them their probes.
    pub fn forget_leases(&mut self) {
        self.host.release_probe();
        for credential in &mut self.credentials {
            credential.suspension.release_probe();
            credential.slow_start.forget_in_flight();
        }
        for gate in self.models.iter_mut().flatten() {
            gate.breaker.release_probe();
        }
    }

    /// Whether the host may be asked at all, and whether that would be a probe.
    pub fn check_host(&self, last_resort: bool, now: Instant) -> Result<bool, Refused> {
        match self.host.permission(now, last_resort) {
            Permission::Pass => Ok(false),
            Permission::Probe => Ok(true),
            Permission::Refuse(refused) => Err(refused),
        }
    }

    /// The gates of a model, to be handed to `check`: one look-up for all credentials.
    pub fn gates(&self, model: &str) -> Option<&[Gate]> {
        self.models.get(model)
    }

    /// Whether a credential may be used, and what the lease would decide.
    pub fn check(
        &self,
        credential: usize,
        gates: Option<&[Gate]>,
        estimate: u64,
        last_resort: bool,
        now: Instant,
    ) -> Result<Probes, Refused> {
        let known = &self.credentials[credential];
        if let Some(reason) = known.spec.tokenless() {
            return Err(Refused {
                reason,
                retry_after: None,
            });
        }
        let suspension = known.suspension.check(now)?;
        let gate = match gates {
            Some(gates) => gates[credential].check(estimate, last_resort, now)?,
            None => false,
        };
        if !last_resort {
            known.slow_start.check(now)?;
        }
        Ok(Probes {
            host: false,
            gate,
            suspension,
        })
    }

    /// A lease is granted.
    pub fn enter(
        &mut self,
        credential: usize,
        model: &str,
        probes: Probes,
        estimate: u64,
        now: Instant,
    ) -> Mark {
        if probes.host {
            self.host.begin_probe();
        }
        let known = &mut self.credentials[credential];
        if probes.suspension {
            known.suspension.begin_probe();
        }
        let ramp = known.slow_start.enter(now);
        if let Some(gates) = self.models.get_mut(model) {
            gates[credential].enter(probes.gate, estimate, now);
        }
        Mark { probes, ramp }
    }

    /// What was granted at `entered` was not used; the lease is still to be settled.
    pub fn give_back(
        &mut self,
        credential: CredentialId,
        model: &str,
        estimate: u64,
        entered: Instant,
        now: Instant,
    ) {
        let place = self.place_of(credential);
        let gates = self.models.get_mut(model);
        if let (Some(place), Some(gates)) = (place, gates) {
            gates[place].given_back(estimate, entered, now);
        }
    }

    /// A lease is settled.
    pub fn leave(
        &mut self,
        credential: CredentialId,
        model: &Arc<str>,
        mark: Mark,
        ending: &Ending<'_>,
    ) -> Changes {
        let mut changes = Changes::default();
        self.settle_host(mark.probes, ending, &mut changes);
        let Some(place) = self.place_of(credential) else {
            return changes;
        };
        let known = &mut self.credentials[place];
        known
            .slow_start
            .leave(mark.ramp, *ending.health == Health::Good);
        known.settle_suspension(mark.probes, ending, &mut changes);

        let says_nothing = *ending.health == Health::Neutral && ending.forecast.is_none();
        // A probe for no model speaks for its host and its credential.
        if model.is_empty() || (says_nothing && !mark.probes.gate) {
            return changes;
        }
        let count = self.credentials.len();
        let gate = &mut self.models.get_or_insert(model, count, ending.now)[place];
        if let Some(from) = gate.settle(mark.probes.gate, ending, &mut changes) {
            self.credentials[place].slow_start.begin(from);
        }
        changes
    }

    /// The credentials, and why they are suspended.
    pub fn suspensions(
        &self,
    ) -> impl Iterator<Item = (&CredentialSpec, Option<TransitionReason>)> + Clone {
        self.credentials.iter().map(|known| {
            let tokenless = known.spec.tokenless().map(|why| match why {
                RefusedReason::NeedsSignIn => TransitionReason::NeedsSignIn,
                _ => TransitionReason::Unauthorized,
            });
            let sentence = known.suspension.sentence();
            let sentenced = sentence.map(|(cause, _)| cause.transition());
            (&*known.spec, tokenless.or(sentenced))
        })
    }

    /// What an operator sees: the best that any credential can do.
    pub fn state(&self, now: Instant) -> ChannelState {
        match self.host.phase() {
            Phase::Open => return ChannelState::Open,
            Phase::HalfOpen => return ChannelState::HalfOpen,
            Phase::Closed => {}
        }
        (0..self.credentials.len())
            .map(|place| self.credential_state(place, now))
            .min_by_key(|state| badness(*state))
            .unwrap_or(ChannelState::Disabled)
    }

    fn place_of(&self, credential: CredentialId) -> Option<usize> {
        self.credentials
            .iter()
            .position(|known| known.spec.id == credential)
    }

    fn credential_state(&self, place: usize, now: Instant) -> ChannelState {
        let known = &self.credentials[place];
        if known.suspension.is_suspended() || known.spec.tokenless().is_some() {
            return ChannelState::Disabled;
        }
        self.models
            .iter()
            .filter_map(|gates| gates[place].state(now))
            .min_by_key(|state| badness(*state))
            .unwrap_or_default()
    }

    fn settle_host(&mut self, probes: Probes, ending: &Ending<'_>, changes: &mut Changes) {
        let now = ending.now;
        let closed = match ending.health {
            Health::HostFailure => {
                changes.opened |= self
                    .host
                    .fail(now, probes.host, ending.breaker, ending.jitter);
                false
            }
            // Whatever it answered, it can be reached.
            Health::Good
            | Health::Overloaded { .. }
            | Health::RateLimited { .. }
            | Health::QuotaExhausted
            | Health::Rejected
            | Health::ModelUnknown => self.host.succeed(now, probes.host, ending.breaker),
            // A failure may be silence, which says nothing about the host.
            Health::Failure | Health::Neutral => {
                if probes.host {
                    self.host.release_probe();
                }
                false
            }
        };
        if closed {
            changes.closed = true;
            for credential in &mut self.credentials {
                credential.slow_start.begin(now);
            }
        }
    }
}

impl CredentialHealth {
    fn new(spec: &Arc<CredentialSpec>) -> Self {
        Self {
            spec: spec.clone(),
            suspension: Suspension::default(),
            slow_start: SlowStart::default(),
        }
    }

    fn settle_suspension(&mut self, probes: Probes, ending: &Ending<'_>, changes: &mut Changes) {
        let cause = match ending.health {
            Health::Rejected => Cause::Rejected,
            Health::QuotaExhausted => Cause::QuotaExhausted,
            Health::Good if probes.suspension => {
                changes.healed = self.suspension.heal();
                return;
            }
            _ => {
                if probes.suspension {
                    self.suspension.release_probe();
                }
                return;
            }
        };
        changes.suspended = self
            .suspension
            .suspend(cause, ending.now, probes.suspension)
            .map(|length| (cause, length));
    }
}

const fn badness(state: ChannelState) -> u8 {
    match state {
        ChannelState::Closed => 0,
        ChannelState::Cooling => 1,
        ChannelState::HalfOpen => 2,
        ChannelState::Open => 3,
        ChannelState::Disabled => 4,
    }
}
