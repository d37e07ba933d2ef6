//! Calls and their results: Google refuses a step that has one without the other, which clients make when they cut a
//! conversation or a user speaks before a tool has answered.

use std::{borrow::Cow, mem};

use serde_json::{Value, json};

use super::wire::{Content, FunctionResponse, Part};
use crate::{
    hub::{Extras, NO_RESULT},
    json,
};

/// A call that waits for its result.
struct Waiting<'a> {
    id: Option<Cow<'a, str>>,
    name: Cow<'a, str>,
}

/// Gives every call a result and makes text of results that have no call. The sides alternate already.
pub(super) fn settle(contents: &mut Vec<Content<'_>>) {
    let mut waiting = Vec::new();
    for content in &mut *contents {
        if content.role.as_deref() == Some("model") {
            waiting = calls(content);
        } else {
            answer(content, mem::take(&mut waiting));
        }
    }
    if !waiting.is_empty() {
        let mut last = Content {
            role: Some("user".into()),
            ..Content::default()
        };
        answer(&mut last, waiting);
        contents.push(last);
    }
}

fn calls<'a>(content: &Content<'a>) -> Vec<Waiting<'a>> {
    let calls = content.parts.iter();
    let calls = calls.filter_map(|part| part.function_call.as_ref());
    calls
        .map(|call| Waiting {
            id: call.id.clone(),
            name: call.name.clone(),
        })
        .collect()
}

fn answer<'a>(content: &mut Content<'a>, mut waiting: Vec<Waiting<'a>>) {
    let parts = mem::take(&mut content.parts);
    let mut others = Vec::with_capacity(parts.len());
    for mut part in parts {
        let Some(response) = part.function_response.take() else {
            others.push(part);
            continue;
        };
        match waiting.iter().position(|call| call.id == response.id) {
            Some(at) => {
                waiting.remove(at);
                part.function_response = Some(response);
                content.parts.push(part);
            }
            None => others.extend(orphan(response)),
        }
    }
    content.parts.extend(waiting.into_iter().map(unanswered));
    content.parts.append(&mut others);
}

fn unanswered(call: Waiting<'_>) -> Part<'_> {
    let error = Extras::from_iter([("error".to_owned(), json!(NO_RESULT))]);
    Part {
        function_response: Some(FunctionResponse {
            id: call.id,
            name: call.name,
            response: Some(Cow::Owned(error)),
            ..FunctionResponse::default()
        }),
        ..Part::default()
    }
}

/// What a tool said that was never asked, as far as this conversation knows.
fn orphan(response: FunctionResponse<'_>) -> Vec<Part<'_>> {
    let id = response.id.as_deref().unwrap_or_default();
    let mut parts = vec![Part::text(format!("Result of the tool call {id}:"))];
    let object = response.response.unwrap_or_default();
    let text = match (object.len(), object.values().next()) {
        (1, Some(Value::String(text))) => text.clone(),
        _ => json::text(&*object),
    };
    if !text.is_empty() {
        parts.push(Part::text(text));
    }
    parts.extend(response.parts);
    parts
}
