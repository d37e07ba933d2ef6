//! Fewest in flight relative to weight, then fewest tokens in the running minute, then by lot.

use std::{cmp::Ordering, time::Instant};

use rand::RngCore;

use super::{Candidate, Pick, Prospect, draw, lots};

/// Remembers nothing.
#[derive(Debug)]
pub struct LeastUsed;

impl Pick for LeastUsed {
    fn pick(&mut self, candidates: &[Candidate], _: Instant, rng: &mut dyn RngCore) -> usize {
        let Some(least) = candidates.iter().min_by(|a, b| by_use(a, b)) else {
            return 0;
        };
        draw(
            candidates,
            |candidate| by_use(candidate, least).is_eq(),
            rng,
        )
    }

    /// Scores are requests in flight relative to weight.
    fn prospects(&self, candidates: &[Candidate], _: Instant) -> Vec<Prospect> {
        let Some(least) = candidates.iter().min_by(|a, b| by_use(a, b)) else {
            return Vec::new();
        };
        let score = |candidate: &Candidate| {
            Some(f64::from(candidate.in_flight) / f64::from(candidate.weight.max(1)))
        };
        lots(
            candidates,
            |candidate| by_use(candidate, least).is_eq(),
            score,
        )
    }
}

fn by_use(a: &Candidate, b: &Candidate) -> Ordering {
    let relative = |used: u64, weight: u32| u128::from(used) * u128::from(weight.max(1));
    let in_flight =
        relative(a.in_flight.into(), b.weight).cmp(&relative(b.in_flight.into(), a.weight));
    in_flight.then_with(|| {
        relative(a.tokens_in_window, b.weight).cmp(&relative(b.tokens_in_window, a.weight))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::testing::{candidates, rng},
        *,
    };

    proptest! {
        #[test]
        fn nobody_left_behind_is_less_used(
            loads in proptest::collection::vec((0_u32..20, 0_u64..1000, 1_u32..5), 1..8),
        ) {
            let mut all = candidates(u32::try_from(loads.len()).unwrap());
            for (candidate, (in_flight, tokens, weight)) in all.iter_mut().zip(loads) {
                candidate.in_flight = in_flight;
                candidate.tokens_in_window = tokens;
                candidate.weight = weight;
            }
            let picked = all[LeastUsed.pick(&all, Instant::now(), &mut rng())];
            let share = |c: &Candidate| f64::from(c.in_flight) / f64::from(c.weight);
            prop_assert!(all.iter().all(|other| share(&picked) <= share(other) + 1e-9));
        }
    }

    #[test]
    fn tokens_decide_between_idle_places() {
        let mut all = candidates(2);
        all[0].tokens_in_window = 10;
        assert_eq!(LeastUsed.pick(&all, Instant::now(), &mut rng()), 1);
    }

    #[test]
    fn filling_follows_the_weights() {
        let mut all = candidates(2);
        all[0].weight = 3;
        for _ in 0..40 {
            let picked = LeastUsed.pick(&all, Instant::now(), &mut rng());
            all[picked].in_flight += 1;
        }
        assert_eq!([all[0].in_flight, all[1].in_flight], [30, 10]);
    }
}
