//! The rules for the order of messages, calls and results.

use serde_json::{Value, json};

use super::{
    super::{
        super::script::Skill,
        asked::{Asked, By, Said},
        openai::{at_most, bad, name},
    },
    Failure, parts,
    wire::{Message, Part, ToolCall},
};

/// Characters of a call's id.
const LONGEST_ID: usize = 40;

pub(super) fn read(asked: &mut Asked, messages: Vec<Message>, skill: Skill) -> Result<(), Failure> {
    if messages.is_empty() {
        return Err(bad(
            "messages",
            "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
        ));
    }
    let mut system = Vec::new();
    // the calls that wait for a result, and whether results may come here
    let mut pending: Option<Vec<String>> = None;
    for (index, message) in messages.into_iter().enumerate() {
        let place = format!("messages[{index}]");
        if !matches!(message, Message::Tool { .. }) {
            settled(pending.take(), &place)?;
        }
        match message {
            Message::System { content, .. } => {
                system.push(texts(&place, "system", content.into_parts(Part::text))?);
            }
            Message::User { content, .. } => {
                let parts = content.into_parts(Part::text);
                if parts.is_empty() {
                    return Err(empty(&place));
                }
                let said = parts
                    .into_iter()
                    .enumerate()
                    .map(|(at, part)| parts::of_user(&format!("{place}.content[{at}]"), part));
                let said = said.collect::<Result<_, _>>()?;
                asked.say(By::User, said);
            }
            Message::Assistant {
                content,
                refusal,
                tool_calls,
                reasoning_content,
                ..
            } => {
                let mut said = Vec::new();
                if reasoning_content.is_some() && skill != Skill::Think {
                    let param = format!("{place}.reasoning_content");
                    return Err(bad(&param, format!("Unknown parameter: '{param}'.")));
                }
                if tool_calls.as_ref().is_some_and(Vec::is_empty) {
                    return Err(bad(
                        format!("{place}.tool_calls"),
                        format!(
                            "Invalid '{place}.tool_calls': empty array. Expected an array with minimum length 1."
                        ),
                    ));
                }
                let calls = tool_calls.unwrap_or_default();
                let thinks = skill == Skill::Think && asked.thinking.on;
                if thinks
                    && !calls.is_empty()
                    && reasoning_content.as_deref().is_none_or(str::is_empty)
                {
                    return Err(bad(
                        format!("{place}.reasoning_content"),
                        format!(
                            "Missing `reasoning_content` field in the assistant message at message index {index}. The \
                             `reasoning_content` in the thinking mode must be passed back to the API."
                        ),
                    ));
                }
                said.extend(reasoning_content.map(Said::Thought));
                match content {
                    Some(content) => {
                        let text = texts(&place, "assistant", content.into_parts(Part::text))?;
                        said.extend((!text.is_empty()).then_some(Said::Text(text)));
                    }
                    None if calls.is_empty() && refusal.is_none() => {
                        return Err(bad(
                            format!("{place}.content"),
                            "Invalid value for 'content': expected a string, got null.",
                        ));
                    }
                    None => {}
                }
                said.extend(refusal.map(Said::Text));
                let mut ids = Vec::new();
                for (at, call) in calls.into_iter().enumerate() {
                    let call = called(&format!("{place}.tool_calls[{at}]"), call)?;
                    if let Said::Call { id, .. } = &call {
                        ids.push(id.clone());
                    }
                    said.push(call);
                }
                pending = (!ids.is_empty()).then_some(ids);
                asked.say(By::Model, said);
            }
            Message::Tool {
                content,
                tool_call_id,
            } => {
                let Some(waiting) = &mut pending else {
                    return Err(bad(
                        format!("{place}.role"),
                        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with \
                         'tool_calls'.",
                    ));
                };
                let Some(at) = waiting.iter().position(|id| *id == tool_call_id) else {
                    return Err(bad(
                        format!("{place}.tool_call_id"),
                        format!(
                            "Invalid parameter: 'tool_call_id' of '{tool_call_id}' not found in 'tool_calls' of previous \
                             message."
                        ),
                    ));
                };
                waiting.remove(at);
                let output = texts(&place, "tool", content.into_parts(Part::text))?;
                let result = Said::Result {
                    id: tool_call_id,
                    name: String::new(),
                    output,
                };
                asked.say(By::User, vec![result]);
            }
        }
    }
    settled(pending, "messages")?;
    if !system.is_empty() {
        asked.set("system", json!(system.join("\n")));
    }
    Ok(())
}

fn settled(pending: Option<Vec<String>>, place: &str) -> Result<(), Failure> {
    let pending = pending.unwrap_or_default();
    if pending.is_empty() {
        return Ok(());
    }
    Err(bad(
        place,
        format!(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The \
             following tool_call_ids did not have response messages: {}",
            pending.join(", ")
        ),
    ))
}

fn called(place: &str, call: ToolCall) -> Result<Said, Failure> {
    let (id, said_name, arguments) = match call {
        ToolCall::Function { id, function } => {
            let arguments = serde_json::from_str(&function.arguments).ok();
            let arguments = arguments.filter(Value::is_object).ok_or_else(|| {
                let param = format!("{place}.function.arguments");
                bad(
                    &param,
                    format!("Invalid '{param}': expected a JSON object in a string."),
                )
            })?;
            (id, function.name, arguments)
        }
        ToolCall::Custom { id, custom } => (id, custom.name, json!(custom.input)),
    };
    if id.is_empty() {
        return Err(bad(
            format!("{place}.id"),
            format!("Invalid '{place}.id': empty string."),
        ));
    }
    at_most(&format!("{place}.id"), LONGEST_ID, &id)?;
    name(&format!("{place}.function.name"), &said_name)?;
    Ok(Said::Call {
        id,
        name: said_name,
        arguments,
    })
}

fn texts(place: &str, role: &str, parts: Vec<Part>) -> Result<String, Failure> {
    if parts.is_empty() {
        return Err(empty(place));
    }
    let texts = parts
        .into_iter()
        .enumerate()
        .map(|(at, part)| parts::text(&format!("{place}.content[{at}]"), role, part));
    texts.collect::<Result<String, _>>()
}

fn empty(place: &str) -> Failure {
    bad(
        format!("{place}.content"),
        format!("Invalid '{place}.content': empty array. Expected an array with minimum length 1."),
    )
}
