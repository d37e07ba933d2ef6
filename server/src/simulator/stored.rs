//! Responses that the simulator keeps, as OpenAI does unless told otherwise.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;
use serde_json::{Value, json};

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

    /// What was said and answered up to this response, oldest first: items.
    pub(super) fn conversation(&self, id: &str) -> Vec<Value> {
        let mut turns = Vec::new();
        let mut next = Some(id.to_owned());
        while let Some(kept) = next.and_then(|id| self.get(&id)) {
            let response: Value = serde_json::from_slice(&kept.response).unwrap_or_default();
            turns.push((kept.input_items(), items_of(&response)));
            let previous = response["previous_response_id"].as_str();
            next = previous
                .filter(|_| turns.len() < CAPACITY)
                .map(str::to_owned);
        }
        turns.reverse();
        let turns = turns.into_iter();
        turns
            .flat_map(|(input, output)| input.into_iter().chain(output))
            .collect()
    }

    /// An item that a kept response has put out.
    pub(super) fn item(&self, id: &str) -> Option<Value> {
        if id.is_empty() {
            return None;
        }
        self.kept
            .values()
            .filter(|kept| memchr::memmem::find(&kept.response, id.as_bytes()).is_some())
            .filter_map(|kept| serde_json::from_slice::<Value>(&kept.response).ok())
            .flat_map(|response| items_of(&response))
            .find(|item| item["id"] == id)
    }

    /// Whether there was anything to forget.
    pub(super) fn forget(&mut self, id: &str) -> bool {
        self.order.retain(|kept| kept != id);
        self.kept.remove(id).is_some()
    }
}

impl Kept {
    pub(super) fn input_items(&self) -> Vec<Value> {
        match serde_json::from_slice(&self.input).unwrap_or_default() {
            Value::Array(items) => items,
            text => vec![json!({
                "type": "message",
                "role": "user",
                "content": [{"type": "input_text", "text": text}],
            })],
        }
    }
}

fn items_of(response: &Value) -> Vec<Value> {
    response["output"].as_array().cloned().unwrap_or_default()
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
