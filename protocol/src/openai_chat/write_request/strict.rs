//! Which schemas OpenAI can hold a model to strictly.

use serde_json::{Map, Value};

/// Every object in it names all its members as required and allows no others.
pub(super) fn is_strict(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => object(members) && members.values().all(is_strict),
        Value::Array(items) => items.iter().all(is_strict),
        _ => true,
    }
}

fn object(schema: &Map<String, Value>) -> bool {
    let Some(Value::Object(properties)) = schema.get("properties") else {
        return schema.get("type").and_then(Value::as_str) != Some("object");
    };
    let closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
    let required: Vec<&str> = match schema.get("required") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    closed
        && properties
            .keys()
            .all(|name| required.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn closed_objects_with_required_members_are_strict() {
        let inner = json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false});
        assert!(is_strict(&inner));
        assert!(is_strict(&json!({"type": "array", "items": inner})));
        for open in [
            json!({"type": "object"}),
            json!({"type": "object", "properties": {}}),
            json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false}),
            json!({"type": "object", "properties": {"a": {"type": "object"}}, "required": ["a"], "additionalProperties": false}),
        ] {
            assert!(!is_strict(&open), "{open}");
        }
    }
}
