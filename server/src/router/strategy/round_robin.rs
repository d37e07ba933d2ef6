//! Each candidate in turn. The cursor names the place that was asked last rather than counting requests, so a place
//! that refuses does not give its neighbour a double share.

use std::time::Instant;

use rand::{Rng, RngCore};

use super::{Candidate, Pick, Prospect, turn_of};

/// Remembers who had the last turn.
#[derive(Debug, Clone)]
pub struct RoundRobin {
    last: Last,
}

#[derive(Debug, Clone)]
enum Last {
    /// Nobody yet; a random number to begin at.
    Nobody(u32),
    /// The candidate of this order.
    Order(u32),
}

impl RoundRobin {
    pub fn starting_at(rng: &mut dyn RngCore) -> Self {
        Self {
            last: Last::Nobody(rng.random()),
        }
    }

    fn next(&self, candidates: &[Candidate]) -> usize {
        match self.last {
            Last::Nobody(start) => start as usize % candidates.len().max(1),
            Last::Order(last) => candidates
                .iter()
                .position(|candidate| candidate.order > last)
                .unwrap_or(0),
        }
    }
}

impl Pick for RoundRobin {
    fn pick(&mut self, candidates: &[Candidate], _: Instant, _: &mut dyn RngCore) -> usize {
        let next = self.next(candidates);
        if let Some(candidate) = candidates.get(next) {
            self.last = Last::Order(candidate.order);
        }
        next
    }

    /// Scores are turns to wait.
    fn prospects(&self, candidates: &[Candidate], _: Instant) -> Vec<Prospect> {
        let (next, count) = (self.next(candidates), candidates.len());
        let waits = (0..count).map(|index| (index + count - next) % count);
        turn_of(
            next,
            waits.map(|wait| f64::from(u32::try_from(wait).unwrap_or(u32::MAX))),
        )
    }

    fn turns(&self) -> Option<Box<dyn Pick>> {
        Some(Box::new(self.clone()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::{
        super::testing::{candidates, place, rng},
        *,
    };

    proptest! {
        #[test]
        fn places_differ_by_at_most_one_whoever_refuses(
            count in 1_u32..9,
            refusing in any::<u8>(),
            requests in 1_usize..200,
        ) {
            let all = candidates(count);
            let refuses = |id: u64| refusing & (1 << (id - 100)) != 0;
            let mut rng = rng();
            let mut turns = RoundRobin::starting_at(&mut rng);
            let mut served: HashMap<u64, usize> = all
                .iter()
                .filter(|candidate| !refuses(candidate.id))
                .map(|candidate| (candidate.id, 0))
                .collect();
            for _ in 0..requests {
                match place(&mut turns, &all, refuses, &mut rng) {
                    Some(id) => *served.get_mut(&id).unwrap() += 1,
                    None => prop_assert!(served.is_empty()),
                }
            }
            let most = served.values().max();
            let least = served.values().min();
            prop_assert!(most.zip(least).is_none_or(|(most, least)| most - least <= 1));
        }
    }

    #[test]
    fn a_place_that_fails_and_is_excluded_does_not_double_its_neighbour() {
        let all = candidates(3);
        let mut rng = rng();
        let mut turns = RoundRobin::starting_at(&mut rng);
        let mut served = HashMap::new();
        for _ in 0..300 {
            let mut id = place(&mut turns, &all, |_| false, &mut rng).unwrap();
            if id == 100 {
                // The attempt failed; the second one is routed without it.
                id = place(&mut turns, &all[1..], |_| false, &mut rng).unwrap();
            }
            *served.entry(id).or_insert(0_i32) += 1;
        }
        assert!((served[&101] - served[&102]).abs() <= 1, "{served:?}");
    }
}
