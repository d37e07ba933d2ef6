//! Smooth weighted turns, as in nginx: exact over any window as long as the sum of weights, and never in bursts.

use std::time::Instant;

use rand::{Rng, RngCore};

use super::{Candidate, Pick, Prospect, turn_of};

/// Remembers each candidate's credit.
#[derive(Debug, Clone)]
pub struct Weighted {
    /// Credit by candidate id. Credits of present candidates sum to nothing.
    credits: Vec<(u64, i64)>,
    /// Turns to let pass before the first pick.
    skip: u32,
}

impl Weighted {
    pub fn starting_at(rng: &mut dyn RngCore) -> Self {
        Self {
            credits: Vec::new(),
            skip: rng.random_range(0..16),
        }
    }

    fn begin(&mut self, candidates: &[Candidate]) {
        for _ in 0..std::mem::take(&mut self.skip) {
            self.turn(candidates);
        }
    }

    fn turn(&mut self, candidates: &[Candidate]) -> usize {
        let mut total = 0;
        let mut best = (0, i64::MIN);
        for (index, candidate) in candidates.iter().enumerate() {
            let weight = i64::from(candidate.weight.max(1));
            total += weight;
            let credit = self.credit(candidate.id);
            *credit += weight;
            if *credit > best.1 {
                best = (index, *credit);
            }
        }
        if let Some(winner) = candidates.get(best.0) {
            *self.credit(winner.id) -= total;
        }
        best.0
    }

    fn credit(&mut self, id: u64) -> &mut i64 {
        let known = self.credits.iter().position(|(known, _)| *known == id);
        let index = known.unwrap_or_else(|| {
            self.credits.push((id, 0));
            self.credits.len() - 1
        });
        &mut self.credits[index].1
    }
}

impl Pick for Weighted {
    fn pick(&mut self, candidates: &[Candidate], _: Instant, _: &mut dyn RngCore) -> usize {
        self.begin(candidates);
        self.turn(candidates)
    }

    /// Scores are the credits that the next turn compares; the highest goes first.
    fn prospects(&self, candidates: &[Candidate], _: Instant) -> Vec<Prospect> {
        let mut copy = self.clone();
        copy.begin(candidates);
        let credits: Vec<i64> = candidates
            .iter()
            .map(|candidate| *copy.credit(candidate.id) + i64::from(candidate.weight.max(1)))
            .collect();
        turn_of(copy.turn(candidates), credits.into_iter().map(score))
    }

    fn turns(&self) -> Option<Box<dyn Pick>> {
        Some(Box::new(self.clone()))
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "credits stay within the sum of weights"
)]
fn score(credit: i64) -> f64 {
    credit as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::testing::{candidates, place, rng},
        *,
    };

    fn picks(weights: &[u32], count: usize, refuses: impl Fn(u64) -> bool + Copy) -> Vec<usize> {
        let mut all = candidates(u32::try_from(weights.len()).unwrap());
        for (candidate, weight) in all.iter_mut().zip(weights) {
            candidate.weight = *weight;
        }
        let mut rng = rng();
        let mut turns = Weighted::starting_at(&mut rng);
        (0..count)
            .filter_map(|_| place(&mut turns, &all, refuses, &mut rng))
            .map(|id| usize::try_from(id).unwrap() - 100)
            .collect()
    }

    proptest! {
        #[test]
        fn exact_over_any_window(weights in proptest::collection::vec(1_u32..6, 1..6)) {
            let total = weights.iter().sum::<u32>() as usize;
            let picked = picks(&weights, total * 5, |_| false);
            for window in picked.windows(total) {
                for (place, weight) in weights.iter().enumerate() {
                    let share = window.iter().filter(|picked| **picked == place).count();
                    prop_assert_eq!(share, *weight as usize);
                }
            }
        }
    }

    #[test]
    fn five_three_two_over_any_window_of_ten() {
        for window in picks(&[5, 3, 2], 1000, |_| false).windows(10) {
            let shares = [0, 1, 2].map(|place| window.iter().filter(|p| **p == place).count());
            assert_eq!(shares, [5, 3, 2]);
        }
    }

    #[test]
    fn the_rest_keep_their_proportion_when_one_refuses() {
        let picked = picks(&[5, 3, 2], 7000, |id| id == 101);
        let heavy = picked.iter().filter(|place| **place == 0).count();
        assert!((4800..5200).contains(&heavy), "{heavy} of 7000");
    }
}
