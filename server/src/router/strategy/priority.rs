//! Lowest tier first; equals in weighted random order.

use std::time::Instant;

use rand::RngCore;

use super::{Candidate, Pick, Prospect, draw, lots};

/// Remembers nothing.
#[derive(Debug)]
pub struct Priority;

impl Pick for Priority {
    fn pick(&mut self, candidates: &[Candidate], _: Instant, rng: &mut dyn RngCore) -> usize {
        let first = candidates.iter().map(|candidate| candidate.tier).min();
        draw(candidates, |candidate| Some(candidate.tier) == first, rng)
    }

    /// Scores are the channels' priorities.
    fn prospects(&self, candidates: &[Candidate], _: Instant) -> Vec<Prospect> {
        let first = candidates.iter().map(|candidate| candidate.tier).min();
        let score = |candidate: &Candidate| Some(f64::from(candidate.tier.1));
        lots(candidates, |candidate| Some(candidate.tier) == first, score)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::testing::{candidates, place, rng},
        *,
    };

    proptest! {
        #[test]
        fn nobody_is_asked_before_a_lower_tier_refused(
            tiers in proptest::collection::vec((0_u32..3, -2_i32..3), 1..8),
        ) {
            let mut all = candidates(u32::try_from(tiers.len()).unwrap());
            for (candidate, tier) in all.iter_mut().zip(&tiers) {
                candidate.tier = *tier;
            }
            let mut asked = Vec::new();
            let mut left = all;
            while !left.is_empty() {
                let picked = left.remove(Priority.pick(&left, Instant::now(), &mut rng()));
                asked.push(picked.tier);
            }
            prop_assert!(asked.is_sorted());
        }
    }

    #[test]
    fn equals_are_drawn_by_weight() {
        let mut all = candidates(2);
        all[0].weight = 3;
        let mut rng = rng();
        let heavy = (0..4000)
            .filter(|_| place(&mut Priority, &all, |_| false, &mut rng) == Some(100))
            .count();
        assert!((2850..3150).contains(&heavy), "{heavy} of 4000");
    }
}
