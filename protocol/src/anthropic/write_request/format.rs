//! What the text of the answer must be.

use serde_json::{Map, Value};

use super::{schema, writing::Writing};
use crate::{
    codec::{Feature, Member},
    hub::{OutputFormat, Schema},
};

/// Either a format that the provider enforces, or an instruction to the model.
#[derive(Debug, Default)]
pub(super) struct Format {
    pub schema: Option<Map<String, Value>>,
    pub instruction: Option<String>,
}

const JSON_ONLY: &str =
    "Answer with one valid JSON object and nothing else: no words around it and no code fence.";

pub(super) fn format(writing: &mut Writing<'_>) -> Format {
    match &writing.request.format {
        None | Some(OutputFormat::Text) => Format::default(),
        Some(OutputFormat::JsonObject) => Format {
            instruction: Some(JSON_ONLY.to_owned()),
            ..Format::default()
        },
        Some(OutputFormat::JsonSchema(schema)) => of_schema(schema, writing),
    }
}

fn of_schema(wanted: &Schema, writing: &mut Writing<'_>) -> Format {
    if writing.own() {
        return enforced(wanted.schema.clone());
    }
    let able = writing.has(Feature::JsonSchema);
    match schema::enforceable(&wanted.schema).filter(|_| able) {
        Some(mut schema) => {
            if let (Value::Object(schema), Some(description)) = (&mut schema, &wanted.description) {
                schema
                    .entry("description")
                    .or_insert_with(|| description.as_str().into());
            }
            enforced(schema)
        }
        None => {
            writing.drop(Member::Format);
            Format {
                instruction: Some(asked(&wanted.schema)),
                ..Format::default()
            }
        }
    }
}

fn enforced(schema: Value) -> Format {
    let mut format = Map::new();
    format.insert("type".to_owned(), "json_schema".into());
    format.insert("schema".to_owned(), schema);
    Format {
        schema: Some(format),
        instruction: None,
    }
}

/// For what cannot be enforced.
fn asked(schema: &Value) -> String {
    format!("{JSON_ONLY} It must follow this JSON schema:\n{schema}")
}
