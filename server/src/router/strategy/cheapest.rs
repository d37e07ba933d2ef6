//! Lowest expected cost of this request; unknown prices last; equals by weighted lot.

use std::time::Instant;

use rand::RngCore;

use super::{Candidate, Pick, Prospect, draw, lots};

/// Remembers nothing.
#[derive(Debug)]
pub struct Cheapest;

impl Pick for Cheapest {
    fn pick(&mut self, candidates: &[Candidate], _: Instant, rng: &mut dyn RngCore) -> usize {
        let lowest = candidates.iter().map(cost).min();
        draw(candidates, |candidate| Some(cost(candidate)) == lowest, rng)
    }

    /// Scores are expected US dollars.
    fn prospects(&self, candidates: &[Candidate], _: Instant) -> Vec<Prospect> {
        let lowest = candidates.iter().map(cost).min();
        let score = |candidate: &Candidate| candidate.expected_cost_nano.map(dollars);
        lots(
            candidates,
            |candidate| Some(cost(candidate)) == lowest,
            score,
        )
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the cost of one request is far below 2^52 thousand-millionths"
)]
fn dollars(nano: i64) -> f64 {
    nano as f64 / 1e9
}

fn cost(candidate: &Candidate) -> i64 {
    candidate.expected_cost_nano.unwrap_or(i64::MAX)
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
        fn candidates_are_asked_from_cheap_to_dear_and_unknown_last(
            costs in proptest::collection::vec(proptest::option::of(0_i64..1000), 1..8),
        ) {
            let mut left = candidates(u32::try_from(costs.len()).unwrap());
            for (candidate, cost) in left.iter_mut().zip(costs) {
                candidate.expected_cost_nano = cost;
            }
            let mut asked = Vec::new();
            while !left.is_empty() {
                let picked = left.remove(Cheapest.pick(&left, Instant::now(), &mut rng()));
                asked.push(picked.expected_cost_nano.unwrap_or(i64::MAX));
            }
            prop_assert!(asked.is_sorted());
        }
    }
}
