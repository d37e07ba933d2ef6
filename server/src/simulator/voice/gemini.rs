//! Google Gemini: a stream is whole response objects with partial text, as events or as one JSON array.

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::{
    failure::Failure,
    plan::{Frames, Speech, TOOL, bytes, data_event},
};

pub(in super::super) fn complete(speech: &Speech<'_>) -> Value {
    let part = if speech.calls_tool() {
        tool_part()
    } else {
        json!({"text": speech.text()})
    };
    response(speech, &part, true)
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
    if speech.calls_tool() {
        return (Vec::new(), response(speech, &tool_part(), true));
    }
    let words = speech.words.iter();
    let content = words.map(|word| response(speech, &json!({"text": word}), false));
    (
        content.collect(),
        response(speech, &json!({"text": ""}), true),
    )
}

fn tool_part() -> Value {
    json!({
        "functionCall": {"name": TOOL, "args": {"city": "Paris"}},
        "thoughtSignature": "c2ltdWxhdG9y",
    })
}

fn response(speech: &Speech<'_>, part: &Value, last: bool) -> Value {
    let usage = &speech.script.usage;
    let mut candidate = json!({"index": 0, "content": {"role": "model", "parts": [part]}});
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
        "responseId": "sim",
    })
}
