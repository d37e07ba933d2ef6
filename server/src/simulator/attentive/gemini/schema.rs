//! The rules for schemas in the provider's own form.

use routex_entity::Dialect;
use serde_json::Value;

use super::{
    super::body::parse_part,
    Failure, bad,
    wire::{Kind, Schema},
};

/// `place`: where the schema is, such as `tools[0].function_declarations[0].parameters`.
pub(super) fn check(place: &str, schema: &Value) -> Result<(), Failure> {
    let schema: Schema = parse_part(Dialect::Gemini, place, schema.clone())?;
    walk(place, &schema)
}

fn walk(place: &str, schema: &Schema) -> Result<(), Failure> {
    let properties = schema.properties.as_ref();
    if schema.kind.is_none() && schema.any_of.is_none() {
        return Err(bad(format!(
            "* GenerateContentRequest.{place}.type: must be specified"
        )));
    }
    if schema.kind == Some(Kind::Object) && properties.is_none_or(|map| map.is_empty()) {
        return Err(bad(format!(
            "* GenerateContentRequest.{place}.properties: should be non-empty for OBJECT type"
        )));
    }
    if schema.kind == Some(Kind::Array) && schema.items.is_none() {
        return Err(bad(format!(
            "* GenerateContentRequest.{place}.items: missing field."
        )));
    }
    let required = schema.required.iter().flatten().enumerate();
    for (at, name) in required {
        if !properties.is_some_and(|map| map.contains_key(name)) {
            return Err(bad(format!(
                "* GenerateContentRequest.{place}.required[{at}]: property is not defined"
            )));
        }
    }
    for (name, property) in properties.into_iter().flatten() {
        walk(&format!("{place}.properties[{name}]"), property)?;
    }
    if let Some(items) = &schema.items {
        walk(&format!("{place}.items"), items)?;
    }
    for (at, choice) in schema.any_of.iter().flatten().enumerate() {
        walk(&format!("{place}.any_of[{at}]"), choice)?;
    }
    Ok(())
}
