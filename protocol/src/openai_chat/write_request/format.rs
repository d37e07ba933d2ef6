//! What the text of the answer must be.

use std::borrow::Cow;

use routex_entity::Dialect;

use super::{Draft, MAX_NAME};
use crate::{
    codec::{Feature, Member, fit_id},
    hub::{Content, OutputFormat, Part, Schema},
    openai::{is_object, is_strict},
    openai_chat::wire::{self, ResponseFormat},
};

/// Returns what the model must be told in words besides.
pub(super) fn write<'a>(draft: &mut Draft<'a>, wire: &mut wire::Request<'a>) -> Option<String> {
    let (format, instruction) = match draft.request.format.as_ref()? {
        OutputFormat::Text if draft.own => (ResponseFormat::Text, None),
        // That is what it is anyway.
        OutputFormat::Text => return None,
        OutputFormat::JsonObject => {
            // OpenAI refuses this when nobody speaks of JSON.
            let unsaid = !draft.own && !speaks_of_json(draft);
            let instruction = unsaid.then(|| "Answer with a JSON object.".to_owned());
            (ResponseFormat::JsonObject, instruction)
        }
        OutputFormat::JsonSchema(schema)
            if draft.has(Feature::JsonSchema) && takes(draft, schema) =>
        {
            let json_schema = json_schema(schema, draft.request.origin);
            (ResponseFormat::JsonSchema { json_schema }, None)
        }
        OutputFormat::JsonSchema(schema) => {
            draft.note(Member::Format);
            let instruction = format!(
                "Answer with JSON that follows this JSON schema, and with nothing else:\n{}",
                schema.schema
            );
            if !is_object(&schema.schema) {
                return Some(instruction);
            }
            (ResponseFormat::JsonObject, Some(instruction))
        }
    };
    wire.response_format = serde_json::to_value(format).ok();
    instruction
}

/// OpenAI takes only schemas of objects.
fn takes(draft: &Draft<'_>, schema: &Schema) -> bool {
    draft.own || !draft.has(Feature::OpenaiExtras) || is_object(&schema.schema)
}

fn json_schema(schema: &Schema, client: Dialect) -> wire::JsonSchema<'_> {
    let name = match schema.name.as_deref() {
        Some(name) => Cow::Owned(fit_id(name, MAX_NAME)),
        None => Cow::Borrowed("answer"),
    };
    let says_something = schema
        .schema
        .as_object()
        .is_none_or(|object| !object.is_empty());
    // These always hold to a schema; here that must be asked for, and can be for some only.
    let implied = matches!(client, Dialect::Anthropic | Dialect::Gemini)
        && schema.strict.is_none()
        && is_strict(&schema.schema);
    wire::JsonSchema {
        name: Some(name),
        description: schema.description.as_deref().map(Cow::Borrowed),
        schema: says_something.then_some(Cow::Borrowed(&schema.schema)),
        strict: schema.strict.or(implied.then_some(true)),
    }
}

fn speaks_of_json(draft: &Draft<'_>) -> bool {
    let turns = draft.request.turns.iter().flat_map(|turn| &turn.parts);
    let mut parts = draft.request.system.iter().chain(turns);
    parts.any(|part: &Part| match &part.content {
        Content::Text(text) => {
            let mut windows = text.as_bytes().windows(4);
            windows.any(|window| window.eq_ignore_ascii_case(b"json"))
        }
        _ => false,
    })
}
