//! Responses that the simulator keeps, as OpenAI does unless told otherwise.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;

/// The oldest answer goes when one more than this is kept.
const CAPACITY: usize = 1024;

/// Answers by id.
#[derive(Debug, Default)]
pub(super) struct Stored {
    kept: HashMap<String, Kept>,
    order: VecDeque<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// The whole answer, JSON.
    pub response: Bytes,
    /// The request's `input`, JSON.
    pub input: Bytes,
}

impl Stored {
    pub(super) fn keep(&mut self, id: String, kept: Kept) {
        if self.order.len() >= CAPACITY
            && let Some(oldest) = self.order.pop_front()
        {
            self.kept.remove(&oldest);
        }
        self.order.push_back(id.clone());
        self.kept.insert(id, kept);
    }

    pub(super) fn get(&self, id: &str) -> Option<&Kept> {
        self.kept.get(id)
    }

    /// Whether there was anything to forget.
    pub(super) fn forget(&mut self, id: &str) -> bool {
        self.order.retain(|kept| kept != id);
        self.kept.remove(id).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        Kept {
            response: Bytes::from_static(b"{}"),
            input: Bytes::from_static(b"\"hi\""),
        }
    }

    #[test]
    fn keeps_a_bounded_number() {
        let mut stored = Stored::default();
        for n in 0..=CAPACITY {
            stored.keep(format!("resp_{n}"), kept());
        }
        assert!(stored.get("resp_0").is_none());
        assert!(stored.get("resp_1").is_some());
        assert_eq!(stored.kept.len(), CAPACITY);
    }

    #[test]
    fn forgets_once() {
        let mut stored = Stored::default();
        stored.keep("resp_1".to_owned(), kept());
        assert!(stored.forget("resp_1"));
        assert!(!stored.forget("resp_1"));
    }
}
