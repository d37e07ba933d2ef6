//! How the last minute went, second by second. Pure: time is an argument.

use std::{collections::VecDeque, time::Instant};

use crate::histogram::Histogram;

/// Seconds that are looked back at, the current one included.
const WINDOW: u64 = 60;

/// Counts of the last minute.
#[derive(Debug)]
pub struct LiveStats {
    since: Instant,
    /// Oldest first; seconds in which nothing ended are left out.
    seconds: VecDeque<Second>,
}

#[derive(Debug)]
struct Second {
    /// Whole seconds since the beginning.
    number: u64,
    counts: Counts,
}

#[derive(Debug, Clone, Default)]
struct Counts {
    requests: u64,
    succeeded: u64,
    tokens: u64,
    cost_nanos: i64,
    ttft: Histogram,
}

/// What counts of a request that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub succeeded: bool,
    pub tokens: u64,
    /// Thousand-millionths of a US dollar.
    pub cost_nanos: i64,
    pub ttft_ms: Option<u32>,
}

/// The last minute, or as much of it as was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Seconds that it is about, at least one.
    pub seconds: f64,
    pub requests: u64,
    pub succeeded: u64,
    pub tokens: u64,
    pub cost_nanos: i64,
    pub ttft_p50_ms: Option<u32>,
    pub ttft_p95_ms: Option<u32>,
}

impl LiveStats {
    pub fn new(now: Instant) -> Self {
        Self {
            since: now,
            seconds: VecDeque::new(),
        }
    }

    pub fn add(&mut self, sample: &Sample, now: Instant) {
        let number = self.number(now);
        let oldest = oldest(number);
        while self
            .seconds
            .front()
            .is_some_and(|second| second.number < oldest)
        {
            self.seconds.pop_front();
        }
        // Threads read the clock before they come here, so one may come with a second that is just over.
        let current = self
            .seconds
            .back()
            .is_some_and(|second| second.number >= number);
        if !current {
            self.seconds.push_back(Second {
                number,
                counts: Counts::default(),
            });
        }
        if let Some(second) = self.seconds.back_mut() {
            second.counts.add(sample);
        }
    }

    pub fn read(&self, now: Instant) -> Reading {
        let oldest = oldest(self.number(now));
        let mut sum = Counts::default();
        for second in &self.seconds {
            if second.number >= oldest {
                sum.merge(&second.counts);
            }
        }
        let elapsed = now.saturating_duration_since(self.since).as_secs_f64();
        Reading {
            seconds: (elapsed - oldest as f64).max(1.0),
            requests: sum.requests,
            succeeded: sum.succeeded,
            tokens: sum.tokens,
            cost_nanos: sum.cost_nanos,
            ttft_p50_ms: sum.ttft.percentile(50),
            ttft_p95_ms: sum.ttft.percentile(95),
        }
    }

    fn number(&self, now: Instant) -> u64 {
        now.saturating_duration_since(self.since).as_secs()
    }
}

/// The oldest second that still counts in this one.
fn oldest(number: u64) -> u64 {
    (number + 1).saturating_sub(WINDOW)
}

impl Counts {
    fn add(&mut self, sample: &Sample) {
        self.requests += 1;
        self.succeeded += u64::from(sample.succeeded);
        self.tokens = self.tokens.saturating_add(sample.tokens);
        self.cost_nanos = self.cost_nanos.saturating_add(sample.cost_nanos);
        if let Some(ttft_ms) = sample.ttft_ms {
            self.ttft.add(ttft_ms);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.requests += other.requests;
        self.succeeded += other.succeeded;
        self.tokens = self.tokens.saturating_add(other.tokens);
        self.cost_nanos = self.cost_nanos.saturating_add(other.cost_nanos);
        self.ttft.merge(&other.ttft);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rates_are_about_the_time_that_was_looked_at() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let stats = LiveStats::new(start);

        assert_eq!(stats.read(at(0)).seconds, 1.0);
        assert_eq!(stats.read(at(2_500)).seconds, 2.5);
        assert_eq!(stats.read(at(59_500)).seconds, 59.5);
        assert_eq!(stats.read(at(1_000_250)).seconds, 59.25);
    }

    fn sample() -> impl Strategy<Value = Sample> {
        (
            any::<bool>(),
            0..10_000_u64,
            0..1_000_000_i64,
            prop::option::of(0..16_u32),
        )
            .prop_map(|(succeeded, tokens, cost_nanos, ttft_ms)| Sample {
                succeeded,
                tokens,
                cost_nanos,
                ttft_ms,
            })
    }

    proptest! {
        #[test]
        fn a_reading_is_that_of_the_requests_of_the_window(
            steps in prop::collection::vec((0..40_000_u64, sample()), 1..80),
            pause in 0..90_000_u64,
        ) {
            let start = Instant::now();
            let mut stats = LiveStats::new(start);
            let mut model: Vec<(u64, Sample)> = Vec::new();
            let mut ms = 0;
            for (wait, sample) in steps {
                // Mostly several a second.
                ms += if wait % 3 == 0 { wait } else { wait / 1_000 };
                stats.add(&sample, start + Duration::from_millis(ms));
                model.push((ms / 1_000, sample));
            }
            ms += pause;

            let reading = stats.read(start + Duration::from_millis(ms));

            let counted = |(second, _): &&(u64, Sample)| second + WINDOW > ms / 1_000;
            let window: Vec<&Sample> = model.iter().filter(counted).map(|(_, sample)| sample).collect();
            prop_assert_eq!(reading.requests, window.len() as u64);
            prop_assert_eq!(
                reading.succeeded,
                window.iter().filter(|sample| sample.succeeded).count() as u64
            );
            prop_assert_eq!(reading.tokens, window.iter().map(|sample| sample.tokens).sum::<u64>());
            prop_assert_eq!(
                reading.cost_nanos,
                window.iter().map(|sample| sample.cost_nanos).sum::<i64>()
            );
            let mut ttft: Vec<u32> = window.iter().filter_map(|sample| sample.ttft_ms).collect();
            ttft.sort_unstable();
            let exact = |percent: usize| {
                let rank = (ttft.len() * percent).div_ceil(100);
                rank.checked_sub(1).map(|place| ttft[place])
            };
            prop_assert_eq!(reading.ttft_p50_ms, exact(50));
            prop_assert_eq!(reading.ttft_p95_ms, exact(95));
            prop_assert!(stats.seconds.len() as u64 <= WINDOW);
        }
    }
}
