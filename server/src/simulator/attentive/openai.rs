//! What Chat and Responses have in common: their refusals, and their strict schemas.

use serde_json::Value;

use super::{super::failure::Failure, names::is_plain};

pub(super) const LONGEST_NAME: usize = 64;

pub(super) fn bad(param: impl Into<String>, message: impl Into<String>) -> Failure {
    Failure {
        param: Some(param.into()),
        code: Some("invalid_value"),
        ..Failure::new(400, message)
    }
}

pub(super) fn name(param: &str, name: &str) -> Result<(), Failure> {
    if name.len() > LONGEST_NAME {
        return Err(too_long(param, LONGEST_NAME, name));
    }
    if !is_plain(name, LONGEST_NAME) {
        return Err(bad(
            param,
            format!(
                "Invalid '{param}': string does not match pattern. Expected a string that matches the pattern \
                 '^[a-zA-Z0-9_-]+$'."
            ),
        ));
    }
    Ok(())
}

pub(super) fn at_most(param: &str, most: usize, text: &str) -> Result<(), Failure> {
    if text.len() > most {
        return Err(too_long(param, most, text));
    }
    Ok(())
}

pub(super) fn between(
    param: &str,
    lowest: f64,
    highest: f64,
    value: Option<f64>,
) -> Result<(), Failure> {
    let Some(value) = value else { return Ok(()) };
    if value < lowest {
        return Err(bad(
            param,
            format!(
                "Invalid '{param}': decimal below minimum value. Expected a value >= {lowest}, but got {value} instead."
            ),
        ));
    }
    if value > highest {
        return Err(bad(
            param,
            format!(
                "Invalid '{param}': decimal above maximum value. Expected a value <= {highest}, but got {value} instead."
            ),
        ));
    }
    Ok(())
}

pub(super) fn effort(param: &str, effort: Option<&str>) -> Result<(), Failure> {
    const EFFORTS: [&str; 7] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];
    match effort {
        Some(effort) if !EFFORTS.contains(&effort) => Err(bad(
            param,
            format!("Invalid value: '{effort}'. Supported values are: {EFFORTS:?}."),
        )),
        _ => Ok(()),
    }
}

/// With `strict`, every object names all its members as required and allows no others.
pub(super) fn strict_schema(param: &str, name: &str, schema: &Value) -> Result<(), Failure> {
    let wrong = |reason: &str| Failure {
        code: Some("invalid_json_schema"),
        ..bad(param, format!("Invalid schema for '{name}': {reason}"))
    };
    match schema {
        Value::Array(values) => values
            .iter()
            .try_for_each(|value| strict_schema(param, name, value)),
        Value::Object(members) => {
            if schema["type"] == "object" {
                if schema["additionalProperties"] != Value::Bool(false) {
                    return Err(wrong(
                        "'additionalProperties' is required to be supplied and to be false.",
                    ));
                }
                let required = schema["required"].as_array();
                let is_required =
                    |key: &str| required.is_some_and(|names| names.iter().any(|one| one == key));
                let properties = schema["properties"].as_object();
                let mut names = properties.into_iter().flat_map(|map| map.keys());
                if let Some(missing) = names.find(|name| !is_required(name)) {
                    return Err(wrong(&format!(
                        "'required' is required to be supplied and to be an array including every key in properties. \
                         Missing '{missing}'."
                    )));
                }
            }
            members
                .values()
                .try_for_each(|value| strict_schema(param, name, value))
        }
        _ => Ok(()),
    }
}

/// Parameters of a function are an object's schema, if there are any.
pub(super) fn parameters(param: &str, name: &str, schema: &Value) -> Result<(), Failure> {
    if schema.is_null() || schema["type"] == "object" {
        return Ok(());
    }
    Err(Failure {
        code: Some("invalid_function_parameters"),
        ..bad(
            param,
            format!(
                "Invalid schema for function '{name}': schema must be a JSON Schema of 'type: \"object\"'."
            ),
        )
    })
}

fn too_long(param: &str, most: usize, text: &str) -> Failure {
    Failure {
        code: Some("string_above_max_length"),
        ..bad(
            param,
            format!(
                "Invalid '{param}': string too long. Expected a string with maximum length {most}, but got a string with \
                 length {} instead.",
                text.len()
            ),
        )
    }
}
