//! Schemas that OpenAI can hold a model to.

use serde_json::{Map, Value};

/// Whether it describes an object, as the schema of an answer must.
pub(crate) fn is_object(schema: &Value) -> bool {
    match schema.get("type") {
        Some(kind) => kind == "object",
        // It may be put together of others.
        None => !["enum", "const", "items"]
            .iter()
            .any(|name| schema.get(name).is_some()),
    }
}

/// Whether every object in it is closed and requires all that it names, so that it can be enforced.
pub(crate) fn is_strict(schema: &Value) -> bool {
    let Value::Object(schema) = schema else {
        return false;
    };
    let object = schema.get("type").is_some_and(|kind| {
        kind == "object"
            || kind
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|one| one == "object"))
    });
    if object && !is_closed(schema) {
        return false;
    }
    schema
        .iter()
        .all(|(name, value)| match (name.as_str(), value) {
            ("properties" | "$defs" | "definitions", Value::Object(named)) => {
                named.values().all(is_strict)
            }
            ("anyOf", Value::Array(any)) => any.iter().all(is_strict),
            ("items", items) => is_strict(items),
            ("oneOf" | "allOf" | "not" | "if" | "patternProperties" | "prefixItems", _) => false,
            _ => true,
        })
}

fn is_closed(schema: &Map<String, Value>) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    let requires = |name: &String| required.is_some_and(|list| list.iter().any(|one| one == name));
    let properties = schema.get("properties").and_then(Value::as_object);
    schema.get("additionalProperties") == Some(&Value::Bool(false))
        && properties.is_some_and(|properties| properties.keys().all(requires))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_objects_are_answers() {
        assert!(is_object(&json!({"type": "object"})));
        assert!(is_object(&json!({"anyOf": []})));
        assert!(!is_object(&json!({"type": "array", "items": {}})));
        assert!(!is_object(&json!({"enum": ["a"]})));
    }

    #[test]
    fn a_closed_schema_that_requires_all_is_strict() {
        let city = json!({"type": "object", "additionalProperties": false, "required": ["city", "days"],
            "properties": {"city": {"type": "string"}, "days": {"type": "array", "items": {"type": ["integer", "null"]}}}});
        assert!(is_strict(&city));
        let mut open = city.clone();
        open["required"] = json!(["city"]);
        assert!(!is_strict(&open));
        let within = json!({"type": "object", "additionalProperties": false, "required": ["a"],
            "properties": {"a": open}});
        assert!(!is_strict(&within));
    }
}
