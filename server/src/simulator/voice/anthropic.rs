//! Anthropic Messages.

use serde_json::{Value, json};

use super::super::{
    failure::Failure,
    plan::{Frames, Speech, TOOL, TOOL_ARGUMENTS, named_event},
};

pub(in super::super) fn complete(speech: &Speech<'_>) -> Value {
    let content = if speech.calls_tool() {
        json!([{"type": "tool_use", "id": "toolu_sim", "name": TOOL, "input": {"city": "Paris"}}])
    } else {
        json!([{"type": "text", "text": speech.text()}])
    };
    message(
        speech,
        &content,
        Some(stop_reason(speech)),
        speech.script.usage.output,
    )
}

pub(in super::super) fn frames(speech: &Speech<'_>) -> Frames {
    let block = if speech.calls_tool() {
        json!({"type": "tool_use", "id": "toolu_sim", "name": TOOL, "input": {}})
    } else {
        json!({"type": "text", "text": ""})
    };
    let deltas: Vec<Value> = if speech.calls_tool() {
        TOOL_ARGUMENTS
            .iter()
            .map(|piece| json!({"type": "input_json_delta", "partial_json": piece}))
            .collect()
    } else {
        let words = speech.words.iter();
        words
            .map(|word| json!({"type": "text_delta", "text": word}))
            .collect()
    };
    Frames {
        preamble: vec![
            event(
                "message_start",
                json!({"message": message(speech, &json!([]), None, 1)}),
            ),
            event(
                "content_block_start",
                json!({"index": 0, "content_block": block}),
            ),
            event("ping", json!({})),
        ],
        content: deltas
            .into_iter()
            .map(|delta| event("content_block_delta", json!({"index": 0, "delta": delta})))
            .collect(),
        ending: vec![
            event("content_block_stop", json!({"index": 0})),
            event(
                "message_delta",
                json!({
                    "delta": {"stop_reason": stop_reason(speech), "stop_sequence": null},
                    "usage": {"output_tokens": speech.script.usage.output},
                }),
            ),
            event("message_stop", json!({})),
        ],
        error: event(
            "error",
            json!({"error": {"type": "overloaded_error", "message": "Overloaded"}}),
        ),
    }
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

fn stop_reason(speech: &Speech<'_>) -> &'static str {
    if speech.calls_tool() {
        "tool_use"
    } else {
        "end_turn"
    }
}

fn message(speech: &Speech<'_>, content: &Value, stop_reason: Option<&str>, output: u64) -> Value {
    let usage = &speech.script.usage;
    json!({
        "id": "msg_sim",
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
