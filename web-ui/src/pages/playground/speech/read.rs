//! Where the words are in what comes back.

use routex_entity::Dialect;
use serde_json::Value;

/// A part of an answer, or all of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub thinking: String,
    /// What went wrong, where it says so.
    pub error: Option<String>,
}

/// Of one event of a stream.
pub fn of_event(dialect: Dialect, event: &Value) -> Piece {
    let error = error(event);
    let (text, thinking) = match dialect {
        Dialect::OpenaiChat => {
            let delta = &event["choices"][0]["delta"];
            (said(&delta["content"]), said(&delta["reasoning_content"]))
        }
        Dialect::OpenaiResponses => match event["type"].as_str() {
            Some("response.output_text.delta") => (said(&event["delta"]), String::new()),
            Some("response.reasoning_summary_text.delta" | "response.reasoning_text.delta") => {
                (String::new(), said(&event["delta"]))
            }
            _ => Default::default(),
        },
        Dialect::Anthropic => {
            let delta = &event["delta"];
            (said(&delta["text"]), said(&delta["thinking"]))
        }
        Dialect::Gemini => of_parts(&event["candidates"][0]["content"]["parts"]),
    };
    Piece {
        text,
        thinking,
        error,
    }
}

/// Of an answer that came at once.
pub fn of_whole(dialect: Dialect, answer: &Value) -> Piece {
    let (text, thinking) = match dialect {
        Dialect::OpenaiChat => {
            let message = &answer["choices"][0]["message"];
            (
                said(&message["content"]),
                said(&message["reasoning_content"]),
            )
        }
        Dialect::OpenaiResponses => {
            let items = || answer["output"].as_array().into_iter().flatten();
            let texts = |list: &'static str| {
                let parts = items().flat_map(move |item| item[list].as_array());
                parts.flatten().map(|part| said(&part["text"])).collect()
            };
            (texts("content"), texts("summary"))
        }
        Dialect::Anthropic => {
            let blocks = || answer["content"].as_array().into_iter().flatten();
            let all = |name: &str| blocks().map(|block| said(&block[name])).collect();
            (all("text"), all("thinking"))
        }
        Dialect::Gemini => return of_event(dialect, answer),
    };
    Piece {
        text,
        thinking,
        error: error(answer),
    }
}

/// Gemini marks the parts that were only thought.
fn of_parts(parts: &Value) -> (String, String) {
    let (mut text, mut thinking) = (String::new(), String::new());
    for part in parts.as_array().into_iter().flatten() {
        let place = match part["thought"].as_bool() {
            Some(true) => &mut thinking,
            _ => &mut text,
        };
        place.push_str(&said(&part["text"]));
    }
    (text, thinking)
}

fn said(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// All dialects put it in `error`; the Responses API also within the response, or beside its type.
fn error(value: &Value) -> Option<String> {
    let told = [&value["error"], &value["response"]["error"]];
    let told = told.into_iter().find(|error| !error.is_null());
    let is_error = value["type"] == "error";
    let told = told.or_else(|| is_error.then_some(value))?;
    let message = told["message"].as_str().or(told.as_str());
    Some(message.map_or_else(|| told.to_string(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn words_are_found_in_the_events_of_every_dialect() {
        for (dialect, event, text, thinking) in [
            (
                Dialect::OpenaiChat,
                json!({ "choices": [{ "delta": { "content": "a", "reasoning_content": "b" } }] }),
                "a",
                "b",
            ),
            (
                Dialect::OpenaiChat,
                json!({ "choices": [], "usage": {} }),
                "",
                "",
            ),
            (
                Dialect::OpenaiResponses,
                json!({ "type": "response.output_text.delta", "delta": "a" }),
                "a",
                "",
            ),
            (
                Dialect::OpenaiResponses,
                json!({ "type": "response.output_text.done", "text": "a" }),
                "",
                "",
            ),
            (
                Dialect::Anthropic,
                json!({ "type": "content_block_delta", "delta": { "type": "thinking_delta", "thinking": "b" } }),
                "",
                "b",
            ),
            (
                Dialect::Gemini,
                json!({ "candidates": [{ "content": { "parts": [{ "text": "b", "thought": true }, { "text": "a" }] } }] }),
                "a",
                "b",
            ),
        ] {
            let piece = of_event(dialect, &event);
            assert_eq!(
                (piece.text.as_str(), piece.thinking.as_str()),
                (text, thinking),
                "{event}"
            );
            assert_eq!(piece.error, None);
        }
    }

    #[test]
    fn words_are_found_in_whole_answers() {
        for (dialect, answer) in [
            (
                Dialect::OpenaiChat,
                json!({ "choices": [{ "message": { "content": "a" } }] }),
            ),
            (
                Dialect::OpenaiResponses,
                json!({ "error": null, "output": [
                    { "type": "reasoning", "summary": [{ "text": "b" }] },
                    { "type": "message", "content": [{ "type": "output_text", "text": "a" }] },
                ] }),
            ),
            (
                Dialect::Anthropic,
                json!({ "content": [{ "type": "text", "text": "a" }] }),
            ),
            (
                Dialect::Gemini,
                json!({ "candidates": [{ "content": { "parts": [{ "text": "a" }] } }] }),
            ),
        ] {
            let piece = of_whole(dialect, &answer);
            assert_eq!((piece.text.as_str(), piece.error), ("a", None), "{dialect}");
        }
    }

    #[test]
    fn errors_are_found_wherever_they_are() {
        for (event, message) in [
            (
                json!({ "type": "error", "error": { "message": "no" } }),
                "no",
            ),
            (json!({ "type": "error", "message": "no", "code": 1 }), "no"),
            (
                json!({ "type": "response.failed", "response": { "error": { "message": "no" } } }),
                "no",
            ),
            (json!({ "error": "no" }), "no"),
            (json!({ "error": { "code": 5 } }), r#"{"code":5}"#),
        ] {
            let told = of_event(Dialect::OpenaiResponses, &event).error;
            assert_eq!(told.as_deref(), Some(message), "{event}");
        }
    }
}
