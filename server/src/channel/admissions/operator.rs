//! What an operator sees of a channel's books, and the clean slate that an operator may give it.

use std::time::{Duration, Instant};

use routex_entity::api::{
    ChannelCounters, ChannelLatency, ChannelLive, CredentialHealth, LastError,
};

use super::Admissions;
use crate::{
    channel::{
        CredentialId,
        messages::{Left, Report},
    },
    clock::Clock,
};

impl Admissions {
    /// Everything that is known now. Times are told as those of the wall clock.
    pub fn report(&mut self, now: Instant, clock: &Clock) -> Report {
        let tally = self.tally.borrow();
        let live = ChannelLive {
            state: self.state(now),
            open_until: self.health.host_open_until(now, clock),
            in_flight: self.limits.in_flight(),
            counters: ChannelCounters {
                attempts: tally.attempts(),
                outcomes: tally.outcomes(),
                requests_in_minute: self.limits.requests_in_minute(now),
                tokens_in_minute: self.limits.tokens_in_minute(now),
            },
            latency: ChannelLatency {
                ttft_ewma_ms: self.latency.average().map(millis),
                ttft_p50_ms: tally.ttft_percentile(50),
                ttft_p95_ms: tally.ttft_percentile(95),
                samples: tally.samples(),
                connect_ms: tally.connect().map(millis),
            },
            last_probe: None,
        };
        let places = 0..self.spec.credentials.len();
        let left = places.fold(Left::default(), |left, place| {
            left.and(self.health.left(place, now))
        });
        let credentials = self.spec.credentials.iter().enumerate();
        let credentials = credentials.map(|(place, credential)| {
            let health = self.credential_report(place, now, clock);
            (credential.id, health)
        });
        Report {
            channel: self.spec.id,
            live,
            credentials: credentials.collect::<Vec<(CredentialId, CredentialHealth)>>(),
            left,
        }
    }

    /// Closes the breakers, ends suspensions and cooldowns. What the provider foretold of its limits still holds.
    pub fn reset(&mut self, now: Instant) {
        self.health.reset(now);
    }

    /// Nothing is in flight.
    pub fn is_idle(&self) -> bool {
        self.permits.is_empty()
    }

    fn credential_report(&self, place: usize, now: Instant, clock: &Clock) -> CredentialHealth {
        let load = self.loads.get(place).copied().unwrap_or_default();
        let last_error = load.last_error.map(|(outcome, at)| LastError {
            outcome,
            at: clock.utc(at),
        });
        CredentialHealth {
            in_flight: load.in_flight,
            last_error,
            ..self.health.report(place, now, clock)
        }
    }
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use routex_entity::{ChannelState, Outcome};

    use super::super::tests::{attempt, open};
    use crate::{channel::fixture::channel, clock::Hand, upstream::outcome::Health};

    const SECOND: std::time::Duration = std::time::Duration::from_secs(1);

    #[test]
    fn a_suspended_a_cooling_and_a_failing_credential_tell_until_when() {
        let hand = Hand::new();
        let (now, clock) = (hand.now(), hand.clock());
        let mut books = open(channel("a", 3), now);
        let rejected = attempt(&mut books, Health::Rejected, now);
        let limited = Health::RateLimited {
            wait: Some(7 * SECOND),
        };
        let cooling = attempt(&mut books, limited, now);
        for _ in 0..5 {
            attempt(&mut books, Health::Failure, now);
        }

        let report = books.report(now, &clock);

        let of = |id| {
            let known = report.credentials.iter().find(|(known, _)| *known == id);
            known.unwrap().1.clone()
        };
        let suspended = of(rejected).suspended.unwrap();
        assert_eq!(suspended.cause, Outcome::Unauthorized);
        assert_eq!(suspended.until, clock.utc(now + 300 * SECOND));
        assert_eq!(of(rejected).state, ChannelState::Disabled);
        assert_eq!(of(cooling).cooling_until, Some(clock.utc(now + 7 * SECOND)));
        assert_eq!(of(cooling).state, ChannelState::Cooling);
        let failing = report.credentials.iter().map(|(_, health)| health);
        let failing = failing.filter(|health| health.state == ChannelState::Open);
        let open: Vec<_> = failing.flat_map(|health| health.models.clone()).collect();
        assert_eq!(open[0].breaker, ChannelState::Open);
        assert!(open[0].open_until.unwrap() > clock.utc(now));
        assert_eq!(report.live.counters.attempts, 7);
        assert_eq!(report.live.counters.requests_in_minute, 7);
    }

    #[test]
    fn a_reset_lets_every_credential_serve_again() {
        let hand = Hand::new();
        let now = hand.now();
        let mut books = open(channel("a", 2), now);
        attempt(&mut books, Health::Rejected, now);
        for _ in 0..5 {
            attempt(&mut books, Health::HostFailure, now);
        }
        assert_eq!(books.state(now), ChannelState::Open);

        books.reset(now);

        let report = books.report(now, &hand.clock());
        assert_eq!(report.live.state, ChannelState::Closed);
        for (_, health) in &report.credentials {
            assert_eq!(health.state, ChannelState::Closed);
            assert_eq!(health.suspended, None);
        }
    }
}
