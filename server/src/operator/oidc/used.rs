//! Journeys that have ended: nobody comes back from one twice. Pure.

use std::collections::{HashSet, VecDeque};

use super::journey::LASTS;

/// Remembered at most. Each belongs to a browser that a provider sent back within the last minutes; one that is forgotten
/// early is still refused by the provider, which takes a code once.
const REMEMBERED: usize = 4096;

/// The states of journeys that ended and could still be tried again.
#[derive(Debug, Default)]
pub(super) struct Used {
    known: HashSet<String>,
    by_age: VecDeque<(i64, String)>,
}

impl Used {
    /// Notes it. `false`: it was known.
    pub(super) fn note(&mut self, state: String, now_ms: i64) -> bool {
        let over = now_ms.saturating_sub(LASTS.as_millis() as i64);
        while self
            .by_age
            .front()
            .is_some_and(|(at, _)| *at < over || self.by_age.len() >= REMEMBERED)
        {
            if let Some((_, state)) = self.by_age.pop_front() {
                self.known.remove(&state);
            }
        }
        let is_new = self.known.insert(state.clone());
        if is_new {
            self.by_age.push_back((now_ms, state));
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_13_a_state_is_taken_once_while_it_lives() {
        let mut used = Used::default();
        assert!(used.note("a".to_owned(), 0));
        assert!(!used.note("a".to_owned(), 1));
        assert!(used.note("b".to_owned(), 1));
        let later = LASTS.as_millis() as i64;
        assert!(!used.note("a".to_owned(), later));
    }

    #[test]
    fn memory_is_bounded() {
        let mut used = Used::default();
        for n in 0..3 * REMEMBERED {
            assert!(used.note(n.to_string(), 0));
        }
        assert!(used.known.len() <= REMEMBERED && used.by_age.len() <= REMEMBERED);
    }
}
