//! Gathering what is to be written together. Pure: time is an argument.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// When to write, and how much to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimits {
    /// Write when there are this many.
    pub size: usize,
    /// Take no more than this many at once.
    pub most: usize,
    /// Write when the oldest has waited this long.
    pub age: Duration,
    /// Hold no more than this many.
    pub bound: usize,
}

/// Things that wait to be written, oldest first.
#[derive(Debug)]
pub struct Batch<T> {
    limits: BatchLimits,
    waiting: VecDeque<(Instant, T)>,
}

impl<T> Batch<T> {
    pub fn new(limits: BatchLimits) -> Self {
        Self {
            limits,
            waiting: VecDeque::new(),
        }
    }

    /// Adds one, or gives it back when as many wait as may be held.
    pub fn push(&mut self, item: T, now: Instant) -> Result<(), T> {
        if self.waiting.len() >= self.limits.bound {
            return Err(item);
        }
        self.waiting.push_back((now, item));
        Ok(())
    }

    /// How long until it is time to write; zero when it is. `None`: nothing waits.
    pub fn due_in(&self, now: Instant) -> Option<Duration> {
        let (oldest, _) = self.waiting.front()?;
        if self.waiting.len() >= self.limits.size {
            return Some(Duration::ZERO);
        }
        let waited = now.saturating_duration_since(*oldest);
        Some(self.limits.age.saturating_sub(waited))
    }

    /// Takes the oldest, due or not.
    pub fn take(&mut self) -> Vec<T> {
        let count = self.waiting.len().min(self.limits.most);
        let taken = self.waiting.drain(..count).map(|(_, item)| item).collect();
        if self.waiting.is_empty() {
            // What a burst needed is not kept for the quiet after it.
            self.waiting.shrink_to(self.limits.most);
        }
        taken
    }

    /// Gives up everything that waits.
    pub fn clear(&mut self) {
        self.waiting = VecDeque::new();
    }

    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMITS: BatchLimits = BatchLimits {
        size: 4,
        most: 6,
        age: Duration::from_millis(200),
        bound: 10,
    };

    #[test]
    fn due_by_size_or_by_the_age_of_the_oldest() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut batch = Batch::new(LIMITS);
        assert_eq!(batch.due_in(start), None);

        batch.push('a', start).unwrap();
        batch.push('b', at(150)).unwrap();
        assert_eq!(batch.due_in(at(150)), Some(Duration::from_millis(50)));
        assert_eq!(batch.due_in(at(200)), Some(Duration::ZERO));
        assert_eq!(batch.due_in(at(999)), Some(Duration::ZERO));

        batch.push('c', at(150)).unwrap();
        batch.push('d', at(150)).unwrap();
        assert_eq!(batch.due_in(at(150)), Some(Duration::ZERO));
        assert_eq!(batch.take(), ['a', 'b', 'c', 'd']);
        assert_eq!(batch.due_in(at(999)), None);
    }

    #[test]
    fn a_clock_that_stands_still_or_goes_back_only_waits() {
        let now = Instant::now() + Duration::from_secs(1);
        let mut batch = Batch::new(LIMITS);
        batch.push((), now).unwrap();
        assert_eq!(batch.due_in(now - Duration::from_secs(1)), Some(LIMITS.age));
    }

    #[derive(Debug, Clone)]
    enum Step {
        Push,
        Take,
        Clear,
        Wait(u64),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            8 => Just(Step::Push),
            2 => Just(Step::Take),
            1 => Just(Step::Clear),
            2 => (0..300_u64).prop_map(Step::Wait),
        ];
        prop::collection::vec(step, 0..100)
    }

    proptest! {
        #[test]
        fn everything_comes_out_once_in_order_within_the_bounds(steps in steps()) {
            let mut now = Instant::now();
            let mut batch = Batch::new(LIMITS);
            let mut model: VecDeque<(Instant, usize)> = VecDeque::new();
            for (number, step) in steps.into_iter().enumerate() {
                match step {
                    Step::Push => match batch.push(number, now) {
                        Ok(()) => model.push_back((now, number)),
                        Err(back) => {
                            prop_assert_eq!(back, number);
                            prop_assert_eq!(model.len(), LIMITS.bound);
                        }
                    },
                    Step::Take => {
                        let count = model.len().min(LIMITS.most);
                        let expected: Vec<_> = model.drain(..count).map(|(_, item)| item).collect();
                        prop_assert_eq!(batch.take(), expected);
                    }
                    Step::Clear => {
                        batch.clear();
                        model.clear();
                    }
                    Step::Wait(ms) => now += Duration::from_millis(ms),
                }
                prop_assert!(model.len() <= LIMITS.bound);
                prop_assert_eq!(batch.is_empty(), model.is_empty());
                let due = model.front().is_some_and(|(oldest, _)| {
                    model.len() >= LIMITS.size || now - *oldest >= LIMITS.age
                });
                prop_assert_eq!(batch.due_in(now) == Some(Duration::ZERO), due);
            }
        }
    }
}
