//! OpenAI Chat Completions, and the error body that all OpenAI endpoints share.

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::{
    failure::Failure,
    plan::{Frames, Speech, TOOL, TOOL_ARGUMENTS, data_event},
};

/// One moment for all answers, so that they are the same bytes every time.
pub(in super::super) const CREATED: u64 = 1_767_225_600;

pub(in super::super) fn complete(speech: &Speech<'_>) -> Value {
    let message = if speech.calls_tool() {
        json!({
            "role": "assistant",
            "content": null,
            "refusal": null,
            "tool_calls": [{
                "id": "call_sim",
                "type": "function",
                "function": {"name": TOOL, "arguments": TOOL_ARGUMENTS.concat()},
            }],
        })
    } else {
        json!({"role": "assistant", "content": speech.text(), "refusal": null})
    };
    json!({
        "id": "chatcmpl-sim",
        "object": "chat.completion",
        "created": CREATED,
        "model": speech.model,
        "choices": [{
            "index": 0,
            "message": message,
            "logprobs": null,
            "finish_reason": finish_reason(speech),
        }],
        "usage": usage(speech),
        "service_tier": "default",
        "system_fingerprint": "fp_sim",
    })
}

pub(in super::super) fn frames(speech: &Speech<'_>, include_usage: bool) -> Frames {
    let chunk = |delta: Value, finish_reason: Option<&str>| {
        let choices = json!([{
            "index": 0,
            "delta": delta,
            "logprobs": null,
            "finish_reason": finish_reason,
        }]);
        data_event(&chunk(speech, &choices, include_usage))
    };
    let content = if speech.calls_tool() {
        let mut calls = vec![json!({
            "index": 0,
            "id": "call_sim",
            "type": "function",
            "function": {"name": TOOL, "arguments": ""},
        })];
        let pieces = TOOL_ARGUMENTS.iter();
        calls.extend(pieces.map(|piece| json!({"index": 0, "function": {"arguments": piece}})));
        let calls = calls.into_iter();
        calls
            .map(|call| chunk(json!({"tool_calls": [call]}), None))
            .collect()
    } else {
        let words = speech.words.iter();
        words
            .map(|word| chunk(json!({"content": word}), None))
            .collect()
    };
    let mut ending = vec![chunk(json!({}), Some(finish_reason(speech)))];
    if include_usage {
        let mut last = self::chunk(speech, &json!([]), true);
        last["usage"] = usage(speech);
        ending.push(data_event(&last));
    }
    ending.push(Bytes::from_static(b"data: [DONE]\n\n"));
    Frames {
        preamble: vec![chunk(
            json!({"role": "assistant", "content": if speech.calls_tool() { Value::Null } else { json!("") }}),
            None,
        )],
        content,
        ending,
        error: data_event(&error(&Failure::new(
            500,
            "The server had an error while processing your request",
        ))),
    }
}

pub(in super::super) fn error(failure: &Failure) -> Value {
    let (kind, code) = match failure.status {
        _ if failure.quota => ("insufficient_quota", Some("insufficient_quota")),
        401 => ("invalid_request_error", Some("invalid_api_key")),
        404 if failure.unknown_model => ("invalid_request_error", Some("model_not_found")),
        429 => ("requests", Some("rate_limit_exceeded")),
        400..=499 => ("invalid_request_error", None),
        503 | 529 => ("server_error", Some("server_overloaded")),
        _ => ("server_error", None),
    };
    json!({"error": {"message": failure.message, "type": kind, "param": null, "code": code}})
}

fn finish_reason(speech: &Speech<'_>) -> &'static str {
    if speech.calls_tool() {
        "tool_calls"
    } else {
        "stop"
    }
}

fn chunk(speech: &Speech<'_>, choices: &Value, include_usage: bool) -> Value {
    let mut chunk = json!({
        "id": "chatcmpl-sim",
        "object": "chat.completion.chunk",
        "created": CREATED,
        "model": speech.model,
        "service_tier": "default",
        "system_fingerprint": "fp_sim",
        "choices": choices,
    });
    if include_usage {
        chunk["usage"] = Value::Null;
    }
    chunk
}

fn usage(speech: &Speech<'_>) -> Value {
    let usage = &speech.script.usage;
    json!({
        "prompt_tokens": speech.whole_input(),
        "completion_tokens": usage.output,
        "total_tokens": speech.whole_input() + usage.output,
        "prompt_tokens_details": {
            "cached_tokens": usage.cache_read,
            "cache_write_tokens": usage.cache_write(),
            "audio_tokens": 0,
        },
        "completion_tokens_details": {
            "reasoning_tokens": usage.reasoning,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    })
}
