//! What went through a channel: attempts by outcome since it began, and the latest times to first token.

use std::{collections::BTreeMap, time::Duration};

use routex_entity::Outcome;

use super::messages::Settlement;
use crate::upstream::outcome::Health;

/// Times that are kept.
const KEPT: usize = 256;
/// Weight of the newest connection in the average.
const NEWEST: f64 = 0.25;

/// Counts on the request path, sums up when somebody asks.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// In the order of the enum.
    ended: [u64; Outcome::ALL.len()],
    ttft_ms: Latest,
    /// Moving average of the time that connections take.
    connect: Option<Duration>,
}

/// The latest values, in no order.
#[derive(Debug, Clone, Default)]
struct Latest {
    values: Vec<u32>,
    /// Where the next one goes: the oldest, once all places are taken.
    next: usize,
}

impl Tally {
    pub fn count(&mut self, settlement: &Settlement) {
        if let Some(ended) = self.ended.get_mut(settlement.outcome as usize) {
            *ended = ended.saturating_add(1);
        }
        if settlement.health == Health::Good
            && let Some(ttft) = settlement.ttft
        {
            self.ttft_ms.push(millis(ttft));
        }
        if let Some(took) = settlement.connect {
            self.connect = Some(match self.connect {
                Some(known) => known.mul_f64(1.0 - NEWEST) + took.mul_f64(NEWEST),
                None => took,
            });
        }
    }

    /// What making a connection takes on average, the latest counting most. `None`: never measured.
    pub fn connect(&self) -> Option<Duration> {
        self.connect
    }

    pub fn attempts(&self) -> u64 {
        self.ended.iter().fold(0, |sum, n| sum.saturating_add(*n))
    }

    /// Outcomes that came at least once.
    pub fn outcomes(&self) -> BTreeMap<String, u64> {
        Outcome::ALL
            .iter()
            .filter_map(|outcome| {
                let count = *self.ended.get(*outcome as usize)?;
                (count > 0).then(|| (outcome.as_str().to_owned(), count))
            })
            .collect()
    }

    /// How many times the percentiles are taken from.
    pub fn samples(&self) -> u32 {
        u32::try_from(self.ttft_ms.values.len()).unwrap_or(u32::MAX)
    }

    /// Milliseconds within which that many of a hundred good answers began.
    pub fn ttft_percentile(&self, percent: usize) -> Option<u64> {
        self.ttft_ms.percentile(percent).map(u64::from)
    }
}

impl Latest {
    fn push(&mut self, value: u32) {
        match self.values.get_mut(self.next) {
            Some(oldest) => *oldest = value,
            None => self.values.push(value),
        }
        self.next = (self.next + 1) % KEPT;
    }

    /// By nearest rank.
    fn percentile(&self, percent: usize) -> Option<u32> {
        let mut sorted = self.values.clone();
        sorted.sort_unstable();
        let rank = (sorted.len() * percent).div_ceil(100);
        sorted.get(rank.saturating_sub(1)).copied()
    }
}

fn millis(span: Duration) -> u32 {
    u32::try_from(span.as_millis()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(ttft_ms: u64) -> Settlement {
        Settlement {
            health: Health::Good,
            ttft: Some(Duration::from_millis(ttft_ms)),
            ..Settlement::neutral(Outcome::Success)
        }
    }

    #[test]
    fn attempts_are_counted_by_outcome() {
        let mut tally = Tally::default();
        tally.count(&good(1));
        tally.count(&good(2));
        tally.count(&Settlement::neutral(Outcome::Unknown));

        assert_eq!(tally.attempts(), 3);
        let expected = [("success".to_owned(), 2), ("unknown".to_owned(), 1)];
        assert_eq!(tally.outcomes(), expected.into());
    }

    #[test]
    fn the_time_of_connections_is_an_average_that_follows() {
        let mut tally = Tally::default();
        let connected = |millis| Settlement {
            connect: Some(Duration::from_millis(millis)),
            ..good(1)
        };
        assert_eq!(tally.connect(), None);
        tally.count(&connected(100));
        tally.count(&good(1));
        assert_eq!(tally.connect(), Some(Duration::from_millis(100)));
        tally.count(&connected(20));
        assert_eq!(tally.connect(), Some(Duration::from_millis(80)));
    }

    #[test]
    fn percentiles_are_those_of_the_latest_good_answers() {
        let mut tally = Tally::default();
        assert_eq!(tally.ttft_percentile(50), None);
        for ttft in 1..=100 {
            tally.count(&good(ttft));
        }
        assert_eq!(tally.ttft_percentile(50), Some(50));
        assert_eq!(tally.ttft_percentile(95), Some(95));

        for _ in 0..KEPT {
            tally.count(&good(7));
        }
        tally.count(&Settlement::neutral(Outcome::ClientCancelled));
        assert_eq!(tally.samples() as usize, KEPT);
        assert_eq!(tally.ttft_percentile(0), Some(7));
        assert_eq!(tally.ttft_percentile(100), Some(7));
    }
}
