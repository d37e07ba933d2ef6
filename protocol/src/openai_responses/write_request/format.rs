//! What the text of the answer must be.

use serde_json::{Value, json};

use super::{Writing, put, put_some, schema};
use crate::{
    codec::{Feature, fit_id},
    hub::{Content, Extras, OutputFormat, Request, Schema},
    openai_responses::words::Thing,
};

/// Characters of a schema's name.
const MAX_NAME: usize = 64;
const NAMELESS: &str = "answer";

impl Writing<'_> {
    pub(super) fn text(&mut self, body: &mut Extras) {
        let mut text = Extras::new();
        match &self.request.format {
            None => {}
            Some(OutputFormat::Text) => put(&mut text, "format", json!({"type": "text"})),
            Some(OutputFormat::JsonObject) => {
                // It is only given when the input speaks of it.
                if !self.own && !speaks_of_json(self.request) {
                    self.tell("Answer with a JSON object.", body);
                }
                put(&mut text, "format", json!({"type": "json_object"}));
            }
            Some(OutputFormat::JsonSchema(schema)) if self.takes(schema) => {
                put(&mut text, "format", self.json_schema(schema));
            }
            Some(OutputFormat::JsonSchema(schema)) => {
                self.drop(Thing::Schema);
                let schema = &schema.schema;
                self.tell(
                    &format!("Answer with JSON that follows this JSON schema: {schema}"),
                    body,
                );
                if schema::is_object(schema) {
                    put(&mut text, "format", json!({"type": "json_object"}));
                }
            }
        }
        match &self.request.verbosity {
            Some(verbosity) if self.has(Feature::OpenaiExtras) => {
                put(&mut text, "verbosity", verbosity.as_str());
            }
            Some(_) => self.drop(Thing::Verbosity),
            None => {}
        }
        self.nested("text.", &mut text);
        if !text.is_empty() {
            put(body, "text", text);
        }
    }

    fn json_schema(&self, schema: &Schema) -> Extras {
        let name = schema.name.as_deref().unwrap_or(NAMELESS);
        let mut format = Extras::new();
        put(&mut format, "type", "json_schema");
        put(&mut format, "name", fit_id(name, MAX_NAME));
        put_some(&mut format, "description", schema.description.as_deref());
        put(&mut format, "schema", schema.schema.clone());
        // Elsewhere a schema is enforced without a word.
        let strict = match schema.strict {
            None if !self.own => Some(schema::is_strict(&schema.schema)),
            strict => strict,
        };
        put_some(&mut format, "strict", strict);
        format
    }

    /// OpenAI takes only schemas of objects.
    fn takes(&self, schema: &Schema) -> bool {
        self.has(Feature::JsonSchema) && (self.own || schema::is_object(&schema.schema))
    }

    fn tell(&self, text: &str, body: &mut Extras) {
        if let Some(Value::Array(input)) = body.get_mut("input") {
            input.insert(0, self.told(text));
        }
    }
}

/// Whether any message has the word.
fn speaks_of_json(request: &Request) -> bool {
    let parts = request.preamble().1.iter().flat_map(|turn| &turn.parts);
    parts.into_iter().any(|part| match &part.content {
        Content::Text(text) => text
            .as_bytes()
            .windows(4)
            .any(|word| word.eq_ignore_ascii_case(b"json")),
        _ => false,
    })
}
