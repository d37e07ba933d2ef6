//! An example of what a JSON schema describes, always the same one. Gemini's own form of schemas is understood too.

use serde_json::{Map, Value, json};

/// Which members of an object an example has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Members {
    All,
    Required,
}

/// Deeper than any honest schema; one that refers to itself without end is cut here.
const DEPTH: usize = 12;

/// What every text in an example says, as long as the schema does not restrict it: not ASCII, so that it shows when
/// somebody cuts texts between bytes.
const TEXT: &str = "Köln";

pub(super) fn example(schema: &Value, members: Members) -> Value {
    Example {
        root: schema,
        members,
    }
    .of(schema, 0)
}

struct Example<'a> {
    root: &'a Value,
    members: Members,
}

impl Example<'_> {
    fn of(&self, schema: &Value, depth: usize) -> Value {
        if depth > DEPTH {
            return Value::Null;
        }
        if let Some(reference) = schema["$ref"].as_str() {
            let target = reference.strip_prefix('#');
            let target = target.and_then(|pointer| self.root.pointer(pointer));
            return target.map_or(Value::Null, |target| self.of(target, depth + 1));
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(value) = schema["enum"].get(0) {
            return value.clone();
        }
        for choice in ["anyOf", "oneOf"] {
            if let Some(first) = schema[choice].get(0) {
                return self.of(first, depth + 1);
            }
        }
        if let Some(all) = schema["allOf"].as_array() {
            return self.merged(all, depth);
        }
        match kind(schema).as_deref() {
            Some("string") => text(schema),
            Some("integer") => integer(schema),
            Some("number") => number(schema),
            Some("boolean") => json!(true),
            Some("array") => self.array(schema, depth),
            Some("object") => self.object(schema, depth),
            _ if schema.get("properties").is_some() => self.object(schema, depth),
            _ => Value::Null,
        }
    }

    fn merged(&self, all: &[Value], depth: usize) -> Value {
        let mut values = all.iter().map(|schema| self.of(schema, depth + 1));
        let mut merged = values.next().unwrap_or_default();
        for value in values {
            if let (Some(members), Value::Object(more)) = (merged.as_object_mut(), value) {
                members.extend(more);
            }
        }
        merged
    }

    fn array(&self, schema: &Value, depth: usize) -> Value {
        let at_least = count(schema, "minItems").unwrap_or(1);
        let at_most = count(schema, "maxItems").unwrap_or(u64::MAX);
        let items = at_least.max(1).min(at_most).min(16);
        (0..items)
            .map(|_| self.of(&schema["items"], depth + 1))
            .collect()
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let required = schema["required"].as_array();
        let is_required =
            |name: &str| required.is_some_and(|names| names.iter().any(|one| one == name));
        let Some(properties) = schema["properties"].as_object() else {
            return json!({});
        };
        // What is optional is left out where a schema refers to itself.
        let wants_optional = self.members == Members::All && depth < DEPTH / 2;
        let members: Map<String, Value> = properties
            .iter()
            .filter(|(name, _)| wants_optional || is_required(name))
            .map(|(name, schema)| (name.clone(), self.of(schema, depth + 1)))
            .collect();
        Value::Object(members)
    }
}

/// The type, in lower case; the first one that is not `null`.
fn kind(schema: &Value) -> Option<String> {
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().find(|kind| *kind != "null")?,
        kind => kind,
    };
    Some(kind.as_str()?.to_ascii_lowercase())
}

fn text(schema: &Value) -> Value {
    match schema["format"].as_str() {
        Some("date") => return json!("2026-01-01"),
        Some("date-time") => return json!("2026-01-01T00:00:00Z"),
        Some("time") => return json!("00:00:00Z"),
        Some("email") => return json!("someone@example.com"),
        Some("uri") => return json!("https://example.com/"),
        Some("uuid") => return json!("00000000-0000-4000-8000-000000000000"),
        _ => {}
    }
    let at_least = usize::try_from(count(schema, "minLength").unwrap_or(0)).unwrap_or(usize::MAX);
    let at_most = usize::try_from(count(schema, "maxLength").unwrap_or(1024)).unwrap_or(1024);
    let length = TEXT.chars().count().max(at_least).min(at_most);
    let text: String = TEXT.chars().cycle().take(length.min(1024)).collect();
    json!(text)
}

fn integer(schema: &Value) -> Value {
    let lowest = schema["minimum"].as_i64();
    let highest = schema["maximum"].as_i64().unwrap_or(i64::MAX);
    json!(lowest.unwrap_or(7.min(highest)).max(7.min(highest)))
}

fn number(schema: &Value) -> Value {
    let lowest = schema["minimum"].as_f64();
    let highest = schema["maximum"].as_f64().unwrap_or(f64::MAX);
    json!(
        lowest
            .unwrap_or(2.5_f64.min(highest))
            .max(2.5_f64.min(highest))
    )
}

/// Gemini's own form writes 64-bit numbers as strings.
fn count(schema: &Value, name: &str) -> Option<u64> {
    match &schema[name] {
        Value::String(text) => text.parse().ok(),
        value => value.as_u64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_fits_its_schema() {
        let schema = json!({
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "age": {"type": "integer", "minimum": 18},
                "height": {"type": ["number", "null"]},
                "alive": {"type": "boolean"},
                "colour": {"enum": ["red", "green"]},
                "tags": {"type": "array", "items": {"type": "string"}, "minItems": 2},
                "home": {"$ref": "#/$defs/place"},
                "born": {"type": "string", "format": "date"},
            },
            "required": ["name"],
            "$defs": {"place": {"type": "object", "properties": {"city": {"const": "Bonn"}}}},
        });
        assert_eq!(
            example(&schema, Members::All),
            json!({
                "name": "Köln", "age": 18, "height": 2.5, "alive": true, "colour": "red",
                "tags": ["Köln", "Köln"], "home": {"city": "Bonn"}, "born": "2026-01-01",
            })
        );
        assert_eq!(example(&schema, Members::Required), json!({"name": "Köln"}));
    }

    #[test]
    fn types_in_capitals_are_gemini_s() {
        let schema =
            json!({"type": "OBJECT", "properties": {"n": {"type": "INTEGER", "maximum": 3}}});
        assert_eq!(example(&schema, Members::All), json!({"n": 3}));
    }

    #[test]
    fn a_schema_without_end_has_an_example() {
        let schema = json!({
            "type": "object",
            "properties": {"next": {"$ref": "#"}},
        });
        assert!(example(&schema, Members::All).is_object());
    }
}
