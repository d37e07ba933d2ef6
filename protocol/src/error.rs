//! Saying in the caller's dialect what went wrong, as a body and in the middle of a stream.

use std::time::Duration;

use bytes::Bytes;
use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{frames::Framing, stream::StreamPosition};

/// An error as a client will see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// HTTP status.
    pub status: u16,
    pub kind: ErrorKind,
    /// For people: what, where, and what to do. No secrets, no internal text.
    pub message: String,
    /// How long to wait before asking again helps.
    pub retry_after: Option<Duration>,
    /// `x-should-retry`. `None`: the client decides by the status.
    pub should_retry: Option<bool>,
}

/// What kind of error it is; each dialect has its own word for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    InvalidRequest,
    /// More than the model's context holds; clients shorten the conversation when they are told.
    ContextLength,
    Authentication,
    Permission,
    /// No such model, object or path.
    NotFound,
    /// No such stored response; the request would go on from one that is not there.
    NoPreviousResponse,
    /// No such stored response; it is the request's own subject.
    NoResponse,
    TooLarge,
    RateLimited,
    /// A budget is used up; waiting a little does not help.
    Quota,
    Overloaded,
    Timeout,
    /// The provider failed or answered nonsense.
    Upstream,
    /// Nobody can serve just now.
    Unavailable,
    Internal,
}

/// A kind's words in the dialects.
struct Words {
    status: u16,
    anthropic: &'static str,
    openai: &'static str,
    /// OpenAI's `code`; empty for null.
    code: &'static str,
    gemini: &'static str,
}

impl ErrorKind {
    /// The HTTP status that such an error usually has.
    pub const fn status(self) -> u16 {
        self.words().status
    }

    /// Name in logs and metrics.
    pub const fn label(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::ContextLength => "context_length",
            Self::Authentication => "authentication",
            Self::Permission => "permission",
            Self::NotFound => "not_found",
            Self::NoPreviousResponse => "no_previous_response",
            Self::NoResponse => "no_response",
            Self::TooLarge => "too_large",
            Self::RateLimited => "rate_limited",
            Self::Quota => "quota",
            Self::Overloaded => "overloaded",
            Self::Timeout => "timeout",
            Self::Upstream => "upstream",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    const fn words(self) -> Words {
        let (status, anthropic, openai, code, gemini) = match self {
            Self::InvalidRequest => (
                400,
                "invalid_request_error",
                INVALID,
                "",
                "INVALID_ARGUMENT",
            ),
            Self::ContextLength => (
                400,
                "invalid_request_error",
                INVALID,
                "context_length_exceeded",
                "INVALID_ARGUMENT",
            ),
            Self::Authentication => (
                401,
                "authentication_error",
                INVALID,
                "invalid_api_key",
                "UNAUTHENTICATED",
            ),
            Self::Permission => (403, "permission_error", INVALID, "", "PERMISSION_DENIED"),
            Self::NotFound => (
                404,
                "not_found_error",
                INVALID,
                "model_not_found",
                "NOT_FOUND",
            ),
            Self::NoPreviousResponse => (
                400,
                "invalid_request_error",
                INVALID,
                "previous_response_not_found",
                "INVALID_ARGUMENT",
            ),
            Self::NoResponse => (404, "not_found_error", INVALID, "", "NOT_FOUND"),
            Self::TooLarge => (413, "request_too_large", INVALID, "", "INVALID_ARGUMENT"),
            Self::RateLimited => (
                429,
                "rate_limit_error",
                "rate_limit_error",
                "rate_limit_exceeded",
                "RESOURCE_EXHAUSTED",
            ),
            Self::Quota => (
                429,
                "rate_limit_error",
                "insufficient_quota",
                "insufficient_quota",
                "RESOURCE_EXHAUSTED",
            ),
            Self::Overloaded => (529, "overloaded_error", SERVER, "overloaded", "UNAVAILABLE"),
            Self::Timeout => (504, "timeout_error", SERVER, "timeout", "DEADLINE_EXCEEDED"),
            Self::Upstream => (502, "api_error", SERVER, "upstream_error", "INTERNAL"),
            Self::Unavailable => (
                503,
                "overloaded_error",
                SERVER,
                "unavailable",
                "UNAVAILABLE",
            ),
            Self::Internal => (500, "api_error", SERVER, "", "INTERNAL"),
        };
        Words {
            status,
            anthropic,
            openai,
            code,
            gemini,
        }
    }
}

const INVALID: &str = "invalid_request_error";
const SERVER: &str = "server_error";

impl ApiError {
    /// An error with the usual status of its kind, and no advice about retrying.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            status: kind.status(),
            kind,
            message: message.into(),
            retry_after: None,
            should_retry: None,
        }
    }
}

