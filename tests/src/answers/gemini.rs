//! Google Gemini.

use serde_json::{Value, json};

use super::{CACHED, Frames, INPUT, OUTPUT, data, words};

pub(super) fn whole(text: &str) -> Value {
    response(text, true)
}

pub(super) fn frames(text: &str) -> Frames {
    Frames {
        preamble: Vec::new(),
        content: words(text)
            .into_iter()
            .map(|word| data(&response(word, false)))
            .collect(),
        ending: vec![data(&response("", true))],
    }
}

pub(super) fn error(status: u16, message: &str) -> Value {
    let name = match status {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        402 | 403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 | 529 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        _ => "INTERNAL",
    };
    json!({"error": {"code": status, "message": message, "status": name}})
}

fn response(text: &str, last: bool) -> Value {
    let mut candidate =
        json!({"index": 0, "content": {"role": "model", "parts": [{"text": text}]}});
    let mut usage = json!({
        "promptTokenCount": INPUT + CACHED,
        "cachedContentTokenCount": CACHED,
        "totalTokenCount": INPUT + CACHED,
    });
    if last {
        candidate["finishReason"] = json!("STOP");
        usage["candidatesTokenCount"] = json!(OUTPUT);
        usage["totalTokenCount"] = json!(INPUT + CACHED + OUTPUT);
    }
    json!({"candidates": [candidate], "usageMetadata": usage, "modelVersion": "fake"})
}
