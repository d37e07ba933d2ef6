//! Schemas, in the form that OpenAI takes.

use serde_json::{Map, Value, json};

/// Parameters of a function: always an object that names its properties.
pub(super) fn of_arguments(parameters: Option<&Value>) -> Value {
    let Some(Value::Object(schema)) = parameters else {
        return json!({"type": "object", "properties": {}});
    };
    let mut schema = schema.clone();
    if schema.get("type").is_none_or(Value::is_null) {
        schema.insert("type".to_owned(), Value::from("object"));
    }
    if !schema.contains_key("properties") {
        schema.insert("properties".to_owned(), Value::Object(Map::new()));
    }
    Value::Object(schema)
}

/// Whether it is a schema of an object, as far as that can be told.
pub(super) fn is_object(schema: &Value) -> bool {
    match schema.get("type") {
        Some(kind) => kind == "object",
        // It may be put together of others.
        None => !["enum", "const", "items"]
            .iter()
            .any(|name| schema.get(name).is_some()),
    }
}

/// Whether every object in it is closed and requires all that it names, so that it can be enforced.
pub(super) fn is_strict(schema: &Value) -> bool {
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
    use super::*;

    #[test]
    fn arguments_are_an_object_with_properties() {
        for given in [
            None,
            Some(json!(null)),
            Some(json!({})),
            Some(json!({"type": "object"})),
        ] {
            assert_eq!(
                of_arguments(given.as_ref()),
                json!({"type": "object", "properties": {}}),
                "{given:?}"
            );
        }
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
