//! Messages, read into turns.

use std::{borrow::Cow, collections::VecDeque};

use super::{Place, call, part};
use crate::{
    hub::{Arguments, Content, Part, Role, ToolCall, ToolOutput, ToolResult, Turn},
    openai_chat::wire,
    request::BadRequest,
};

pub(super) fn read(messages: Vec<wire::Message<'_>>) -> Result<Vec<Turn>, BadRequest> {
    let mut reader = Reader::default();
    messages
        .into_iter()
        .enumerate()
        .map(|(index, message)| reader.message(index, message))
        .collect()
}

#[derive(Default)]
struct Reader {
    /// Calls that have no result yet, oldest first.
    calls: VecDeque<Called>,
}

struct Called {
    id: String,
    name: String,
    custom: bool,
}

impl Reader {
    fn message(&mut self, index: usize, message: wire::Message<'_>) -> Result<Turn, BadRequest> {
        match message.role.as_ref() {
            "system" => said(Role::System, index, message),
            "developer" => said(Role::Developer, index, message),
            "user" => said(Role::User, index, message),
            "assistant" => self.assistant(index, message),
            "tool" | "function" => self.result(index, message),
            "" => Err(BadRequest::member(
                format!("messages[{index}]"),
                "has no `role`",
            )),
            _ => Err(BadRequest::member(
                format!("messages[{index}].role"),
                "must be developer, system, user, assistant or tool",
            )),
        }
    }

    fn assistant(
        &mut self,
        index: usize,
        mut message: wire::Message<'_>,
    ) -> Result<Turn, BadRequest> {
        let mut parts = Vec::new();
        let thought = message
            .reasoning_content
            .take()
            .or(message.reasoning.take());
        if let Some(thought) = thought.filter(|thought| !thought.is_empty()) {
            parts.push(Part::thought(thought, None));
        }
        let refusal = message.refusal.take();
        let calls = message.tool_calls.take().unwrap_or_default();
        let legacy = message.function_call.take();
        let mut turn = said(Role::Assistant, index, message)?;
        // An empty text beside a call says nothing; some servers refuse it.
        if !calls.is_empty() || legacy.is_some() || refusal.is_some() {
            turn.parts.retain(|part| part.as_text() != Some(""));
        }
        parts.append(&mut turn.parts);
        if let Some(refusal) = refusal {
            parts.push(Part::new(Content::Refusal(refusal.into_owned())));
        }
        for (number, wire) in calls.into_iter().enumerate() {
            let made = || format!("call_{index}_{number}");
            let read = call(wire, made).ok_or_else(|| {
                BadRequest::member(
                    format!("messages[{index}].tool_calls[{number}]"),
                    "has neither `function` nor `custom`",
                )
            })?;
            parts.push(read);
        }
        if let Some(function) = legacy {
            parts.push(Part::new(Content::ToolCall(ToolCall {
                id: format!("call_{index}"),
                name: function.name.into_owned(),
                arguments: Arguments::Json(function.arguments.into_owned()),
            })));
        }
        self.remember(&parts);
        Ok(Turn { parts, ..turn })
    }

    fn remember(&mut self, parts: &[Part]) {
        let called = parts.iter().filter_map(|part| match &part.content {
            Content::ToolCall(call) => Some(Called {
                id: call.id.clone(),
                name: call.name.clone(),
                custom: matches!(call.arguments, Arguments::Text(_)),
            }),
            _ => None,
        });
        self.calls.extend(called);
    }

    /// The result of a tool, or of a function as they were before tools: that one names no call.
    fn result(&mut self, index: usize, mut message: wire::Message<'_>) -> Result<Turn, BadRequest> {
        let name = message.name.take().map(Cow::into_owned);
        let id = message.tool_call_id.take().filter(|id| !id.is_empty());
        let answers = |called: &Called| match (&id, &name) {
            (Some(id), _) => called.id == **id,
            (None, Some(name)) => called.name == *name,
            (None, None) => true,
        };
        let position = self.calls.iter().position(answers);
        let called = position.and_then(|position| self.calls.remove(position));
        let (made, custom) = match called {
            Some(called) => (called.id, called.custom),
            None => (format!("call_{index}"), false),
        };
        let mut turn = said(Role::User, index, message)?;
        let output = std::mem::take(&mut turn.parts);
        turn.parts.push(Part::new(Content::ToolResult(ToolResult {
            call_id: id.map_or(made, Cow::into_owned),
            name,
            output: ToolOutput::Parts(output),
            is_error: None,
            custom,
        })));
        Ok(turn)
    }
}

/// A message that only has content.
fn said(role: Role, index: usize, message: wire::Message<'_>) -> Result<Turn, BadRequest> {
    let mut extras = message.extras;
    if let Some(name) = message.name {
        extras.insert("name".to_owned(), name.into());
    }
    let parts = match message.content {
        None => Vec::new(),
        Some(wire::Content::Text(text)) => vec![Part::text(text)],
        Some(wire::Content::Parts(parts)) => parts
            .into_iter()
            .enumerate()
            .map(|(number, wire)| {
                part(
                    wire,
                    Place {
                        message: index,
                        part: number,
                    },
                )
            })
            .collect::<Result<_, _>>()?,
    };
    Ok(Turn {
        role,
        parts,
        extras,
    })
}
