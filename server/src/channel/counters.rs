//! How fast a channel answers, as a peak-sensitive moving average.

use std::time::{Duration, Instant};

use super::messages::Settlement;
use crate::upstream::outcome::Health;

/// Weight of the past falls to 1/e in this time.
const MEMORY: Duration = Duration::from_secs(30);
/// What an error or a 429 counts as, when it did not take even longer.
const PENALTY: Duration = Duration::from_secs(10);

/// Peak-EWMA of the time to first token: rises at once, falls with time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Latency {
    measured: Option<(Duration, Instant)>,
}

impl Latency {
    /// Takes what an attempt says about speed, if anything.
    pub fn observe(&mut self, settlement: &Settlement, now: Instant) {
        let sample = match settlement.health {
            Health::Good => settlement.ttft.unwrap_or(settlement.latency),
            Health::Failure
            | Health::HostFailure
            | Health::Overloaded { .. }
            | Health::RateLimited { .. } => settlement.latency.max(PENALTY),
            Health::QuotaExhausted | Health::Rejected | Health::ModelUnknown | Health::Neutral => {
                return;
            }
        };
        self.add(sample, now);
    }

    /// The average at the time of the last sample.
    pub fn average(&self) -> Option<Duration> {
        self.measured.map(|(average, _)| average)
    }

    /// When the last sample came.
    pub fn measured_at(&self) -> Option<Instant> {
        self.measured.map(|(_, at)| at)
    }

    fn add(&mut self, sample: Duration, now: Instant) {
        let average = match self.measured {
            Some((average, at)) if sample < average => {
                let kept = decay(now.saturating_duration_since(at));
                average.mul_f64(kept) + sample.mul_f64(1.0 - kept)
            }
            _ => sample,
        };
        self.measured = Some((average, now));
    }
}

/// The share of an average that is left after `age`, 0–1.
pub fn decay(age: Duration) -> f64 {
    (-age.as_secs_f64() / MEMORY.as_secs_f64()).exp()
}

#[cfg(test)]
mod tests {
    use routex_entity::Outcome;

    use super::*;

    fn settled(health: Health, ttft_ms: u64) -> Settlement {
        Settlement {
            health,
            ttft: Some(Duration::from_millis(ttft_ms)),
            ..Settlement::neutral(Outcome::Success)
        }
    }

    #[test]
    fn rises_at_once_and_falls_with_time() {
        let now = Instant::now();
        let mut latency = Latency::default();
        latency.observe(&settled(Health::Good, 100), now);
        latency.observe(&settled(Health::Good, 900), now);
        assert_eq!(latency.average(), Some(Duration::from_millis(900)));
        latency.observe(&settled(Health::Good, 100), now + MEMORY);
        let average = latency.average().unwrap();
        assert!(average > Duration::from_millis(380) && average < Duration::from_millis(400));
    }

    #[test]
    fn a_429_is_slow_and_a_client_error_says_nothing() {
        let now = Instant::now();
        let mut latency = Latency::default();
        latency.observe(&settled(Health::Neutral, 1), now);
        assert_eq!(latency.average(), None);
        latency.observe(&settled(Health::RateLimited { wait: None }, 1), now);
        assert_eq!(latency.average(), Some(PENALTY));
    }
}
