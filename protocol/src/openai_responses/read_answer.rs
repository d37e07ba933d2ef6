//! A provider's complete answer, read into the hub.

use routex_entity::Dialect;
use serde_json::Value;

use super::{
    members::Place,
    read_item::{self, Author},
    write_answer::MESSAGE,
};
use crate::{
    hub::{Answer, Choice, Content, End, EndReason, Extras, Part, Usage},
    openai_usage::WireUsage,
};

/// Members of `usage` that the hub counts.
const COUNTED: [&str; 5] = [
    "input_tokens",
    "input_tokens_details",
    "output_tokens",
    "output_tokens_details",
    "total_tokens",
];

pub(super) fn read(body: &[u8]) -> Result<Answer, serde_json::Error> {
    let mut response: Extras = serde_json::from_slice(body)?;
    let text = |value: Option<Value>| match value {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let id = text(response.shift_remove("id"));
    let model = text(response.shift_remove("model"));
    let created = response
        .shift_remove("created_at")
        .as_ref()
        .and_then(seconds);
    let usage = response.shift_remove("usage").and_then(usage);
    let parts = match response.shift_remove("output") {
        Some(Value::Array(items)) => items.into_iter().flat_map(item).collect(),
        _ => Vec::new(),
    };
    let end = end(
        response
            .get("status")
            .and_then(Value::as_str)
            .unwrap_or_default(),
        incomplete_reason(&response),
        Said::of(&parts),
    );
    response.retain(|_, value| !value.is_null());
    Ok(Answer {
        origin: Dialect::OpenaiResponses,
        id,
        model,
        created,
        choices: vec![Choice {
            parts,
            end,
            extras: Extras::new(),
        }],
        usage,
        extras: response,
    })
}

/// Whole seconds, as a number or, from some imitators, with a fraction.
fn seconds(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| {
        let seconds = value.as_f64()?;
        // A float cast saturates.
        (seconds >= 0.0).then_some(seconds as u64)
    })
}

pub(super) fn usage(value: Value) -> Option<Usage> {
    let tokens = serde_json::from_value::<WireUsage>(value.clone()).ok()?;
    let Value::Object(mut extras) = value else {
        return None;
    };
    extras.retain(|name, value| !COUNTED.contains(&name.as_str()) && !value.is_null());
    Some(Usage {
        tokens: tokens.canonical(),
        extras,
    })
}

/// The parts that an item of an answer is. What cannot be read is kept as it came.
pub(super) fn item(value: Value) -> Vec<Part> {
    let kept = value.clone();
    let Ok(turn) = read_item::read(value, Author::Provider, &Place::Body) else {
        return vec![Part::new(Content::Foreign(kept))];
    };
    let mut parts = turn.parts;
    if !turn.extras.is_empty() {
        for part in &mut parts {
            part.extras
                .insert(MESSAGE.to_owned(), Value::Object(turn.extras.clone()));
        }
    }
    parts
}

fn incomplete_reason(response: &Extras) -> &str {
    response
        .get("incomplete_details")
        .and_then(|details| details.get("reason"))
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// What an answer consists of, as far as its end depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Said {
    pub calls: bool,
    pub refuses: bool,
}

impl Said {
    fn of(parts: &[Part]) -> Self {
        Self {
            calls: parts
                .iter()
                .any(|part| matches!(part.content, Content::ToolCall(_))),
            refuses: parts
                .iter()
                .any(|part| matches!(&part.content, Content::Refusal(text) if !text.is_empty())),
        }
    }
}

/// A `completed` response does not say why the model stopped: what it said does.
pub(super) fn end(status: &str, reason: &str, said: Said) -> End {
    let meaning = match (status, reason) {
        ("incomplete", "content_filter") => EndReason::Refused,
        ("incomplete", "steered") => EndReason::Paused,
        ("incomplete", _) => EndReason::Length,
        ("failed", _) => EndReason::Malformed,
        _ if said.calls => EndReason::ToolUse,
        _ if said.refuses => EndReason::Refused,
        _ => EndReason::Natural,
    };
    let native = if reason.is_empty() { status } else { reason };
    End {
        native: native.to_owned(),
        ..End::new(meaning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_told_by_the_status_and_what_was_said() {
        let none = Said::default();
        let calls = Said {
            calls: true,
            ..none
        };
        let refuses = Said {
            refuses: true,
            ..none
        };
        for (status, reason, said, expected) in [
            ("completed", "", none, EndReason::Natural),
            ("completed", "", calls, EndReason::ToolUse),
            ("completed", "", refuses, EndReason::Refused),
            ("incomplete", "max_output_tokens", calls, EndReason::Length),
            ("incomplete", "content_filter", none, EndReason::Refused),
            ("incomplete", "", none, EndReason::Length),
            ("", "", none, EndReason::Natural),
        ] {
            assert_eq!(
                end(status, reason, said).reason,
                expected,
                "{status} {reason}"
            );
        }
    }
}
