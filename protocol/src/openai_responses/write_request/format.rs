//! What the text of the answer must be.

use routex_entity::Dialect;
use serde_json::json;

use super::{Body, Writing, put, put_some};
use crate::{
    codec::{Feature, Member, fit_id},
    hub::{Content, Extras, OutputFormat, Request, Schema},
    openai::{is_object, is_strict},
};

/// Characters of a schema's name.
const MAX_NAME: usize = 64;
const NAMELESS: &str = "answer";

impl Writing<'_> {
    pub(super) fn text(&mut self, body: &mut Body<'_>) {
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
                self.drop(Member::Format);
                let schema = &schema.schema;
                self.tell(
                    &format!("Answer with JSON that follows this JSON schema: {schema}"),
                    body,
                );
                if is_object(schema) {
                    put(&mut text, "format", json!({"type": "json_object"}));
                }
            }
        }
        match &self.request.verbosity {
            Some(verbosity) if self.has(Feature::OpenaiExtras) => {
                put(&mut text, "verbosity", verbosity.as_str());
            }
            Some(_) => self.drop(Member::Verbosity),
            None => {}
        }
        self.nested("text.", &mut text);
        if !text.is_empty() {
            put(&mut body.options, "text", text);
        }
    }

    fn json_schema(&self, schema: &Schema) -> Extras {
        let name = schema.name.as_deref().unwrap_or(NAMELESS);
        let mut format = Extras::new();
        put(&mut format, "type", "json_schema");
        put(&mut format, "name", fit_id(name, MAX_NAME));
        put_some(&mut format, "description", schema.description.as_deref());
        put(&mut format, "schema", schema.schema.clone());
        // These enforce a schema without a word.
        let enforced = matches!(self.request.origin, Dialect::Anthropic | Dialect::Gemini);
        let strict = match schema.strict {
            None if enforced => Some(is_strict(&schema.schema)),
            strict => strict,
        };
        put_some(&mut format, "strict", strict);
        format
    }

    /// OpenAI takes only schemas of objects.
    fn takes(&self, schema: &Schema) -> bool {
        self.has(Feature::JsonSchema) && (self.own || is_object(&schema.schema))
    }

    fn tell(&self, text: &str, body: &mut Body<'_>) {
        body.input.insert(0, self.told(text).into());
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
