//! JSON schemas, made into what Anthropic takes.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

const COMBINERS: [&str; 3] = ["anyOf", "oneOf", "allOf"];

/// The schema of a tool's input: an object, without alternatives at the top.
pub(super) fn input(parameters: Option<&Value>) -> Cow<'_, Value> {
    let Some(Value::Object(schema)) = parameters else {
        return Cow::Owned(json!({ "type": "object", "properties": {} }));
    };
    let is_object = schema.get("type").and_then(Value::as_str) == Some("object");
    let combined = COMBINERS.iter().any(|name| schema.contains_key(*name));
    match parameters {
        Some(parameters) if is_object && !combined => Cow::Borrowed(parameters),
        _ => Cow::Owned(Value::Object(flattened(schema))),
    }
}

/// One object with the members of all alternatives; what all of them require is required.
fn flattened(schema: &Map<String, Value>) -> Map<String, Value> {
    let mut flat = Map::new();
    flat.insert("type".to_owned(), "object".into());
    let others = schema
        .iter()
        .filter(|(name, _)| *name != "type" && !COMBINERS.contains(&name.as_str()));
    flat.extend(others.map(|(name, value)| (name.clone(), value.clone())));
    let mut properties = object(schema.get("properties"));
    let mut required = strings(schema.get("required"));
    for combiner in COMBINERS {
        let Some(Value::Array(variants)) = schema.get(combiner) else {
            continue;
        };
        let mut common: Option<Vec<String>> = None;
        for variant in variants {
            for (name, property) in object(variant.get("properties")) {
                properties.entry(name).or_insert(property);
            }
            let needs = strings(variant.get("required"));
            common = Some(match common {
                None => needs,
                Some(mut all) if combiner == "allOf" => {
                    all.extend(needs);
                    all
                }
                Some(all) => all
                    .into_iter()
                    .filter(|name| needs.contains(name))
                    .collect(),
            });
        }
        required.extend(common.unwrap_or_default());
    }
    required.dedup();
    flat.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        flat.insert("required".to_owned(), json!(required));
    }
    flat
}

fn object(value: Option<&Value>) -> Map<String, Value> {
    value
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array);
    let strings = items.into_iter().flatten().filter_map(Value::as_str);
    strings.map(str::to_owned).collect()
}

/// The schema as the provider can hold the model to it: every object closed, and bounds that it does not know told in
/// the description. `None`: it has objects with members of any name, which cannot be said.
pub(super) fn enforceable(schema: &Value) -> Option<Value> {
    let Value::Object(schema) = schema else {
        return None;
    };
    let mut fit = Map::new();
    let mut told: Vec<String> = Vec::new();
    for (name, value) in schema {
        match name.as_str() {
            "properties" | "$defs" | "definitions" => {
                let members = value.as_object()?.iter();
                let members =
                    members.map(|(name, member)| Some((name.clone(), enforceable(member)?)));
                fit.insert(name.clone(), Value::Object(members.collect::<Option<_>>()?));
            }
            "items" => {
                fit.insert(name.clone(), enforceable(value)?);
            }
            "anyOf" | "oneOf" | "allOf" => {
                let variants = value.as_array()?.iter().map(enforceable);
                let name = if name == "oneOf" { "anyOf" } else { name };
                fit.insert(name.to_owned(), variants.collect::<Option<_>>()?);
            }
            "additionalProperties" if *value == Value::Bool(false) => {}
            "additionalProperties" | "patternProperties" => return None,
            "type" | "enum" | "const" | "required" | "$ref" | "title" | "description"
            | "default" => {
                fit.insert(name.clone(), value.clone());
            }
            "format"
                if value
                    .as_str()
                    .is_some_and(|format| FORMATS.contains(&format)) =>
            {
                fit.insert(name.clone(), value.clone());
            }
            "minItems" if matches!(value.as_u64(), Some(0 | 1)) => {
                fit.insert(name.clone(), value.clone());
            }
            // How wide a number is says nothing to a model.
            "format"
                if value
                    .as_str()
                    .is_some_and(|format| WIDTHS.contains(&format)) => {}
            "$schema" | "$id" | "examples" | "nullable" => {}
            _ => told.push(format!("{name}: {value}")),
        }
    }
    if is_object(&fit) {
        if fit
            .get("properties")
            .is_none_or(|members| *members == json!({}))
        {
            return None;
        }
        fit.insert("additionalProperties".to_owned(), false.into());
    }
    if !told.is_empty() {
        tell(&mut fit, &told.join(", "));
    }
    Some(Value::Object(fit))
}

const FORMATS: [&str; 10] = [
    "date-time",
    "time",
    "date",
    "duration",
    "email",
    "hostname",
    "uri",
    "ipv4",
    "ipv6",
    "uuid",
];

const WIDTHS: [&str; 4] = ["int32", "int64", "float", "double"];

fn is_object(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::String(kind)) => kind == "object",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "object"),
        _ => schema.contains_key("properties"),
    }
}

fn tell(schema: &mut Map<String, Value>, bounds: &str) {
    let description = match schema.get("description").and_then(Value::as_str) {
        Some(description) => format!("{description} ({bounds})"),
        None => format!("({bounds})"),
    };
    schema.insert("description".to_owned(), description.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_become_one_object() {
        let schema = json!({
            "anyOf": [
                { "type": "object", "properties": { "a": {}, "b": {} }, "required": ["a", "b"] },
                { "type": "object", "properties": { "b": {}, "c": {} }, "required": ["b"] },
            ],
        });
        let expected = json!({
            "type": "object", "properties": { "a": {}, "b": {}, "c": {} }, "required": ["b"],
        });
        assert_eq!(*input(Some(&schema)), expected);
    }

    #[test]
    fn what_is_no_object_becomes_one() {
        let empty = json!({ "type": "object", "properties": {} });
        for schema in [
            None,
            Some(&json!(null)),
            Some(&json!(true)),
            Some(&json!({})),
        ] {
            assert_eq!(*input(schema), empty);
        }
    }

    #[test]
    fn unknown_bounds_are_told_in_words() {
        let schema = json!({
            "type": "object",
            "properties": { "n": { "type": "integer", "description": "A number.", "minimum": 1, "maximum": 9 } },
            "required": ["n"],
        });
        let expected = json!({
            "type": "object",
            "properties": { "n": { "type": "integer", "description": "A number. (minimum: 1, maximum: 9)" } },
            "required": ["n"],
            "additionalProperties": false,
        });
        assert_eq!(enforceable(&schema), Some(expected.clone()));
        assert_eq!(enforceable(&expected), Some(expected));
    }

    #[test]
    fn open_objects_cannot_be_enforced() {
        for open in [
            json!({ "type": "object", "additionalProperties": { "type": "string" } }),
            json!({ "type": "object" }),
            json!({ "type": "array", "items": { "type": "object", "properties": {} } }),
        ] {
            assert_eq!(enforceable(&open), None);
        }
    }
}
