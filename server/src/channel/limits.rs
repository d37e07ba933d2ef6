//! The operator's limits of a channel: requests in flight, requests a minute, tokens a minute.

use std::time::{Duration, Instant};

use super::{
    messages::{Refused, RefusedReason},
    spec::ChannelSpec,
    window::Minute,
};

/// The limits themselves. 0: unlimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    pub max_concurrency: u32,
    /// Requests a minute.
    pub rpm: u32,
    /// Tokens a minute.
    pub tpm: u32,
}

impl From<&ChannelSpec> for Caps {
    fn from(spec: &ChannelSpec) -> Self {
        Self {
            max_concurrency: spec.max_concurrency,
            rpm: spec.rpm,
            tpm: spec.tpm,
        }
    }
}

/// What counts against the limits. No 60 seconds ever hold more than the caps allow.
#[derive(Debug, Clone)]
pub struct Limits {
    in_flight: u32,
    requests: Minute,
    tokens: Minute,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_flight: 0,
            requests: Minute::minute(),
            tokens: Minute::minute(),
        }
    }
}

impl Limits {
    /// Whether a request of `estimate` tokens fits. One that is larger than the whole tpm fits an empty minute.
    pub fn check(&mut self, caps: Caps, estimate: u64, now: Instant) -> Result<(), Refused> {
        if caps.max_concurrency > 0 && self.in_flight >= caps.max_concurrency {
            return Err(refused(RefusedReason::Concurrency, None));
        }
        let rpm = u64::from(caps.rpm);
        if rpm > 0 && self.requests.total(now) >= rpm {
            let wait = self.requests.wait_for(now, rpm - 1);
            return Err(refused(RefusedReason::RequestsPerMinute, Some(wait)));
        }
        let tpm = u64::from(caps.tpm);
        let used = self.tokens.total(now);
        if tpm > 0 && used > 0 && used.saturating_add(estimate) > tpm {
            let wait = self.tokens.wait_for(now, tpm.saturating_sub(estimate));
            return Err(refused(RefusedReason::TokensPerMinute, Some(wait)));
        }
        Ok(())
    }

    /// Counts a request in and reserves its estimate.
    pub fn enter(&mut self, estimate: u64, now: Instant) {
        self.in_flight = self.in_flight.saturating_add(1);
        self.requests.add(now, 1);
        self.tokens.add(now, estimate);
    }

    /// Counts it out. What it used more than estimated counts from now, what it used less never counted.
    pub fn leave(&mut self, entered: Instant, estimate: u64, used: Option<u64>, now: Instant) {
        self.in_flight = self.in_flight.saturating_sub(1);
        let used = used.unwrap_or(estimate);
        if used > estimate {
            self.tokens.add(now, used - estimate);
        } else {
            self.tokens.take_back(now, entered, estimate - used);
        }
    }

    /// Counts it out as if it had never been counted in.
    pub fn give_back(&mut self, entered: Instant, estimate: u64, now: Instant) {
        self.requests.take_back(now, entered, 1);
        self.leave(entered, estimate, Some(0), now);
    }

    pub fn in_flight(&self) -> u32 {
        self.in_flight
    }

    pub fn requests_in_minute(&mut self, now: Instant) -> u64 {
        self.requests.total(now)
    }

    pub fn tokens_in_minute(&mut self, now: Instant) -> u64 {
        self.tokens.total(now)
    }
}

fn refused(reason: RefusedReason, retry_after: Option<Duration>) -> Refused {
    Refused {
        reason,
        retry_after,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const UNLIMITED: Caps = Caps {
        max_concurrency: 0,
        rpm: 0,
        tpm: 0,
    };

    proptest! {
        #[test]
        fn no_minute_holds_more_than_rpm_and_the_named_wait_suffices(
            gaps in proptest::collection::vec(0_u64..4_000, 1..200),
            rpm in 1_u32..20,
        ) {
            let caps = Caps { rpm, ..UNLIMITED };
            let mut now = Instant::now();
            let mut limits = Limits::default();
            let mut admitted: Vec<Instant> = Vec::new();
            for gap in gaps {
                now += Duration::from_millis(gap);
                match limits.check(caps, 0, now) {
                    Ok(()) => {
                        limits.enter(0, now);
                        admitted.push(now);
                    }
                    Err(refused) => {
                        let wait = refused.retry_after.unwrap();
                        prop_assert!(wait > Duration::ZERO && wait <= Duration::from_secs(61));
                        prop_assert!(limits.clone().check(caps, 0, now + wait).is_ok());
                    }
                }
                let recent = admitted.iter().filter(|at| now - **at < Duration::from_secs(60));
                prop_assert!(recent.count() <= rpm as usize);
            }
        }

        #[test]
        fn concurrency_is_never_exceeded(
            enter in proptest::collection::vec(any::<bool>(), 1..200),
            max_concurrency in 1_u32..10,
        ) {
            let caps = Caps { max_concurrency, ..UNLIMITED };
            let now = Instant::now();
            let mut limits = Limits::default();
            let mut inside = 0;
            for enter in enter {
                if !enter && inside > 0 {
                    limits.leave(now, 0, None, now);
                    inside -= 1;
                } else if enter {
                    prop_assert_eq!(limits.check(caps, 0, now).is_ok(), inside < max_concurrency);
                    if inside < max_concurrency {
                        limits.enter(0, now);
                        inside += 1;
                    }
                }
                prop_assert_eq!(limits.in_flight(), inside);
            }
        }
    }

    #[test]
    fn the_estimate_is_reserved_and_corrected() {
        let caps = Caps {
            tpm: 1000,
            ..UNLIMITED
        };
        let now = Instant::now();
        let mut limits = Limits::default();
        limits.enter(900, now);
        let refused = limits.check(caps, 200, now).unwrap_err();
        assert_eq!(refused.reason, RefusedReason::TokensPerMinute);
        limits.leave(now, 900, Some(100), now);
        assert_eq!(limits.tokens_in_minute(now), 100);
        assert!(limits.check(caps, 200, now).is_ok());
        limits.enter(100, now);
        limits.leave(now, 100, Some(400), now);
        assert_eq!(limits.tokens_in_minute(now), 500);
    }

    #[test]
    fn a_request_larger_than_the_limit_gets_an_empty_minute() {
        let caps = Caps {
            tpm: 100,
            ..UNLIMITED
        };
        let now = Instant::now();
        let mut limits = Limits::default();
        assert!(limits.check(caps, 5000, now).is_ok());
        limits.enter(5000, now);
        let wait = limits.check(caps, 5000, now).unwrap_err().retry_after;
        assert!(limits.check(caps, 5000, now + wait.unwrap()).is_ok());
    }
}
