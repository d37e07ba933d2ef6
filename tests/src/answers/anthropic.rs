//! Anthropic Messages.

use serde_json::{Value, json};

use super::{CACHED, Frames, INPUT, OUTPUT, event, words};

pub(super) fn whole(text: &str) -> Value {
    message(
        &json!([{"type": "text", "text": text}]),
        Some("end_turn"),
        OUTPUT,
    )
}

pub(super) fn frames(text: &str) -> Frames {
    let delta = |word: &str| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word}});
    Frames {
        preamble: vec![
            event(
                "message_start",
                &json!({"type": "message_start", "message": message(&json!([]), None, 1)}),
            ),
            event(
                "content_block_start",
                &json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
            ),
            event("ping", &json!({"type": "ping"})),
        ],
        content: words(text)
            .into_iter()
            .map(|word| event("content_block_delta", &delta(word)))
            .collect(),
        ending: vec![
            event(
                "content_block_stop",
                &json!({"type": "content_block_stop", "index": 0}),
            ),
            event(
                "message_delta",
                &json!({
                    "type": "message_delta",
                    "delta": {"stop_reason": "end_turn", "stop_sequence": null},
                    "usage": {"output_tokens": OUTPUT},
                }),
            ),
            event("message_stop", &json!({"type": "message_stop"})),
        ],
    }
}

pub(super) fn error(status: u16, message: &str) -> Value {
    let kind = match status {
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
    json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_fake"})
}

fn message(content: &Value, stop_reason: Option<&str>, output: u64) -> Value {
    json!({
        "id": "msg_fake",
        "type": "message",
        "role": "assistant",
        "model": "fake",
        "content": content,
        "stop_reason": stop_reason,
        "stop_sequence": null,
        "usage": {
            "input_tokens": INPUT,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": CACHED,
            "output_tokens": output,
        },
    })
}
