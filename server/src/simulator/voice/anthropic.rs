//! Anthropic Messages.

use serde_json::{Value, json};

use super::super::{
    failure::Failure,
    plan::{Frames, Recording, named_event},
    speech::{Part, Speech},
};

pub(in super::super) fn complete(speech: &Speech<'_>) -> Value {
    let content: Value = speech.parts.iter().map(block).collect();
    message(
        speech,
        &content,
        Some(stop_reason(speech)),
        speech.script.usage.output,
    )
}

pub(in super::super) fn frames(speech: &Speech<'_>) -> Frames {
    let mut recording = Recording::default();
    recording.push(event(
        "message_start",
        json!({"message": message(speech, &json!([]), None, 1)}),
    ));
    for (index, part) in speech.parts.iter().enumerate() {
        recording.push(event(
            "content_block_start",
            json!({"index": index, "content_block": opened_block(part)}),
        ));
        if index == 0 {
            recording.push(event("ping", json!({})));
        }
        let deltas = deltas(part).into_iter();
        recording.content(deltas.map(|delta| {
            event(
                "content_block_delta",
                json!({"index": index, "delta": delta}),
            )
        }));
        recording.push(event("content_block_stop", json!({"index": index})));
    }
    recording.push(event(
        "message_delta",
        json!({
            "delta": {"stop_reason": stop_reason(speech), "stop_sequence": null},
            "usage": {"output_tokens": speech.script.usage.output},
        }),
    ));
    recording.push(event("message_stop", json!({})));
    recording.finish(event(
        "error",
        json!({"error": {"type": "overloaded_error", "message": "Overloaded"}}),
    ))
}

pub(in super::super) fn error(failure: &Failure) -> Value {
    let kind = match failure.status {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        400..=499 => "invalid_request_error",
        _ => "api_error",
    };
    let message = if failure.unknown_model {
        "model: there is no such model"
    } else {
        failure.message.as_str()
    };
    let mut error = json!({"type": kind, "message": message});
    if failure.quota {
        error["code"] = json!("enforced_spend_limit_reached");
    }
    json!({"type": "error", "error": error, "request_id": "req_sim"})
}

fn event(name: &str, mut data: Value) -> bytes::Bytes {
    data["type"] = json!(name);
    named_event(name, &data)
}

fn block(part: &Part) -> Value {
    match part {
        Part::Text { pieces, .. } => json!({"type": "text", "text": pieces.concat()}),
        Part::Call(call) => {
            let input: Value = serde_json::from_str(&call.arguments.concat()).unwrap_or_default();
            let id = format!("toolu_{}", call.key);
            json!({"type": "tool_use", "id": id, "name": call.name, "input": input})
        }
        Part::Thought(thought) => json!({
            "type": "thinking",
            "thinking": thought.pieces.concat(),
            "signature": thought.seal,
        }),
    }
}

/// As a stream begins it.
fn opened_block(part: &Part) -> Value {
    let mut block = block(part);
    match part {
        Part::Text { .. } => block["text"] = json!(""),
        Part::Call(_) => block["input"] = json!({}),
        Part::Thought(_) => {
            block["thinking"] = json!("");
            block["signature"] = json!("");
        }
    }
    block
}

fn deltas(part: &Part) -> Vec<Value> {
    match part {
        Part::Text { pieces, .. } => pieces
            .iter()
            .map(|piece| json!({"type": "text_delta", "text": piece}))
            .collect(),
        Part::Call(call) => call
            .arguments
            .iter()
            .map(|piece| json!({"type": "input_json_delta", "partial_json": piece}))
            .collect(),
        Part::Thought(thought) => {
            let pieces = thought.pieces.iter();
            let shown = pieces.map(|piece| json!({"type": "thinking_delta", "thinking": piece}));
            let seal = thought.seal.iter();
            let sealed = seal.map(|seal| json!({"type": "signature_delta", "signature": seal}));
            shown.chain(sealed).collect()
        }
    }
}

fn stop_reason(speech: &Speech<'_>) -> &'static str {
    if speech.calls_tools() {
        "tool_use"
    } else {
        "end_turn"
    }
}

fn message(speech: &Speech<'_>, content: &Value, stop_reason: Option<&str>, output: u64) -> Value {
    let usage = &speech.script.usage;
    json!({
        "id": format!("msg_{}", speech.key),
        "type": "message",
        "role": "assistant",
        "model": speech.model,
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": null,
        "usage": {
            "input_tokens": usage.input,
            "cache_creation_input_tokens": usage.cache_write(),
            "cache_read_input_tokens": usage.cache_read,
            "cache_creation": {
                "ephemeral_5m_input_tokens": usage.cache_write_short,
                "ephemeral_1h_input_tokens": usage.cache_write_long,
            },
            "output_tokens": output,
            "service_tier": "standard",
        },
    })
}
