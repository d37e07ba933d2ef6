//! How the ledger bears a database that is away: it waits longer each time, and says so once. Pure.

use std::time::{Duration, Instant};

const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Whether the database is there.
#[derive(Debug, Default)]
pub(super) struct Outage {
    current: Option<Current>,
}

#[derive(Debug)]
struct Current {
    since: Instant,
    wait: Duration,
    retry_at: Instant,
}

impl Outage {
    /// Notes a failure. True when it is the first of an outage.
    pub(super) fn failed(&mut self, now: Instant) -> bool {
        let (since, wait) = match &self.current {
            Some(current) => (current.since, (current.wait * 2).min(LONGEST_WAIT)),
            None => (now, FIRST_WAIT),
        };
        let retry_at = now + wait;
        let before = self.current.replace(Current {
            since,
            wait,
            retry_at,
        });
        before.is_none()
    }

    /// Notes a success. Tells how long the outage was that it ended.
    pub(super) fn succeeded(&mut self, now: Instant) -> Option<Duration> {
        let ended = self.current.take()?;
        Some(now.saturating_duration_since(ended.since))
    }

    /// How long until it is worth trying again; zero when it is.
    pub(super) fn retry_in(&self, now: Instant) -> Duration {
        self.current.as_ref().map_or(Duration::ZERO, |current| {
            current.retry_at.saturating_duration_since(now)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_each_change_is_told_once() {
        let start = Instant::now();
        let mut outage = Outage::default();
        let mut now = start;
        assert_eq!(outage.succeeded(now), None);
        assert!(outage.failed(now));

        let mut waits = vec![];
        for _ in 0..8 {
            let wait = outage.retry_in(now);
            waits.push(wait.as_millis());
            now += wait;
            assert_eq!(outage.retry_in(now), Duration::ZERO);
            assert!(!outage.failed(now));
        }
        assert_eq!(waits, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);

        assert!(outage.current.is_some());
        assert_eq!(outage.succeeded(now), Some(now - start));
        assert!(outage.current.is_none());
        assert!(outage.failed(now), "the next outage is told again");
        assert_eq!(outage.retry_in(now), FIRST_WAIT);
    }
}
