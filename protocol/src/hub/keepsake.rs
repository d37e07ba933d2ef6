//! What Routex keeps of an answer for clients whose dialect cannot carry it: sealed reasoning before tool calls, without
//! which a provider does not go on.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Answer, Content, Extras, Part, Request, Role, Seal, Turn};

/// Sealed reasoning of one turn that calls tools.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Keepsake {
    thoughts: Vec<Thought>,
    /// Seals of the calls themselves, by call id.
    seals: Vec<(String, Seal)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Thought {
    paragraphs: Vec<String>,
    seal: Seal,
    #[serde(default, skip_serializing_if = "Extras::is_empty")]
    extras: Extras,
    /// It came behind text: the call before which it stood. `None`: it stood before everything else.
    before: Option<String>,
}

impl Answer {
    /// Every turn that calls tools, by the id of its first call, and what is worth keeping of it.
    pub fn keepsakes(&self) -> Vec<(String, Option<Keepsake>)> {
        let turns = self.choices.iter().map(|choice| &choice.parts);
        turns
            .filter_map(|parts| {
                let first = parts.iter().find_map(call_id)?;
                Some((first.to_owned(), keepsake(parts)))
            })
            .collect()
    }
}

impl Request {
    /// Ids of calls whose turn lacks a seal: the first of each turn, the last turn first.
    pub fn unsealed_calls(&self) -> impl Iterator<Item = UnsealedCall<'_>> {
        let mut current = true;
        self.turns.iter().rev().filter_map(move |turn| {
            // What was said before the user's last own words is history.
            current &= turn.role == Role::Assistant || is_results(turn);
            first_unsealed_call(turn).map(|id| UnsealedCall { id, current })
        })
    }

    /// Puts back what was kept, by the ids that [`Request::unsealed_calls`] told.
    pub fn restore(&mut self, kept: &HashMap<String, Keepsake>) {
        for turn in &mut self.turns {
            let keepsake = first_unsealed_call(turn).and_then(|id| kept.get(id));
            if let Some(keepsake) = keepsake {
                keepsake.put_back(&mut turn.parts);
            }
        }
    }
}

/// A call that may have lost its seal on the way through its client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnsealedCall<'a> {
    pub id: &'a str,
    /// It belongs to the tool loop that is under way, in which a provider insists on seals.
    pub current: bool,
}

fn keepsake(parts: &[Part]) -> Option<Keepsake> {
    let calls = |parts: &[Part]| parts.iter().find_map(call_id).map(str::to_owned);
    let mut kept = Keepsake {
        thoughts: Vec::new(),
        seals: Vec::new(),
    };
    let mut spoken = false;
    for (at, part) in parts.iter().enumerate() {
        match (&part.content, &part.seal) {
            (Content::Thought(paragraphs), Some(seal)) => {
                let before = if spoken { calls(&parts[at..]) } else { None };
                // Behind the last call nobody asks for it.
                if spoken && before.is_none() {
                    continue;
                }
                kept.thoughts.push(Thought {
                    paragraphs: paragraphs.clone(),
                    seal: seal.clone(),
                    extras: part.extras.clone(),
                    before,
                });
            }
            (Content::Thought(_), None) => {}
            (Content::ToolCall(call), seal) => {
                spoken = true;
                let seal = seal.iter().map(|seal| (call.id.clone(), seal.clone()));
                kept.seals.extend(seal);
            }
            _ => spoken = true,
        }
    }
    let worth = !kept.thoughts.is_empty() || !kept.seals.is_empty();
    worth.then_some(kept)
}

impl Keepsake {
    fn put_back(&self, parts: &mut Vec<Part>) {
        if !self.thoughts.is_empty() {
            // The client's copy of the same reasoning, without its seal.
            parts.retain(|part| !matches!(part.content, Content::Thought(_)));
        }
        let mut whole = Vec::with_capacity(parts.len() + self.thoughts.len());
        whole.extend(self.thoughts_before(None));
        for mut part in parts.drain(..) {
            if let Some(id) = call_id(&part).map(str::to_owned) {
                whole.extend(self.thoughts_before(Some(&id)));
                let seal = self.seals.iter().find(|(sealed, _)| *sealed == id);
                part.seal = seal.map(|(_, seal)| seal.clone());
            }
            whole.push(part);
        }
        *parts = whole;
    }

    fn thoughts_before(&self, call: Option<&str>) -> impl Iterator<Item = Part> {
        self.thoughts
            .iter()
            .filter(move |thought| thought.before.as_deref() == call)
            .map(|thought| Part {
                seal: Some(thought.seal.clone()),
                extras: thought.extras.clone(),
                ..Part::new(Content::Thought(thought.paragraphs.clone()))
            })
    }
}

fn first_unsealed_call(turn: &Turn) -> Option<&str> {
    if turn.role != Role::Assistant || turn.parts.iter().any(|part| part.seal.is_some()) {
        return None;
    }
    turn.parts.iter().find_map(call_id)
}

fn is_results(turn: &Turn) -> bool {
    let is_result = |part: &Part| matches!(part.content, Content::ToolResult(_));
    turn.role == Role::User && !turn.parts.is_empty() && turn.parts.iter().all(is_result)
}

fn call_id(part: &Part) -> Option<&str> {
    match &part.content {
        Content::ToolCall(call) => Some(&call.id),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
