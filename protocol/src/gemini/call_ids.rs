//! Ids of tool calls, which the dialect may leave out.

use sha2::{Digest, Sha256};

use crate::codec::fit_id;

/// Follows the calls of a conversation or answer and gives ids to those that have none.
#[derive(Debug, Default)]
pub(super) struct CallIds {
    /// What makes an id of this turn unlike those of others.
    turn: String,
    /// Calls and results that the turn had so far.
    index: usize,
    /// Calls that wait for their results.
    waiting: Vec<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    id: String,
    name: String,
}

impl CallIds {
    /// For a provider's answer. Its id makes those of its calls unlike others; an answer without one has its beginning.
    pub(super) fn of_answer(response_id: &str, beginning: &[u8], choice: usize) -> Self {
        let mut ids = Self::default();
        let mut turn = match response_id {
            "" => {
                let digest = Sha256::digest(beginning);
                let start = digest.iter().take(4);
                start
                    .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte))
                    .to_string()
            }
            id => id.to_owned(),
        };
        if choice > 0 {
            turn = format!("{turn}_{choice}");
        }
        ids.turn(turn);
        ids
    }

    /// Another turn begins.
    pub(super) fn turn(&mut self, turn: String) {
        self.turn = turn;
        self.index = 0;
    }

    /// The id of a call.
    pub(super) fn call(&mut self, given: Option<&str>, name: &str) -> String {
        let id = self.next(given);
        self.waiting.push(Waiting {
            id: id.clone(),
            name: name.to_owned(),
        });
        id
    }

    /// The id of the call that a result answers: the one it names, else the first of the tool that still waits.
    pub(super) fn result(&mut self, given: Option<&str>, name: &str) -> String {
        let given = given.filter(|id| !id.is_empty());
        let answers = |waiting: &Waiting| match given {
            Some(id) => waiting.id == id,
            None => waiting.name == name,
        };
        let made = self.next(given);
        match self.waiting.iter().position(answers) {
            Some(at) => self.waiting.remove(at).id,
            None => made,
        }
    }

    fn next(&mut self, given: Option<&str>) -> String {
        let index = self.index;
        self.index += 1;
        match given {
            Some(id) if !id.is_empty() => id.to_owned(),
            _ => made(&self.turn, index),
        }
    }
}

/// The id that a call without one gets.
pub(super) fn made(turn: &str, index: usize) -> String {
    fit_id(&format!("call_{turn}_{index}"), 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_two_answers_differ() {
        let id = |response, beginning: &[u8], choice| {
            CallIds::of_answer(response, beginning, choice).call(None, "f")
        };
        assert_eq!(id("mAitaLmk", b"", 0), "call_mAitaLmk_0");
        assert_eq!(id("mAitaLmk", b"", 1), "call_mAitaLmk_1_0");
        assert_ne!(id("", b"one", 0), id("", b"other", 0));
    }

    #[test]
    fn results_find_their_calls() {
        let mut ids = CallIds::default();
        ids.turn("1".to_owned());
        assert_eq!(ids.call(None, "weather"), "call_1_0");
        assert_eq!(ids.call(Some(""), "weather"), "call_1_1");
        assert_eq!(ids.call(Some("own"), "time"), "own");
        ids.turn("2".to_owned());
        assert_eq!(ids.result(None, "weather"), "call_1_0");
        assert_eq!(ids.result(Some("own"), "time"), "own");
        assert_eq!(ids.result(None, "weather"), "call_1_1");
        assert_eq!(ids.result(None, "weather"), "call_2_3");
    }
}
