//! The input of a tool call: text in some dialects, an object in others.

use serde_json::{Map, Value, json};

use crate::json;

/// The input of a tool call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arguments {
    /// JSON as the model wrote it, usually an object. Empty: no arguments.
    Json(String),
    /// Free text of a custom tool.
    Text(String),
}

impl Arguments {
    /// From dialects that have an object here.
    pub fn of_object(object: &Map<String, Value>) -> Self {
        Self::Json(json::text(object))
    }

    /// For dialects that want an object. Free text is under `input`; JSON that is broken or no object is under
    /// `arguments`, since a model that is shown its own mistake can mend it.
    pub fn to_object(&self) -> Map<String, Value> {
        let (name, text) = match self {
            Self::Json(text) if text.trim().is_empty() => return Map::new(),
            Self::Json(text) => match serde_json::from_str(text) {
                Ok(Value::Object(object)) => return object,
                Ok(Value::Null) => return Map::new(),
                _ => ("arguments", text),
            },
            Self::Text(text) => ("input", text),
        };
        match json!({ name: text }) {
            Value::Object(object) => object,
            _ => Map::new(),
        }
    }

    /// For dialects that want JSON in a string: never empty.
    pub fn to_json(&self) -> String {
        match self {
            Self::Json(text) if text.trim().is_empty() => "{}".to_owned(),
            Self::Json(text) => text.clone(),
            Self::Text(_) => json::text(&self.to_object()),
        }
    }

    /// As the input of a custom tool: what `to_json` made of free text, back again.
    pub fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Json(json) => match serde_json::from_str::<Map<String, Value>>(json) {
                Ok(object) => match object.get("input") {
                    Some(Value::String(text)) if object.len() == 1 => text.clone(),
                    _ => json.clone(),
                },
                _ => json.clone(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_arguments_are_an_empty_object() {
        let none = Arguments::Json(String::new());
        assert_eq!(none.to_json(), "{}");
        assert!(none.to_object().is_empty());
    }

    #[test]
    fn the_order_of_members_stays() {
        let text = r#"{"b":1,"a":{"d":2.50,"c":null}}"#;
        let object = Arguments::Json(text.to_owned()).to_object();
        assert_eq!(
            Arguments::of_object(&object).to_json(),
            r#"{"b":1,"a":{"d":2.5,"c":null}}"#
        );
    }

    #[test]
    fn broken_json_is_shown_as_text() {
        let broken = Arguments::Json("{\"city\": \"Par".to_owned());
        assert_eq!(broken.to_object()["arguments"], "{\"city\": \"Par");
    }

    #[test]
    fn free_text_goes_through_an_object_and_back() {
        let text = Arguments::Text("ls -l\n".to_owned());
        let passed = Arguments::Json(text.to_json());
        assert_eq!(passed.to_text(), "ls -l\n");
    }
}
