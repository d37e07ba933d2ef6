//! OpenAI Chat Completions, and the error body that all OpenAI endpoints share.

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::{
    failure::Failure,
    plan::{Frames, Recording, data_event},
    speech::{Call, Part, Speech},
};

/// One moment for all answers, so that they are the same bytes every time.
pub(in super::super) const CREATED: u64 = 1_767_225_600;

pub(in super::super) fn complete(speech: &Speech<'_>) -> Value {
    let mut message = json!({"role": "assistant", "content": speech.text(), "refusal": null});
    if let Some(thought) = speech.thought() {
        message["reasoning_content"] = json!(thought);
    }
    let calls: Vec<Value> = speech.calls().map(call).collect();
    if !calls.is_empty() {
        message["tool_calls"] = Value::Array(calls);
    }
    json!({
        "id": format!("chatcmpl-{}", speech.key),
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
    let mut recording = Recording::default();
    let opening = if speech.text().is_some() {
        json!("")
    } else {
        Value::Null
    };
    recording.push(chunk(
        json!({"role": "assistant", "content": opening}),
        None,
    ));
    let mut calls = 0;
    for part in &speech.parts {
        let deltas = deltas(part, calls).into_iter();
        recording.content(deltas.map(|delta| chunk(delta, None)));
        calls += usize::from(matches!(part, Part::Call(_)));
    }
    recording.push(chunk(json!({}), Some(finish_reason(speech))));
    if include_usage {
        let mut last = self::chunk(speech, &json!([]), true);
        last["usage"] = usage(speech);
        recording.push(data_event(&last));
    }
    recording.push(Bytes::from_static(b"data: [DONE]\n\n"));
    recording.finish(data_event(&error(&Failure::new(
        500,
        "The server had an error while processing your request",
    ))))
}

pub(in super::super) fn error(failure: &Failure) -> Value {
    let (kind, code) = match failure.status {
        _ if failure.quota => ("insufficient_quota", Some("insufficient_quota")),
        401 => ("invalid_request_error", Some("invalid_api_key")),
        404 if failure.unknown_model => ("invalid_request_error", Some("model_not_found")),
        429 => ("requests", Some("rate_limit_exceeded")),
        400..=499 => ("invalid_request_error", failure.code),
        503 | 529 => ("server_error", Some("server_overloaded")),
        _ => ("server_error", None),
    };
    json!({"error": {"message": failure.message, "type": kind, "param": failure.param, "code": code}})
}

fn call(call: &Call) -> Value {
    json!({
        "id": call_id(call),
        "type": "function",
        "function": {"name": call.name, "arguments": call.arguments.concat()},
    })
}

fn call_id(call: &Call) -> String {
    format!("call_{}", call.key)
}

/// `index`: of the call, if it is one.
fn deltas(part: &Part, index: usize) -> Vec<Value> {
    match part {
        Part::Text { pieces, .. } => pieces
            .iter()
            .map(|piece| json!({"content": piece}))
            .collect(),
        Part::Thought(thought) => thought
            .pieces
            .iter()
            .map(|piece| json!({"reasoning_content": piece}))
            .collect(),
        Part::Call(call) => {
            let first = json!({
                "index": index,
                "id": call_id(call),
                "type": "function",
                "function": {"name": call.name, "arguments": ""},
            });
            let pieces = call.arguments.iter();
            let rest =
                pieces.map(|piece| json!({"index": index, "function": {"arguments": piece}}));
            std::iter::once(first)
                .chain(rest)
                .map(|call| json!({"tool_calls": [call]}))
                .collect()
        }
    }
}

fn finish_reason(speech: &Speech<'_>) -> &'static str {
    if speech.calls_tools() {
        "tool_calls"
    } else {
        "stop"
    }
}

fn chunk(speech: &Speech<'_>, choices: &Value, include_usage: bool) -> Value {
    let mut chunk = json!({
        "id": format!("chatcmpl-{}", speech.key),
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
