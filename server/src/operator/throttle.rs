//! Slowing down whoever guesses. Pure.
//!
//! Every key may try a few times at once, and gets one try back in every interval after that. How many keys are
//! remembered is bounded: when there are too many, the one that has least to wait for is forgotten, so that inventing
//! keys does not free the one that is being guessed at.

use std::{
    collections::HashMap,
    hash::Hash,
    time::{Duration, Instant},
};

/// How fast one key may try.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Tries at once; at least 1.
    pub burst: u32,
    /// One try comes back in this time.
    pub every: Duration,
}

/// The tries of many keys.
#[derive(Debug)]
pub struct Throttle<K> {
    pace: Pace,
    capacity: usize,
    /// When each key has all its tries back.
    restored: HashMap<K, Instant>,
}

impl<K: Eq + Hash + Clone> Throttle<K> {
    /// Remembers `capacity` keys at most.
    pub fn new(pace: Pace, capacity: usize) -> Self {
        Self {
            pace,
            capacity,
            restored: HashMap::new(),
        }
    }

    /// How long the key has to wait for its next try. `None`: not at all.
    pub fn wait(&self, key: &K, now: Instant) -> Option<Duration> {
        let restored = self.restored.get(key)?;
        let missing = restored.saturating_duration_since(now);
        let bearable = self.pace.every * (self.pace.burst - 1);
        missing.checked_sub(bearable).filter(|wait| !wait.is_zero())
    }

    /// Notes a try.
    pub fn note(&mut self, key: K, now: Instant) {
        if !self.restored.contains_key(&key) {
            self.make_room(now);
        }
        let restored = self.restored.entry(key).or_insert(now);
        *restored = (*restored).max(now) + self.pace.every;
    }

    /// Gives the key all its tries back.
    pub fn forgive(&mut self, key: &K) {
        self.restored.remove(key);
    }

    fn make_room(&mut self, now: Instant) {
        if self.restored.len() < self.capacity {
            return;
        }
        self.restored.retain(|_, restored| *restored > now);
        if self.restored.len() < self.capacity {
            return;
        }
        let least = self.restored.iter().min_by_key(|(_, restored)| **restored);
        if let Some(key) = least.map(|(key, _)| key.clone()) {
            self.restored.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PACE: Pace = Pace {
        burst: 3,
        every: Duration::from_secs(10),
    };

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn a_few_tries_are_free_and_then_one_an_interval() {
        let now = Instant::now();
        let mut throttle = Throttle::new(PACE, 10);
        for _ in 0..3 {
            assert_eq!(throttle.wait(&'a', now), None);
            throttle.note('a', now);
        }
        assert_eq!(throttle.wait(&'a', now), Some(seconds(10)));
        assert_eq!(throttle.wait(&'b', now), None);
        assert_eq!(throttle.wait(&'a', now + seconds(4)), Some(seconds(6)));
        assert_eq!(throttle.wait(&'a', now + seconds(10)), None);
        throttle.note('a', now + seconds(10));
        assert_eq!(throttle.wait(&'a', now + seconds(10)), Some(seconds(10)));
        throttle.forgive(&'a');
        assert_eq!(throttle.wait(&'a', now + seconds(10)), None);
    }

    #[test]
    fn invented_keys_do_not_free_the_one_that_is_guessed_at() {
        let now = Instant::now();
        let mut throttle = Throttle::new(PACE, 10);
        for _ in 0..3 {
            throttle.note(0, now);
        }
        for key in 1..1000 {
            throttle.note(key, now);
        }
        assert_eq!(throttle.wait(&0, now), Some(seconds(10)));
        assert_eq!(throttle.restored.len(), 10);
    }

    proptest! {
        #[test]
        fn no_key_ever_tries_faster_than_its_pace(
            steps in prop::collection::vec((0_u8..4, 0_u64..30_000), 1..200),
        ) {
            let start = Instant::now();
            let (mut throttle, mut now) = (Throttle::new(PACE, 100), start);
            let mut tried: HashMap<u8, Vec<Instant>> = HashMap::new();
            for (key, step) in steps {
                now += Duration::from_millis(step);
                if let Some(wait) = throttle.wait(&key, now) {
                    prop_assert!(wait <= PACE.every);
                    prop_assert_eq!(throttle.wait(&key, now + wait), None);
                } else {
                    throttle.note(key, now);
                    tried.entry(key).or_default().push(now);
                }
            }
            for times in tried.values() {
                for (first, begin) in times.iter().enumerate() {
                    for (count, end) in times[first..].iter().enumerate() {
                        let span = end.duration_since(*begin).as_secs_f64();
                        let most = 3.0 + span / 10.0;
                        prop_assert!((count + 1) as f64 <= most + 1e-6);
                    }
                }
            }
        }

        #[test]
        fn memory_is_bounded(keys in prop::collection::vec(0_u16..500, 0..500)) {
            let now = Instant::now();
            let mut throttle = Throttle::new(PACE, 7);
            for key in keys {
                throttle.note(key, now);
                prop_assert!(throttle.restored.len() <= 7);
            }
        }
    }
}
