//! Which result answers which call. Providers refuse calls without results and results without calls.

use std::{collections::HashMap, ptr};

use super::{Content, Part, Request, Role, ToolCall, ToolResult, Turn};

/// What a call that was never answered gets for a result.
pub const NO_RESULT: &str = "No result was given.";

/// Calls and results know each other by where they stand, since clients may use an id again.
#[derive(Debug, Default)]
pub struct Pairing<'a> {
    answers: HashMap<*const ToolCall, Answered<'a>>,
    /// Results that answer no call.
    strays: Vec<*const ToolResult>,
}

#[derive(Debug, Clone, Copy)]
pub struct Answered<'a> {
    /// Counts the results of the conversation.
    pub number: usize,
    pub turn: &'a Turn,
    pub part: &'a Part,
    pub result: &'a ToolResult,
}

impl<'a> Pairing<'a> {
    /// A result answers the last call of its id before it.
    pub fn of(request: &'a Request) -> Self {
        let mut pairing = Self::default();
        let mut open: HashMap<&str, &ToolCall> = HashMap::new();
        let mut number = 0;
        for turn in &request.turns {
            for part in &turn.parts {
                match &part.content {
                    Content::ToolCall(call) if turn.role == Role::Assistant => {
                        open.insert(&call.id, call);
                    }
                    Content::ToolResult(result) => {
                        number += 1;
                        let answered = Answered {
                            number,
                            turn,
                            part,
                            result,
                        };
                        match open.remove(result.call_id.as_str()) {
                            Some(call) => {
                                pairing.answers.insert(ptr::from_ref(call), answered);
                            }
                            None => pairing.strays.push(ptr::from_ref(result)),
                        }
                    }
                    _ => {}
                }
            }
        }
        pairing
    }

    pub fn answer(&self, call: &ToolCall) -> Option<Answered<'a>> {
        self.answers.get(&ptr::from_ref(call)).copied()
    }

    pub fn is_stray(&self, result: &ToolResult) -> bool {
        self.strays.contains(&ptr::from_ref(result))
    }
}
