//! Circuit breaker: stops sending where attempts keep failing, and lets one live request find out when that is over.

use std::time::{Duration, Instant};

use super::{
    backoff,
    messages::{Refused, RefusedReason},
    window::SlidingWindow,
};
use crate::router::settings::BreakerSettings;

/// After a failed probe even a last resort keeps this distance (or one stay, when that is shorter) …
const LAST_RESORT_SPACING: Duration = Duration::from_secs(1);
/// … but for the first few after a trip: nobody else can serve, and the trouble may have been short.
const FREE_LAST_RESORTS: u32 = 5;

/// Closed, open or half-open.
#[derive(Debug, Clone)]
pub struct Breaker {
    state: State,
    /// Failures in a row.
    streak: u32,
    recent: Option<Box<Recent>>,
}

#[derive(Debug, Clone)]
enum State {
    Closed,
    Open(Stay),
    /// One live request is deciding. The stay is what remains when it decides nothing.
    HalfOpen(Stay),
}

#[derive(Debug, Clone, Copy)]
struct Stay {
    /// A probe is due from here on.
    until: Instant,
    /// Length before jitter; the next one is twice that.
    length: Duration,
    /// A last resort may probe early from here on.
    last_resort_from: Instant,
    /// Last resorts that may fail before they have to keep their distance.
    free: u32,
}

/// Attempts and failures of the sliding window.
#[derive(Debug, Clone)]
struct Recent {
    window: Duration,
    attempts: SlidingWindow<11>,
    failures: SlidingWindow<11>,
}

/// What a breaker says to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permission {
    Pass,
    /// Pass, and decide whether the breaker closes.
    Probe,
    Refuse(Refused),
}

/// What an observer can tell of the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Closed,
    Open,
    HalfOpen,
}

impl Default for Breaker {
    fn default() -> Self {
        Self {
            state: State::Closed,
            streak: 0,
            recent: None,
        }
    }
}

impl Breaker {
    /// Whether a request may pass. Changes nothing: `begin_probe` does, once the request really goes.
    pub fn permission(&self, now: Instant, last_resort: bool) -> Permission {
        match &self.state {
            State::Closed => Permission::Pass,
            State::Open(stay) if now >= stay.until => Permission::Probe,
            State::Open(stay) if last_resort && now >= stay.last_resort_from => Permission::Probe,
            State::Open(stay) => Permission::Refuse(Refused {
                reason: RefusedReason::BreakerOpen,
                retry_after: Some(stay.until - now),
            }),
            State::HalfOpen(_) => Permission::Refuse(Refused {
                reason: RefusedReason::ProbeInFlight,
                retry_after: None,
            }),
        }
    }

    /// The one probe is on its way.
    pub fn begin_probe(&mut self) {
        if let State::Open(stay) = self.state {
            self.state = State::HalfOpen(stay);
        }
    }

    /// The probe ended without saying anything; the next request probes.
    pub fn release_probe(&mut self) {
        if let State::HalfOpen(stay) = self.state {
            self.state = State::Open(stay);
        }
    }

    /// An attempt went well. Answers whether that closed the breaker.
    pub fn succeed(&mut self, now: Instant, probe: bool, settings: &BreakerSettings) -> bool {
        match self.state {
            State::Closed => {
                self.streak = 0;
                self.recent(settings).count(now, false);
                false
            }
            State::HalfOpen(_) if probe => {
                *self = Self::default();
                true
            }
            // An attempt from before the trip says nothing about now.
            State::Open(_) | State::HalfOpen(_) => false,
        }
    }

    /// An attempt failed. Answers whether that opened the breaker. `jitter` is in 0–1.
    pub fn fail(
        &mut self,
        now: Instant,
        probe: bool,
        settings: &BreakerSettings,
        jitter: f64,
    ) -> bool {
        match self.state {
            State::Closed => {
                self.streak = self.streak.saturating_add(1);
                self.recent(settings).count(now, true);
                let trips = self.trips(now, settings);
                if trips {
                    self.open(
                        now,
                        settings.open.min(settings.max_open),
                        now,
                        FREE_LAST_RESORTS,
                        jitter,
                    );
                }
                trips
            }
            State::HalfOpen(stay) if probe => {
                let spaced = now + stay.length.min(LAST_RESORT_SPACING);
                if now < stay.until {
                    // A last resort failed early: the stay goes on as it was.
                    let free = stay.free.saturating_sub(1);
                    self.state = State::Open(Stay {
                        last_resort_from: if free > 0 { now } else { spaced },
                        free,
                        ..stay
                    });
                } else {
                    let length = stay.length.saturating_mul(2).min(settings.max_open);
                    self.open(now, length, spaced, 0, jitter);
                }
                true
            }
            State::Open(_) | State::HalfOpen(_) => false,
        }
    }

    pub fn phase(&self) -> Phase {
        match self.state {
            State::Closed => Phase::Closed,
            State::Open(_) => Phase::Open,
            State::HalfOpen(_) => Phase::HalfOpen,
        }
    }

    /// Closed and without a failure that could still matter.
    pub fn at_rest(&self) -> bool {
        matches!(self.state, State::Closed) && self.streak == 0
    }

    fn open(
        &mut self,
        now: Instant,
        length: Duration,
        last_resort_from: Instant,
        free: u32,
        jitter: f64,
    ) {
        self.state = State::Open(Stay {
            until: now + backoff::spread(length, jitter),
            length,
            last_resort_from,
            free,
        });
        self.streak = 0;
        self.recent = None;
    }

    fn trips(&mut self, now: Instant, settings: &BreakerSettings) -> bool {
        if self.streak >= settings.consecutive_failures.max(1) {
            return true;
        }
        let (attempts, failures) = self.recent(settings).totals(now);
        attempts >= u64::from(settings.minimum_attempts.max(1))
            && ratio(failures, attempts) >= settings.failure_ratio
    }

    fn recent(&mut self, settings: &BreakerSettings) -> &mut Recent {
        let stale = self
            .recent
            .as_ref()
            .is_some_and(|recent| recent.window != settings.window);
        if stale {
            self.recent = None;
        }
        self.recent
            .get_or_insert_with(|| Box::new(Recent::new(settings.window)))
    }
}

impl Recent {
    fn new(window: Duration) -> Self {
        let slot = window / 10;
        Self {
            window,
            attempts: SlidingWindow::new(slot),
            failures: SlidingWindow::new(slot),
        }
    }

    fn count(&mut self, now: Instant, failed: bool) {
        self.attempts.add(now, 1);
        self.failures.add(now, u64::from(failed));
    }

    fn totals(&mut self, now: Instant) -> (u64, u64) {
        (self.attempts.total(now), self.failures.total(now))
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of one window are far below 2^52"
)]
fn ratio(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests;
