//! The error objects of all providers, read into one shape.
//!
//! OpenAI `{"error":{message,type,code}}`, Anthropic `{"type":"error","error":{type,message}}`, Gemini
//! `{"error":{code,status,message,details}}` (in an array when it streams), Mistral `{"message","type","code"}`,
//! xAI `{"code":"…","error":"…"}`, FastAPI `{"detail":…}`.

use std::time::Duration;

use serde_json::Value;

use crate::upstream::reset;

/// Errors are short; what is longer is a page of somebody's edge.
const LONGEST: usize = 256 * 1024;

/// What a provider said about an error. Empty where it said nothing.
#[derive(Debug, Default)]
pub(super) struct ErrorBody {
    /// The body is an error object of some API, as opposed to a page or nothing.
    pub is_api: bool,
    /// `error.type`, or Gemini's `error.status`.
    pub kind: String,
    /// `error.code` when it is a word.
    pub code: String,
    /// Lower case, for matching only: it may quote the client's request.
    pub message: String,
    details: Vec<Value>,
    /// OpenRouter's `error.metadata`.
    metadata: Value,
}

impl ErrorBody {
    pub(super) fn parse(body: &[u8]) -> Self {
        if body.len() > LONGEST {
            return Self::default();
        }
        let mut root: Value = match serde_json::from_slice(body) {
            Ok(Value::Array(mut items)) if !items.is_empty() => items.swap_remove(0),
            Ok(root) => root,
            Err(_) => return Self::default(),
        };
        let Some(top) = root.as_object_mut() else {
            return Self::default();
        };
        match top.remove("error") {
            Some(Value::Object(mut error)) => Self {
                is_api: true,
                kind: first_text(&[error.get("status"), error.get("type")]),
                code: first_text(&[error.get("code")]),
                message: first_text(&[error.get("message")]).to_ascii_lowercase(),
                details: match error.remove("details") {
                    Some(Value::Array(details)) => details,
                    _ => Vec::new(),
                },
                metadata: error.remove("metadata").unwrap_or_default(),
            },
            nested => Self {
                is_api: nested.is_some()
                    || ["message", "detail"]
                        .iter()
                        .any(|key| top.contains_key(*key)),
                kind: first_text(&[top.get("type")]),
                code: first_text(&[top.get("code")]),
                message: first_text(&[nested.as_ref(), top.get("message"), top.get("detail")])
                    .to_ascii_lowercase(),
                ..Self::default()
            },
        }
    }

    pub(super) fn of_event(kind: &str, code: Option<&str>, message: &str) -> Self {
        Self {
            is_api: true,
            kind: kind.to_owned(),
            code: code.unwrap_or_default().to_owned(),
            message: message.to_ascii_lowercase(),
            ..Self::default()
        }
    }

    /// Whether type or code is one of these words.
    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        words.contains(&self.kind.as_str()) || words.contains(&self.code.as_str())
    }

    /// Whether the reason of Google's `ErrorInfo` is this word.
    pub(super) fn has_reason(&self, reason: &str) -> bool {
        self.details
            .iter()
            .any(|detail| detail.get("reason").and_then(Value::as_str) == Some(reason))
    }

    /// Whether OpenRouter says that the input was flagged by moderation.
    pub(super) fn was_flagged(&self) -> bool {
        self.metadata.get("flagged_input").is_some() || self.metadata.get("reasons").is_some()
    }

    /// Google's `RetryInfo`.
    pub(super) fn retry_delay(&self) -> Option<Duration> {
        self.details
            .iter()
            .find_map(|detail| reset::go_duration(detail.get("retryDelay")?.as_str()?))
    }

    /// Type and code as they may be logged: words only, and short.
    pub(super) fn label(&self) -> String {
        let mut words = vec![];
        for word in [&self.kind, &self.code] {
            let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
            if !word.is_empty()
                && word.len() <= 64
                && word.chars().all(is_word)
                && !words.contains(&word.as_str())
            {
                words.push(word.as_str());
            }
        }
        words.join(" ")
    }
}

fn first_text(values: &[Option<&Value>]) -> String {
    let mut texts = values.iter().flatten().filter_map(|value| value.as_str());
    texts
        .find(|text| !text.is_empty())
        .unwrap_or_default()
        .to_owned()
}
