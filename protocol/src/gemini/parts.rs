//! Parts of contents into the hub, from clients and providers alike.

use std::borrow::Cow;

use routex_entity::Dialect;
use serde_json::Value;

use super::{
    call_ids::CallIds,
    media,
    wire::{self, FunctionCall, FunctionResponse},
};
use crate::{
    hub::{Arguments, Content, Extras, Part, Seal, ToolCall, ToolOutput, ToolResult},
    json,
};

/// Who wrote what is read, which tells what a signature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writer {
    Client,
    Provider,
}

/// Reads the parts of one content. `ids` is at its turn.
pub(super) fn read(parts: Vec<wire::Part<'_>>, writer: Writer, ids: &mut CallIds) -> Vec<Part> {
    let mut read: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        let Some(part) = part_of(part, writer, ids) else {
            continue;
        };
        read.push(part);
        if writer == Writer::Client {
            join_thought(&mut read);
        }
    }
    read
}

fn part_of(part: wire::Part<'_>, writer: Writer, ids: &mut CallIds) -> Option<Part> {
    let mut extras = part.extras.into_owned();
    let seal = part
        .thought_signature
        .filter(|signature| !signature.is_empty())
        .map(|signature| seal(&signature, writer));
    let thought = part.thought == Some(true);
    let content = if let Some(call) = part.function_call {
        Content::ToolCall(tool_call(call, ids, &mut extras))
    } else if let Some(response) = part.function_response {
        Content::ToolResult(tool_result(response, ids, &mut extras))
    } else if thought && (part.inline_data.is_some() || part.file_data.is_some()) {
        // A picture that the model only thought of is no part of its answer.
        let raw = wire::Part {
            inline_data: part.inline_data,
            file_data: part.file_data,
            thought: Some(true),
            ..wire::Part::default()
        };
        Content::Foreign(serde_json::to_value(raw).ok()?)
    } else if let Some(blob) = part.inline_data {
        media::read_blob(blob)
    } else if let Some(file) = part.file_data {
        media::read_file(file)
    } else if let Some(text) = part.text {
        if thought {
            Content::Thought(match text.into_owned() {
                text if text.is_empty() => Vec::new(),
                text => vec![text],
            })
        } else {
            Content::Text(text.into_owned())
        }
    } else if !extras.is_empty() {
        Content::Foreign(Value::Object(std::mem::take(&mut extras)))
    } else if seal.is_some() {
        Content::Text(String::new())
    } else {
        return None;
    };
    Some(Part {
        content,
        seal,
        cache: None,
        extras,
    })
}

/// A signature. Google's Python SDK sends base64 in the alphabet for URLs, which is left to a signature of Google's own.
pub(super) fn seal(signature: &str, writer: Writer) -> Seal {
    match writer {
        Writer::Provider => Seal::new(Dialect::Gemini, signature),
        Writer::Client => Seal::from_client(Dialect::Gemini, signature),
    }
}

fn tool_call(call: FunctionCall<'_>, ids: &mut CallIds, extras: &mut Extras) -> ToolCall {
    keep(extras, "functionCall", call.extras);
    ToolCall {
        id: ids.call(call.id.as_deref(), &call.name),
        name: call.name.into_owned(),
        arguments: match call.args {
            Some(args) if !args.is_empty() => Arguments::of_object(&args),
            _ => Arguments::Json(String::new()),
        },
    }
}

fn tool_result(
    response: FunctionResponse<'_>,
    ids: &mut CallIds,
    extras: &mut Extras,
) -> ToolResult {
    keep(extras, "functionResponse", response.extras);
    let object = response.response.map(Cow::into_owned).unwrap_or_default();
    let is_error = (object.len() == 1 && object.contains_key("error")).then_some(true);
    let output = if response.parts.is_empty() {
        ToolOutput::Object(object)
    } else {
        let mut parts = Vec::with_capacity(response.parts.len() + 1);
        if !object.is_empty() {
            parts.push(Part::text(result_text(&object)));
        }
        let media = response.parts.into_iter();
        parts.extend(media.filter_map(|part| part_of(part, Writer::Client, ids)));
        ToolOutput::Parts(parts)
    };
    ToolResult {
        call_id: ids.result(response.id.as_deref(), &response.name),
        name: Some(response.name.into_owned()),
        output,
        is_error,
        custom: false,
    }
}

/// The text of a response that has media beside it.
fn result_text(object: &Extras) -> String {
    let text = object.get("output").or_else(|| object.get("error"));
    match (object.len(), text) {
        (1, Some(Value::String(text))) => text.clone(),
        _ => json::text(object),
    }
}

/// Keeps what only this dialect knows of an object inside a part.
fn keep(extras: &mut Extras, object: &str, leftovers: Cow<'_, Extras>) {
    for (name, value) in leftovers.into_owned() {
        extras.insert(format!("{object}.{name}"), value);
    }
}

/// A client that was streamed another provider's thought has it in pieces, its proof behind the last: one again.
fn join_thought(parts: &mut Vec<Part>) {
    let is_thought = |part: &Part| matches!(part.content, Content::Thought(_));
    let proves_other = |seal: &Seal| seal.origin != Dialect::Gemini && !seal.redacted;
    let Some(mut whole) =
        parts.pop_if(|last| is_thought(last) && last.seal.as_ref().is_some_and(proves_other))
    else {
        return;
    };
    let pieces = parts
        .iter()
        .rev()
        .take_while(|part| is_thought(part) && part.seal.is_none())
        .count();
    let mut text = String::new();
    for piece in parts.drain(parts.len() - pieces..) {
        if let Content::Thought(texts) = piece.content {
            text.extend(texts);
        }
    }
    if let Content::Thought(texts) = &mut whole.content {
        text.extend(texts.drain(..));
        texts.extend((!text.is_empty()).then_some(text));
    }
    parts.push(whole);
}
