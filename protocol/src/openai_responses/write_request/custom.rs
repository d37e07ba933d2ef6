//! Custom tools as functions, for models that call nothing else.

use serde_json::{Value, json};

/// What the function takes: the free text.
pub(super) fn parameters() -> Value {
    json!({
        "type": "object",
        "properties": {"input": {"type": "string"}},
        "required": ["input"],
        "additionalProperties": false,
    })
}

/// The description, with the grammar that nobody holds the model to.
pub(super) fn description(description: Option<&str>, format: Option<&Value>) -> Option<String> {
    let grammar = format
        .and_then(|format| format.get("definition"))
        .and_then(Value::as_str)
        .map(|definition| format!("`input` follows this grammar:\n{definition}"));
    let said: Vec<&str> = description.into_iter().chain(grammar.as_deref()).collect();
    (!said.is_empty()).then(|| said.join("\n\n"))
}
