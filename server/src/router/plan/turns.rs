//! What a strategy remembers of a model. Each set of places has turns of its own: a cursor that also moves among places
//! that some of the requests cannot use would give the others more than their share.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use rand::RngCore;
use routex_entity::Strategy;

use crate::router::strategy::{self, Pick};

/// The memory of one set of places, shared by all plans with the same set.
pub type Turns = Rc<RefCell<Box<dyn Pick>>>;

/// Sets of one model that are remembered.
const MAX_SETS: usize = 64;

/// All turns of one model, under one strategy.
#[derive(Default)]
pub struct AllTurns(VecDeque<(Vec<u64>, Turns)>);

impl AllTurns {
    /// The turns of a set, by the ids of its places in order.
    pub fn among(&mut self, places: Vec<u64>, strategy: Strategy, rng: &mut dyn RngCore) -> Turns {
        if let Some((_, turns)) = self.0.iter().find(|(known, _)| *known == places) {
            return Rc::clone(turns);
        }
        if self.0.len() >= MAX_SETS {
            self.0.pop_front();
        }
        let turns: Turns = Rc::new(RefCell::new(strategy::start(strategy, rng)));
        self.0.push_back((places, Rc::clone(&turns)));
        turns
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::router::strategy::testing::rng;

    #[test]
    fn the_same_places_share_their_turns_and_their_number_is_bounded() {
        let mut all = AllTurns::default();
        let mut among =
            |places: &[u64]| all.among(places.to_vec(), Strategy::RoundRobin, &mut rng());
        let one = among(&[1, 2]);
        assert!(Rc::ptr_eq(&one, &among(&[1, 2])));
        assert!(!Rc::ptr_eq(&one, &among(&[1])));
        for place in 0..200 {
            among(&[place, 7]);
        }
        assert!(!Rc::ptr_eq(&one, &among(&[1, 2])));
        assert_eq!(all.0.len(), MAX_SETS);
    }
}
