//! What an operator sees of a channel's health, and its reset.

use std::time::Instant;

use chrono::{DateTime, Utc};
use routex_entity::{
    ChannelState, Outcome,
    api::{CredentialHealth, ModelHealth, Suspended, TokenHealth},
};

use super::{ChannelHealth, Gate, Permission, Phase};
use crate::{
    channel::{
        CredentialSpec,
        breaker::Breaker,
        messages::{Left, Refused, RefusedReason},
        suspension::Cause,
    },
    clock::Clock,
    oauth::Trouble,
};

impl ChannelHealth {
    /// When the host may be tried again, if it could not be reached.
    pub fn host_open_until(&self, now: Instant, clock: &Clock) -> Option<DateTime<Utc>> {
        open_until(&self.host, now, clock)
    }

    /// What is known of one credential, its load apart.
    pub fn report(&self, place: usize, now: Instant, clock: &Clock) -> CredentialHealth {
        let mut models: Vec<ModelHealth> = self
            .models
            .named()
            .filter_map(|(model, gates)| Some(model_report(model, gates.get(place)?, now, clock)))
            .collect();
        models.sort_by(|a, b| a.model.cmp(&b.model));
        let suspended = self
            .credentials
            .get(place)
            .and_then(|known| known.suspension.sentence())
            .map(|(cause, until)| Suspended {
                cause: match cause {
                    Cause::Rejected => Outcome::Unauthorized,
                    Cause::QuotaExhausted => Outcome::QuotaExhausted,
                },
                until: clock.utc(until),
            });
        CredentialHealth {
            state: self.credential_state(place, now),
            suspended,
            cooling_until: models.iter().filter_map(|model| model.cooling_until).max(),
            token: self
                .credentials
                .get(place)
                .and_then(|known| token_health(&known.spec)),
            models,
            ..CredentialHealth::default()
        }
    }

    /// What the provider's headers leave to one credential, with its scarcest model.
    pub fn left(&self, place: usize, now: Instant) -> Left {
        let gates = self.models.iter().filter_map(|gates| gates.get(place));
        gates.fold(Left::default(), |left, gate| left.scarcer(gate.left(now)))
    }

    /// Forgets all that keeps requests away.
    pub fn reset(&mut self, now: Instant) {
        self.host = Breaker::default();
        for credential in &mut self.credentials {
            credential.suspension.heal();
            credential.slow_start.end();
        }
        for gate in self.models.iter_mut().flatten() {
            gate.reset(now);
        }
    }
}

fn token_health(credential: &CredentialSpec) -> Option<TokenHealth> {
    let grant = credential.token()?.cell.load();
    let access = grant.access.as_ref();
    let time = |ms: Option<i64>| ms.and_then(DateTime::from_timestamp_millis);
    let (last_error, next_ms) = match &grant.trouble {
        None => (None, None),
        Some(Trouble::NeedsSignIn { error }) => (Some(error.clone()), None),
        Some(Trouble::Failing { error, next_ms }) => (Some(error.clone()), Some(*next_ms)),
    };
    Some(TokenHealth {
        account: grant.account.clone(),
        obtained_at: time(access.map(|token| token.obtained_at_ms)),
        expires_at: time(access.and_then(|token| token.expires_at_ms)),
        needs_sign_in: grant.needs_sign_in(),
        last_error,
        next_try_at: time(next_ms),
    })
}

fn model_report(model: &str, gate: &Gate, now: Instant, clock: &Clock) -> ModelHealth {
    let cooling = gate.cooldown.check(now).err();
    ModelHealth {
        model: model.to_owned(),
        breaker: match gate.breaker.phase() {
            Phase::Closed => ChannelState::Closed,
            Phase::Open => ChannelState::Open,
            Phase::HalfOpen => ChannelState::HalfOpen,
        },
        open_until: open_until(&gate.breaker, now, clock),
        cooling_until: cooling
            .as_ref()
            .and_then(|refused| end_of(refused, now, clock)),
        model_unknown: cooling.is_some_and(|refused| refused.reason == RefusedReason::ModelUnknown),
    }
}

/// `None`: it is closed, due for a probe, or the probe is on its way.
fn open_until(breaker: &Breaker, now: Instant, clock: &Clock) -> Option<DateTime<Utc>> {
    match breaker.permission(now, false) {
        Permission::Refuse(refused) => end_of(&refused, now, clock),
        Permission::Pass | Permission::Probe => None,
    }
}

fn end_of(refused: &Refused, now: Instant, clock: &Clock) -> Option<DateTime<Utc>> {
    refused.retry_after.map(|wait| clock.utc(now + wait))
}
