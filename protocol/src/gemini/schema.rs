//! From the subset of OpenAPI that the dialect describes data with to JSON Schema.

use serde_json::{Map, Value, json};

use super::wire::camel;

/// As JSON Schema. What is JSON Schema already stays as it is.
pub(super) fn to_json_schema(schema: &Value) -> Value {
    match schema {
        Value::Object(schema) => Value::Object(object(schema)),
        other => other.clone(),
    }
}

fn object(schema: &Map<String, Value>) -> Map<String, Value> {
    let mut out = Map::new();
    let mut nullable = false;
    let mut order = None;
    for (name, value) in schema {
        let name = camel(name);
        match (&*name, value) {
            ("nullable", value) => nullable = value == &Value::Bool(true),
            ("propertyOrdering", value) => order = value.as_array(),
            ("type", value) => {
                if let Some(value) = kind(value) {
                    out.insert("type".to_owned(), value);
                }
            }
            // Says no more than that there is an `enum`.
            ("format", Value::String(format)) if format == "enum" => {}
            ("example", value) => {
                out.insert("examples".to_owned(), json!([value]));
            }
            ("properties" | "defs", Value::Object(named)) => {
                let name = if name == "defs" {
                    "$defs"
                } else {
                    "properties"
                };
                out.insert(name.to_owned(), Value::Object(each(named)));
            }
            ("ref", value) => {
                out.insert("$ref".to_owned(), value.clone());
            }
            ("items" | "additionalProperties" | "not", value) => {
                out.insert(name.into_owned(), to_json_schema(value));
            }
            ("anyOf" | "oneOf" | "allOf" | "prefixItems", Value::Array(list)) => {
                let list = list.iter().map(to_json_schema).collect();
                out.insert(name.into_owned(), Value::Array(list));
            }
            (
                "minItems" | "maxItems" | "minLength" | "maxLength" | "minProperties"
                | "maxProperties",
                Value::String(digits),
            ) => {
                let number = digits
                    .parse::<u64>()
                    .map_or_else(|_| json!(digits), |n| json!(n));
                out.insert(name.into_owned(), number);
            }
            (_, value) => {
                out.insert(name.into_owned(), value.clone());
            }
        }
    }
    if let Some(order) = order {
        arrange(&mut out, order);
    }
    if nullable {
        allow_null(&mut out);
    }
    out
}

fn each(named: &Map<String, Value>) -> Map<String, Value> {
    named
        .iter()
        .map(|(name, schema)| (name.clone(), to_json_schema(schema)))
        .collect()
}

/// `STRING` is `string`. `None`: unspecified.
fn kind(value: &Value) -> Option<Value> {
    match value {
        Value::String(kind) if kind == "TYPE_UNSPECIFIED" => None,
        Value::String(kind) => Some(Value::String(kind.to_ascii_lowercase())),
        Value::Array(kinds) => Some(Value::Array(kinds.iter().filter_map(kind_of).collect())),
        other => Some(other.clone()),
    }
}

fn kind_of(value: &Value) -> Option<Value> {
    match value {
        Value::Array(_) => Some(value.clone()),
        value => kind(value),
    }
}

/// Properties in this order; those that it does not name follow.
fn arrange(schema: &mut Map<String, Value>, order: &[Value]) {
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return;
    };
    let mut rest = std::mem::take(properties);
    for name in order.iter().filter_map(Value::as_str) {
        if let Some(property) = rest.shift_remove(name) {
            properties.insert(name.to_owned(), property);
        }
    }
    properties.extend(rest);
}

fn allow_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    let null = json!({"type": "null"});
    match schema.get_mut("type") {
        Some(Value::Array(kinds)) if !kinds.contains(&json!("null")) => kinds.push(json!("null")),
        Some(kind @ Value::String(_)) if kind != "null" => *kind = json!([kind.take(), "null"]),
        Some(_) => {}
        None => {
            if let Some(Value::Array(options)) = schema.get_mut("anyOf")
                && !options.contains(&null)
            {
                options.push(null);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openapi_becomes_json_schema() {
        let schema = json!({
            "type": "OBJECT",
            "property_ordering": ["b", "missing", "a"],
            "properties": {
                "a": {"type": "STRING", "format": "enum", "enum": ["x"], "nullable": true},
                "b": {"type": "ARRAY", "minItems": "1", "items": {"type": "INTEGER", "example": 3}},
                "some_name": {"anyOf": [{"type": "NUMBER"}, {"ref": "#/$defs/T"}], "nullable": true},
            },
            "defs": {"T": {"type": "TYPE_UNSPECIFIED", "nullable": false}},
            "required": ["a"],
        });
        let expected = json!({
            "type": "object",
            "properties": {
                "b": {"type": "array", "minItems": 1, "items": {"type": "integer", "examples": [3]}},
                "a": {"type": ["string", "null"], "enum": ["x", null]},
                "some_name": {"anyOf": [{"type": "number"}, {"$ref": "#/$defs/T"}, {"type": "null"}]},
            },
            "$defs": {"T": {}},
            "required": ["a"],
        });
        // As text, since the order of properties counts.
        assert_eq!(to_json_schema(&schema).to_string(), expected.to_string());
    }

    #[test]
    fn json_schema_stays_as_it_is() {
        let schema = json!({
            "type": ["object", "null"],
            "properties": {"type": {"type": "string", "const": "a_b"}},
            "additionalProperties": false,
            "$defs": {},
        });
        assert_eq!(to_json_schema(&schema), schema);
    }
}