/// The JSON body of the error.
pub fn body(dialect: Dialect, error: &ApiError, request_id: &str) -> Vec<u8> {
    value(dialect, error, request_id).to_string().into_bytes()
}

/// The event that tells of the error in a stream that is under way, and ends it. It never looks like a clean end.
pub fn stream_event(
    dialect: Dialect,
    framing: Framing,
    error: &ApiError,
    request_id: &str,
    position: StreamPosition,
) -> Bytes {
    let event = match (dialect, framing) {
        (_, Framing::JsonArray) => {
            let open = if position.begun { ',' } else { '[' };
            format!("{open}{}]", value(dialect, error, request_id))
        }
        (Dialect::Anthropic, Framing::Sse) => {
            format!(
                "event: error\ndata: {}\n\n",
                value(dialect, error, request_id)
            )
        }
        (Dialect::OpenaiResponses, Framing::Sse) => {
            let event = json!({
                "type": "error",
                "code": code(error),
                "message": error.message,
                "param": param(error),
                "sequence_number": position.sequence,
            });
            format!("event: error\ndata: {event}\n\n")
        }
        (Dialect::OpenaiChat | Dialect::Gemini, Framing::Sse) => {
            format!("data: {}\n\n", value(dialect, error, request_id))
        }
    };
    Bytes::from(event)
}

/// Bytes that say nothing, sent while a client waits.
pub fn keep_alive(dialect: Dialect, framing: Framing) -> Bytes {
    Bytes::from_static(match (dialect, framing) {
        (_, Framing::JsonArray) => b"\n",
        (Dialect::Anthropic, Framing::Sse) => b"event: ping\ndata: {\"type\": \"ping\"}\n\n",
        // Google's SDK takes a comment for the beginning of an error; a blank line it skips.
        (Dialect::Gemini, Framing::Sse) => b"\n\n",
        (Dialect::OpenaiChat | Dialect::OpenaiResponses, Framing::Sse) => b": keep-alive\n\n",
    })
}

fn value(dialect: Dialect, error: &ApiError, request_id: &str) -> Value {
    let words = error.kind.words();
    match dialect {
        Dialect::Anthropic => {
            // Clients know this error by its wording; the others have a code for it.
            let before = match error.kind {
                ErrorKind::ContextLength => "prompt is too long: ",
                _ => "",
            };
            json!({
                "type": "error",
                "error": {
                    "type": words.anthropic,
                    "message": format!("{before}{}", error.message),
                },
                "request_id": request_id,
            })
        }
        Dialect::OpenaiChat | Dialect::OpenaiResponses => json!({
            "error": {
                "message": error.message,
                "type": words.openai,
                "param": param(error),
                "code": code(error),
            },
        }),
        Dialect::Gemini => {
            let mut details = vec![json!({
                "@type": "type.googleapis.com/google.rpc.RequestInfo",
                "requestId": request_id,
            })];
            if let Some(wait) = error.retry_after {
                details.push(json!({
                    "@type": "type.googleapis.com/google.rpc.RetryInfo",
                    "retryDelay": format!("{}s", wait.as_millis().div_ceil(1_000)),
                }));
            }
            json!({
                "error": {
                    "code": error.status,
                    "message": error.message,
                    "status": words.gemini,
                    "details": details,
                },
            })
        }
    }
}

