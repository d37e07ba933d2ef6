//! Retry budget: failing over must not multiply the load on providers that are failing.

use std::time::Instant;

/// Retries earned by a first attempt.
const PER_REQUEST: f64 = 0.2;
/// Retries earned by a second.
const PER_SECOND: f64 = 3.0;
/// Retries that can be saved up. The budget starts full, so that first failures always fail over.
const CAPACITY: f64 = 100.0;

/// Retries in hand.
#[derive(Debug, Clone)]
pub struct RetryBudget {
    balance: f64,
    counted_at: Instant,
}

impl RetryBudget {
    pub fn new(now: Instant) -> Self {
        Self {
            balance: CAPACITY,
            counted_at: now,
        }
    }

    /// A first attempt pays in.
    pub fn deposit(&mut self) {
        self.balance = (self.balance + PER_REQUEST).min(CAPACITY);
    }

    /// A retry draws. `false`: the budget is used up.
    pub fn withdraw(&mut self, now: Instant) -> bool {
        let elapsed = now.saturating_duration_since(self.counted_at);
        self.counted_at = now;
        self.balance = (self.balance + elapsed.as_secs_f64() * PER_SECOND).min(CAPACITY);
        let covered = self.balance >= 1.0;
        if covered {
            self.balance -= 1.0;
        }
        covered
    }

    /// A retry that was drawn for found no place.
    pub fn refund(&mut self) {
        self.balance = (self.balance + 1.0).min(CAPACITY);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn starts_full_and_runs_out() {
        let now = Instant::now();
        let mut budget = RetryBudget::new(now);
        let granted = (0..1000).filter(|_| budget.withdraw(now)).count();
        assert_eq!(granted, 100);
        assert!(budget.withdraw(now + Duration::from_secs(1)));
    }

    proptest! {
        #[test]
        fn never_more_than_a_fifth_of_traffic_and_three_a_second_beyond_the_start(
            steps in proptest::collection::vec((0_u64..50, any::<bool>()), 1..2000),
        ) {
            let start = Instant::now();
            let mut now = start;
            let mut budget = RetryBudget::new(start);
            let (mut requests, mut retries) = (0_u32, 0_u32);
            for (gap, retry) in steps {
                now += Duration::from_millis(gap);
                if retry {
                    retries += u32::from(budget.withdraw(now));
                } else {
                    budget.deposit();
                    requests += 1;
                }
                let earned = f64::from(requests) * 0.2 + (now - start).as_secs_f64() * 3.0;
                prop_assert!(f64::from(retries) <= 100.0 + earned + 1e-6);
            }
        }
    }
}
