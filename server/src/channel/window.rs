//! A sum over the recent past, in slots: constant memory, constant time.

use std::time::{Duration, Instant};

/// Amounts of the last `SLOTS` slots. An amount counts for at least `SLOTS - 1` and less than `SLOTS` slot lengths.
#[derive(Debug, Clone)]
pub struct SlidingWindow<const SLOTS: usize> {
    /// Milliseconds, at least 1.
    slot_ms: u64,
    origin: Option<Instant>,
    newest: u64,
    slots: [u64; SLOTS],
    total: u64,
}

/// A minute in seconds. The one slot more makes it never forget an amount that is younger than a minute.
pub type Minute = SlidingWindow<61>;

impl Minute {
    pub fn minute() -> Self {
        Self::new(Duration::from_secs(1))
    }
}

impl<const SLOTS: usize> SlidingWindow<SLOTS> {
    pub fn new(slot: Duration) -> Self {
        Self {
            slot_ms: millis(slot).max(1),
            origin: None,
            newest: 0,
            slots: [0; SLOTS],
            total: 0,
        }
    }

    pub fn add(&mut self, now: Instant, amount: u64) {
        self.advance(now);
        let slot = Self::position(self.newest);
        self.slots[slot] = self.slots[slot].saturating_add(amount);
        self.total = self.total.saturating_add(amount);
    }

    /// What the window holds now.
    pub fn total(&mut self, now: Instant) -> u64 {
        self.advance(now);
        self.total
    }

    /// What came in the slots after the one of `at`.
    pub fn since(&mut self, now: Instant, at: Instant) -> u64 {
        self.advance(now);
        let first = (self.index(at) + 1).max(self.oldest());
        (first..=self.newest)
            .map(|index| self.slots[Self::position(index)])
            .fold(0, u64::saturating_add)
    }

    /// Removes up to `amount` of what was added at `at`, when the window still holds it.
    pub fn take_back(&mut self, now: Instant, at: Instant, amount: u64) {
        self.advance(now);
        let index = self.index(at);
        if index >= self.oldest() {
            let slot = Self::position(index);
            let removed = amount.min(self.slots[slot]);
            self.slots[slot] -= removed;
            self.total -= removed;
        }
    }

    /// How long until the window holds at most `ceiling`, if nothing is added.
    pub fn wait_for(&mut self, now: Instant, ceiling: u64) -> Duration {
        self.advance(now);
        let Some(origin) = self.origin else {
            return Duration::ZERO;
        };
        let mut left = self.total;
        let mut index = self.oldest();
        while left > ceiling && index <= self.newest {
            left -= self.slots[Self::position(index)];
            index += 1;
        }
        if index == self.oldest() {
            return Duration::ZERO;
        }
        let forgotten_ms = (index - 1 + SLOTS as u64) * self.slot_ms;
        (origin + Duration::from_millis(forgotten_ms)).saturating_duration_since(now)
    }

    fn advance(&mut self, now: Instant) {
        if self.origin.is_none() {
            self.origin = Some(now);
        }
        let index = self.index(now);
        if index >= self.newest + SLOTS as u64 {
            self.slots = [0; SLOTS];
            self.total = 0;
        } else {
            for passed in self.newest + 1..=index {
                let slot = Self::position(passed);
                self.total -= self.slots[slot];
                self.slots[slot] = 0;
            }
        }
        self.newest = self.newest.max(index);
    }

    fn oldest(&self) -> u64 {
        (self.newest + 1).saturating_sub(SLOTS as u64)
    }

    fn index(&self, at: Instant) -> u64 {
        self.origin.map_or(0, |origin| {
            millis(at.saturating_duration_since(origin)) / self.slot_ms
        })
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "the remainder is below SLOTS, a usize"
    )]
    fn position(index: u64) -> usize {
        (index % SLOTS as u64) as usize
    }
}

fn millis(span: Duration) -> u64 {
    span.as_secs()
        .saturating_mul(1000)
        .saturating_add(u64::from(span.subsec_millis()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn holds_the_last_minute_and_at_most_a_second_more(
            events in proptest::collection::vec((0_u64..20_000, 1_u64..100), 1..60),
        ) {
            let start = Instant::now();
            let mut window = Minute::minute();
            let mut past: Vec<(Duration, u64)> = Vec::new();
            let mut at = Duration::ZERO;
            for (gap, amount) in events {
                at += Duration::from_millis(gap);
                window.add(start + at, amount);
                past.push((at, amount));
                let within = |age: u64| -> u64 {
                    past.iter()
                        .filter(|(when, _)| at - *when < Duration::from_secs(age))
                        .map(|(_, amount)| amount)
                        .sum()
                };
                let total = window.total(start + at);
                prop_assert!(within(60) <= total, "forgot too early");
                prop_assert!(total <= within(61), "kept too long");
            }
        }

        #[test]
        fn the_wait_it_names_is_enough_and_not_a_slot_too_long(
            gaps in proptest::collection::vec(0_u64..5_000, 1..40),
            ceiling in 0_u64..20,
        ) {
            let start = Instant::now();
            let mut window = Minute::minute();
            let mut now = start;
            for gap in gaps {
                now += Duration::from_millis(gap);
                window.add(now, 1);
            }
            let wait = window.wait_for(now, ceiling);
            prop_assert!(window.clone().total(now + wait) <= ceiling);
            if wait > Duration::ZERO {
                let early = now + wait - Duration::from_millis(1);
                prop_assert!(window.total(early) > ceiling);
            }
        }
    }

    #[test]
    fn takes_back_only_what_it_still_holds() {
        let start = Instant::now();
        let mut window = Minute::minute();
        window.add(start, 10);
        window.take_back(start, start, 4);
        assert_eq!(window.total(start), 6);
        let later = start + Duration::from_secs(90);
        window.add(later, 1);
        window.take_back(later, start, 6);
        assert_eq!(window.total(later), 1);
    }

    #[test]
    fn since_counts_the_later_slots() {
        let start = Instant::now();
        let mut window = Minute::minute();
        for second in 0..5 {
            window.add(start + Duration::from_secs(second), 1);
        }
        let now = start + Duration::from_secs(4);
        assert_eq!(window.since(now, start + Duration::from_secs(1)), 3);
        assert_eq!(window.since(now, now), 0);
    }
}
