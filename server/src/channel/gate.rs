//! The health of one credential × model: breaker, cooldown and forecast together.

use std::time::{Duration, Instant};

use routex_entity::ChannelState;

use super::{
    breaker::{Breaker, Permission, Phase},
    cooldown::Cooldown,
    ending::{Changes, Ending},
    messages::{Left, Refused, RefusedReason},
    outlook::Outlook,
};
use crate::upstream::{forecast::Forecast, outcome::Health};

/// A gate that was not used for this long no longer speaks for its credential.
const SPEAKS_FOR: Duration = Duration::from_secs(10 * 60);

/// What is known of one credential × model.
#[derive(Debug, Clone)]
pub struct Gate {
    pub breaker: Breaker,
    pub cooldown: Cooldown,
    outlook: Option<Box<Outlook>>,
    pub used_at: Instant,
}

impl Gate {
    pub fn new(now: Instant) -> Self {
        Self {
            breaker: Breaker::default(),
            cooldown: Cooldown::default(),
            outlook: None,
            used_at: now,
        }
    }

    /// Whether a request may pass, and whether it would be the breaker's probe.
    pub fn check(&self, estimate: u64, last_resort: bool, now: Instant) -> Result<bool, Refused> {
        self.cooldown.check(now)?;
        let probe = match self.breaker.permission(now, last_resort) {
            Permission::Pass => false,
            Permission::Probe => true,
            Permission::Refuse(refused) => return Err(refused),
        };
        match &self.outlook {
            Some(outlook) if !last_resort => outlook.check(estimate, now)?,
            _ => {}
        }
        Ok(probe)
    }

    pub fn enter(&mut self, probe: bool, estimate: u64, now: Instant) {
        self.used_at = now;
        if probe {
            self.breaker.begin_probe();
        }
        if let Some(outlook) = &mut self.outlook {
            outlook.granted(estimate, now);
        }
    }

    /// What the provider's headers leave.
    pub fn left(&self, now: Instant) -> Left {
        let outlook = self.outlook.as_ref();
        outlook.map_or_else(Left::default, |outlook| outlook.left(now))
    }

    /// What was granted at `entered` was not used.
    pub fn given_back(&mut self, estimate: u64, entered: Instant, now: Instant) {
        if let Some(outlook) = &mut self.outlook {
            outlook.given_back(estimate, entered, now);
        }
    }

    /// Takes the end of an attempt. Answers from when a slow start is due.
    pub fn settle(
        &mut self,
        probe: bool,
        ending: &Ending<'_>,
        changes: &mut Changes,
    ) -> Option<Instant> {
        let (now, jitter) = (ending.now, ending.jitter);
        if let Some(forecast) = ending.forecast {
            self.foresee(forecast, now);
        }
        match ending.health {
            Health::Good => {
                self.cooldown.succeed();
                let closed = self.breaker.succeed(now, probe, ending.breaker);
                changes.closed |= closed;
                closed.then_some(now)
            }
            Health::Failure | Health::HostFailure => {
                changes.opened |= self.breaker.fail(now, probe, ending.breaker, jitter);
                None
            }
            Health::Overloaded { wait } => {
                changes.opened |= self.breaker.fail(now, probe, ending.breaker, jitter);
                changes.cooling = true;
                self.cooldown.overloaded(*wait, now, jitter)
            }
            Health::RateLimited { wait } => {
                self.release(probe);
                changes.cooling = true;
                self.cooldown.rate_limited(*wait, now, jitter)
            }
            Health::ModelUnknown => {
                self.release(probe);
                changes.cooling = true;
                self.cooldown.model_unknown(now);
                None
            }
            Health::QuotaExhausted | Health::Rejected | Health::Neutral => {
                self.release(probe);
                None
            }
        }
    }

    /// As if it had never failed; what the provider foretold stays.
    pub fn reset(&mut self, now: Instant) {
        *self = Self {
            outlook: self.outlook.take(),
            ..Self::new(now)
        };
    }

    /// Knows nothing that would be missed, a forecast apart.
    pub fn at_rest(&self, now: Instant) -> bool {
        self.breaker.at_rest() && self.cooldown.at_rest(now)
    }

    /// `None`: has nothing to say about its credential as a whole.
    pub fn state(&self, now: Instant) -> Option<ChannelState> {
        let cooling = self.cooldown.check(now).err().map(|refused| refused.reason);
        match (self.breaker.phase(), cooling) {
            (_, Some(RefusedReason::ModelUnknown)) => None,
            (Phase::HalfOpen, _) => Some(ChannelState::HalfOpen),
            (Phase::Open, _) => Some(ChannelState::Open),
            (Phase::Closed, Some(_)) => Some(ChannelState::Cooling),
            (Phase::Closed, None) if now.saturating_duration_since(self.used_at) > SPEAKS_FOR => {
                None
            }
            (Phase::Closed, None) => Some(ChannelState::Closed),
        }
    }

    fn release(&mut self, probe: bool) {
        if probe {
            self.breaker.release_probe();
        }
    }

    fn foresee(&mut self, forecast: Forecast, now: Instant) {
        match &mut self.outlook {
            Some(outlook) => outlook.update(forecast, now),
            None => self.outlook = Some(Box::new(Outlook::new(forecast))),
        }
    }
}
