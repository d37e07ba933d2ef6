//! OpenAI Chat Completions.

use serde_json::{Value, json};

use super::{CACHED, Frames, INPUT, OUTPUT, data, words};

pub(super) fn whole(text: &str) -> Value {
    json!({
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": 1_767_225_600,
        "model": "fake",
        "choices": [{
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": "stop",
        }],
        "usage": usage(),
    })
}

pub(super) fn frames(text: &str) -> Frames {
    let step = |delta: Value, finish_reason: Option<&str>| {
        let choices = json!([{"index": 0, "delta": delta, "finish_reason": finish_reason}]);
        data(&chunk(&choices, &Value::Null))
    };
    Frames {
        preamble: vec![step(json!({"role": "assistant", "content": ""}), None)],
        content: words(text)
            .into_iter()
            .map(|word| step(json!({"content": word}), None))
            .collect(),
        ending: vec![
            step(json!({}), Some("stop")),
            data(&chunk(&json!([]), &usage())),
            "data: [DONE]\n\n".to_owned(),
        ],
    }
}

pub(super) fn error(status: u16, message: &str) -> Value {
    let (kind, code) = match status {
        401 => ("invalid_request_error", Some("invalid_api_key")),
        404 => ("invalid_request_error", Some("model_not_found")),
        429 => ("requests", Some("rate_limit_exceeded")),
        400..=499 => ("invalid_request_error", None),
        _ => ("server_error", None),
    };
    json!({"error": {"message": message, "type": kind, "param": null, "code": code}})
}

fn chunk(choices: &Value, usage: &Value) -> Value {
    json!({
        "id": "chatcmpl-fake",
        "object": "chat.completion.chunk",
        "created": 1_767_225_600,
        "model": "fake",
        "choices": choices,
        "usage": usage,
    })
}

fn usage() -> Value {
    json!({
        "prompt_tokens": INPUT + CACHED,
        "completion_tokens": OUTPUT,
        "total_tokens": INPUT + CACHED + OUTPUT,
        "prompt_tokens_details": {"cached_tokens": CACHED},
    })
}
