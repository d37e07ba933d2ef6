//! What a provider's error object says, in whichever of its shapes it comes.

use serde::Deserialize;
use serde_json::{Value, value::RawValue};

/// An error as the provider tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ErrorDetail {
    /// The provider's error type: `overloaded_error`, `server_error`, `RESOURCE_EXHAUSTED`. May be empty.
    pub kind: String,
    pub code: Option<String>,
    pub message: String,
    /// The HTTP status that the provider gives such an error. `None` when it cannot be told.
    pub status: Option<u16>,
}

/// Bytes of a message that are kept.
const MAX_MESSAGE: usize = 2_048;

impl ErrorDetail {
    /// Reads a whole event or body: the error is under `error`, or is the object itself.
    pub(super) fn read_enclosing(json: &[u8]) -> Self {
        #[derive(Deserialize)]
        struct Enclosing<'a> {
            #[serde(borrow)]
            error: Option<&'a RawValue>,
        }
        match serde_json::from_slice::<Enclosing<'_>>(json) {
            Ok(Enclosing { error: Some(error) }) => Self::read(error.get()),
            _ => Self::read(&String::from_utf8_lossy(json)),
        }
    }

    /// Reads the body of an error answer. `None`: it is no error object of an API, such as the page of somebody's edge.
    pub fn of_answer(body: &[u8]) -> Option<Self> {
        let error = match serde_json::from_slice(body).ok()? {
            // Gemini puts it into an array when it was asked for a stream.
            Value::Array(elements) => elements.into_iter().next()?,
            error => error,
        };
        error
            .is_object()
            .then(|| Self::read_enclosing(error.to_string().as_bytes()))
    }

    /// Reads an error object, or a bare text. `json` is what stands behind `error`, or an object whose own members
    /// tell the error.
    pub(super) fn read(json: &str) -> Self {
        match serde_json::from_str(json) {
            Ok(Value::Object(error)) => {
                let text = |name: &str| match error.get(name) {
                    Some(Value::String(text)) => Some(text.clone()),
                    Some(Value::Number(number)) => Some(number.to_string()),
                    _ => None,
                };
                let kind = text("type")
                    .filter(|kind| kind != "error")
                    .or_else(|| text("status"));
                let message = text("message").or_else(|| text("detail"));
                Self::new(kind, text("code"), message.as_deref().unwrap_or_default())
            }
            Ok(Value::String(message)) => Self::new(None, None, &message),
            _ => Self::new(None, None, json),
        }
    }

    fn new(kind: Option<String>, code: Option<String>, message: &str) -> Self {
        let status = code
            .as_deref()
            .and_then(status_of)
            .or_else(|| kind.as_deref().and_then(status_of));
        let end = message.floor_char_boundary(MAX_MESSAGE);
        Self {
            kind: kind.unwrap_or_default(),
            code,
            message: message[..end].to_owned(),
            status,
        }
    }
}

/// The error under an `error` member. Providers also send it empty to say that there is none.
pub(super) fn present(error: Option<&RawValue>) -> Option<&str> {
    error
        .map(RawValue::get)
        .filter(|json| !matches!(*json, "{}" | "\"\"" | "false"))
}

/// The HTTP status that belongs to an error's type or code.
fn status_of(name: &str) -> Option<u16> {
    if let Ok(status @ 400..=599) = name.parse() {
        return Some(status);
    }
    Some(match name {
        "invalid_request_error"
        | "invalid_prompt"
        | "invalid_request"
        | "context_length_exceeded"
        | "content_policy_violation"
        | "content_filter"
        | "INVALID_ARGUMENT"
        | "FAILED_PRECONDITION" => 400,
        "authentication_error" | "invalid_api_key" | "UNAUTHENTICATED" => 401,
        "billing_error" => 402,
        "permission_error" | "PERMISSION_DENIED" => 403,
        "not_found_error" | "model_not_found" | "NOT_FOUND" => 404,
        "request_too_large" => 413,
        "rate_limit_error"
        | "rate_limit_exceeded"
        | "slow_down"
        | "tokens"
        | "requests"
        | "insufficient_quota"
        | "RESOURCE_EXHAUSTED" => 429,
        "api_error"
        | "server_error"
        | "internal_error"
        | "internal_server_error"
        | "INTERNAL"
        | "UNKNOWN" => 500,
        "service_unavailable" | "server_overloaded" | "engine_overloaded" | "UNAVAILABLE" => 503,
        "timeout_error" | "vector_store_timeout" | "DEADLINE_EXCEEDED" => 504,
        "overloaded_error" | "overloaded" => 529,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_every_dialect_have_a_status() {
        for (json, kind, code, status) in [
            (
                r#"{"type":"overloaded_error","message":"m"}"#,
                "overloaded_error",
                None,
                Some(529),
            ),
            (
                r#"{"message":"m","type":"server_error","code":"rate_limit_exceeded"}"#,
                "server_error",
                Some("rate_limit_exceeded"),
                Some(429),
            ),
            (
                r#"{"type":"error","code":"server_error","message":"m"}"#,
                "",
                Some("server_error"),
                Some(500),
            ),
            (
                r#"{"code":503,"message":"m","status":"UNAVAILABLE"}"#,
                "UNAVAILABLE",
                Some("503"),
                Some(503),
            ),
            (r#"{"code":502,"message":"m"}"#, "", Some("502"), Some(502)),
            (
                r#"{"type":"new_thing","message":"m"}"#,
                "new_thing",
                None,
                None,
            ),
            (r#""m""#, "", None, None),
        ] {
            let error = ErrorDetail::read(json);
            assert_eq!(error.kind, kind, "{json}");
            assert_eq!(error.code.as_deref(), code, "{json}");
            assert_eq!(error.status, status, "{json}");
            assert_eq!(error.message, "m", "{json}");
        }
    }

    #[test]
    fn the_error_of_an_answer_is_told_from_a_page() {
        let of = |body: &str| ErrorDetail::of_answer(body.as_bytes()).map(|error| error.message);
        let said = |text: &str| Some(text.to_owned());
        assert_eq!(of(r#"{"type":"error","error":{"message":"m"}}"#), said("m"));
        assert_eq!(of(r#"[{"error":{"code":400,"message":"m"}}]"#), said("m"));
        assert_eq!(of(r#"{"message":"m","code":"x"}"#), said("m"));
        assert_eq!(of(r#"{"detail":"m"}"#), said("m"));
        assert_eq!(of("<html>"), None);
        assert_eq!(of(""), None);
        assert_eq!(of("[]"), None);
    }

    #[test]
    fn a_long_message_is_cut_between_characters() {
        let error = ErrorDetail::read(&format!("\"{}\"", "é".repeat(2_000)));
        assert_eq!(error.message.len(), MAX_MESSAGE);
    }
}
