//! Google Gemini: a stream is whole response objects with partial text, as events or as one JSON array.

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::{
    failure::Failure,
    plan::{Frames, bytes, data_event},
    speech::{Call, Part, Speech},
};

pub(in super::super) fn complete(speech: &Speech<'_>) -> Value {
    let parts = speech.parts.iter().filter_map(|part| match part {
        Part::Text { pieces, seal } => Some(sealed(json!({"text": pieces.concat()}), seal)),
        Part::Thought(thought) if thought.pieces.is_empty() => None,
        Part::Thought(thought) => Some(json!({"text": thought.pieces.concat(), "thought": true})),
        Part::Call(call) => Some(call_part(call)),
    });
    response(speech, &parts.collect(), true)
}

pub(in super::super) fn events(speech: &Speech<'_>) -> Frames {
    let (content, last) = responses(speech);
    Frames {
        preamble: Vec::new(),
        content: content.iter().map(data_event).collect(),
        ending: vec![data_event(&last)],
        error: data_event(&error(&stream_failure())),
    }
}

pub(in super::super) fn array(speech: &Speech<'_>) -> Frames {
    let (content, last) = responses(speech);
    let opened = |(index, value): (usize, &Value)| {
        let mark = if index == 0 { "[" } else { ",\r\n" };
        Bytes::from(format!("{mark}{value}"))
    };
    let last_mark = if content.is_empty() { "[" } else { ",\r\n" };
    Frames {
        preamble: Vec::new(),
        content: content.iter().enumerate().map(opened).collect(),
        ending: vec![Bytes::from(format!("{last_mark}{last}\r\n]"))],
        error: bytes(&json!([error(&stream_failure())])),
    }
}

pub(in super::super) fn error(failure: &Failure) -> Value {
    let status = match failure.status {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        402 | 403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 | 529 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        405..=499 => "FAILED_PRECONDITION",
        _ => "INTERNAL",
    };
    let mut details = Vec::new();
    if let Some(seconds) = failure.retry_after {
        details.push(json!({
            "@type": "type.googleapis.com/google.rpc.RetryInfo",
            "retryDelay": format!("{seconds}s"),
        }));
    }
    if failure.quota {
        details.push(json!({
            "@type": "type.googleapis.com/google.rpc.QuotaFailure",
            "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel"}],
        }));
    }
    let message = if failure.unknown_model {
        "models/sim-404 is not found for this API version"
    } else {
        failure.message.as_str()
    };
    json!({
        "error": {
            "code": failure.status,
            "message": message,
            "status": status,
            "details": details,
        }
    })
}

fn stream_failure() -> Failure {
    Failure::new(503, "The model is overloaded. Please try again later.")
}

/// All but the last, and the last: the one with the reason to finish.
fn responses(speech: &Speech<'_>) -> (Vec<Value>, Value) {
    let mut parts = Vec::new();
    for part in &speech.parts {
        match part {
            Part::Text { pieces, .. } => {
                parts.extend(pieces.iter().map(|piece| json!({"text": piece})));
            }
            Part::Thought(thought) => {
                let pieces = thought.pieces.iter();
                parts.extend(pieces.map(|piece| json!({"text": piece, "thought": true})));
            }
            Part::Call(call) => parts.push(call_part(call)),
        }
    }
    let last = match speech.parts.last() {
        Some(Part::Call(_)) => parts.pop(),
        Some(Part::Text { seal, .. }) => Some(sealed(json!({"text": ""}), seal)),
        Some(Part::Thought(_)) | None => None,
    };
    let last = last.unwrap_or_else(|| json!({"text": ""}));
    let content = parts
        .iter()
        .map(|part| response(speech, &json!([part]), false));
    (content.collect(), response(speech, &json!([last]), true))
}

fn call_part(call: &Call) -> Value {
    let args: Value = serde_json::from_str(&call.arguments.concat()).unwrap_or_default();
    let mut function_call = json!({"name": call.name, "args": args});
    if call.identified {
        function_call["id"] = json!(format!("call_{}", call.key));
    }
    sealed(json!({"functionCall": function_call}), &call.seal)
}

fn sealed(mut part: Value, seal: &Option<String>) -> Value {
    if let Some(seal) = seal {
        part["thoughtSignature"] = json!(seal);
    }
    part
}

fn response(speech: &Speech<'_>, parts: &Value, last: bool) -> Value {
    let usage = &speech.script.usage;
    let mut candidate = json!({"index": 0, "content": {"role": "model", "parts": parts}});
    let mut metadata = json!({
        "promptTokenCount": speech.whole_input(),
        "totalTokenCount": speech.whole_input(),
    });
    if usage.cache_read > 0 {
        metadata["cachedContentTokenCount"] = json!(usage.cache_read);
    }
    if last {
        candidate["finishReason"] = json!("STOP");
        metadata["candidatesTokenCount"] = json!(usage.output - usage.reasoning);
        metadata["totalTokenCount"] = json!(speech.whole_input() + usage.output);
        if usage.reasoning > 0 {
            metadata["thoughtsTokenCount"] = json!(usage.reasoning);
        }
    }
    json!({
        "candidates": [candidate],
        "usageMetadata": metadata,
        "modelVersion": speech.model,
        "responseId": speech.key,
    })
}