/// The member of the request that is wrong.
fn param(error: &ApiError) -> Option<&'static str> {
    (error.kind == ErrorKind::NoPreviousResponse).then_some("previous_response_id")
}

fn code(error: &ApiError) -> Option<&'static str> {
    Some(error.kind.words().code).filter(|code| !code.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::{End, StreamFault, StreamReader};

    const DIALECTS: [Dialect; 4] = [
        Dialect::Anthropic,
        Dialect::OpenaiChat,
        Dialect::OpenaiResponses,
        Dialect::Gemini,
    ];

    fn overloaded() -> ApiError {
        ApiError {
            retry_after: Some(Duration::from_millis(1_200)),
            ..ApiError::new(ErrorKind::Overloaded, "all channels are \"busy\"")
        }
    }

    fn parsed(dialect: Dialect) -> Value {
        serde_json::from_slice(&body(dialect, &overloaded(), "req-1")).unwrap()
    }

    #[test]
    fn each_dialect_has_its_own_shape() {
        let anthropic = parsed(Dialect::Anthropic);
        assert_eq!(anthropic["type"], "error");
        assert_eq!(anthropic["error"]["type"], "overloaded_error");
        assert_eq!(anthropic["request_id"], "req-1");
        let openai = parsed(Dialect::OpenaiChat);
        assert_eq!(openai["error"]["message"], "all channels are \"busy\"");
        assert_eq!(openai["error"]["code"], "overloaded");
        let gemini = parsed(Dialect::Gemini);
        assert_eq!(gemini["error"]["code"], 529);
        assert_eq!(gemini["error"]["details"][1]["retryDelay"], "2s");
    }

    #[test]
    fn clients_find_out_that_their_conversation_is_too_long() {
        let error = ApiError::new(ErrorKind::ContextLength, "9 tokens > 8 maximum");
        let told =
            |dialect| -> Value { serde_json::from_slice(&body(dialect, &error, "req-1")).unwrap() };
        let message = &told(Dialect::Anthropic)["error"]["message"];
        assert_eq!(message, "prompt is too long: 9 tokens > 8 maximum");
        let code = &told(Dialect::OpenaiChat)["error"]["code"];
        assert_eq!(code, "context_length_exceeded");
    }

    #[test]
    fn an_error_in_a_stream_is_read_back_as_one() {
        for dialect in DIALECTS {
            let position = StreamPosition {
                begun: false,
                sequence: 4,
            };
            let event = stream_event(dialect, Framing::Sse, &overloaded(), "req-1", position);
            let mut reader = StreamReader::new(dialect, Framing::Sse);
            let fault = reader.push(event).fault;
            let Some(StreamFault::ErrorEvent { message, .. }) = fault else {
                panic!("{dialect:?}: {fault:?}");
            };
            assert_eq!(message, overloaded().message);
            assert_ne!(reader.finish().end, End::Complete);
        }
    }

    #[test]
    fn a_broken_array_is_closed_so_that_it_can_be_parsed() {
        for (before, begun) in [("\n", false), ("[{\"candidates\":[]}\n", true)] {
            let position = StreamPosition { begun, sequence: 0 };
            let event = stream_event(
                Dialect::Gemini,
                Framing::JsonArray,
                &overloaded(),
                "req-1",
                position,
            );
            let stream = format!("{before}{}", std::str::from_utf8(&event).unwrap());
            let array: Value = serde_json::from_str(&stream).unwrap();
            let last = array.as_array().and_then(|array| array.last()).unwrap();
            assert_eq!(last["error"]["status"], "UNAVAILABLE");
        }
    }

    #[test]
    fn keeping_alive_says_nothing() {
        for dialect in DIALECTS {
            for framing in [Framing::Sse, Framing::JsonArray] {
                let mut reader = StreamReader::new(dialect, framing);
                let progress = reader.push(keep_alive(dialect, framing));
                assert!(!progress.content && progress.fault.is_none());
                assert_eq!(reader.finish().end, End::Empty);
            }
        }
    }
}
