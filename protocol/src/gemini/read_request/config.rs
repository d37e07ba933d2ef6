//! `generationConfig` of a client's request.

use std::borrow::Cow;

use serde_json::Value;

use super::super::{extras, schema::to_json_schema, wire};
use crate::{
    hub::{Effort, Extras, OutputFormat, Reasoning, Request, Sampling, Schema, Thinking},
    request::BadRequest,
};

pub(super) fn read(
    config: wire::GenerationConfig<'_>,
    request: &mut Request,
) -> Result<(), BadRequest> {
    let leftovers = &mut request.extras;
    extras::keep(leftovers, "generationConfig", config.extras.into_owned());
    request.sampling = Sampling {
        temperature: config.temperature,
        top_p: config.top_p,
        top_k: config.top_k,
        frequency_penalty: config.frequency_penalty,
        presence_penalty: config.presence_penalty,
        seed: config.seed,
    };
    request.max_output = config.max_output_tokens;
    request.stop = config.stop_sequences;
    request.choices = config.candidate_count;
    match (config.response_logprobs, config.logprobs) {
        (Some(true), alternatives) => request.logprobs = Some(alternatives.unwrap_or(0)),
        (_, Some(alternatives)) => {
            leftovers.insert("generationConfig.logprobs".to_owned(), alternatives.into());
        }
        (_, None) => {}
    }
    if let Some(thinking) = config.thinking_config {
        request.reasoning = reasoning(thinking, leftovers)?;
    }
    request.format = format(
        config.response_mime_type.as_deref(),
        config.response_schema.map(Cow::into_owned),
        config.response_json_schema.map(Cow::into_owned),
        leftovers,
    );
    Ok(())
}

fn reasoning(
    config: wire::ThinkingConfig<'_>,
    leftovers: &mut Extras,
) -> Result<Reasoning, BadRequest> {
    const PLACE: &str = "generationConfig.thinkingConfig";
    extras::keep(leftovers, PLACE, config.extras.into_owned());
    let thinking = match config.thinking_budget {
        None => None,
        Some(0) => Some(Thinking::Off),
        Some(-1) => Some(Thinking::Adaptive),
        Some(tokens) => Some(Thinking::Budget(u64::try_from(tokens).map_err(
            |_negative| {
                BadRequest::member(
                    format!("{PLACE}.thinkingBudget"),
                    "must be a number of tokens, 0 for none or -1 to leave it to the model",
                )
            },
        )?)),
    };
    let effort = config.thinking_level.as_deref().and_then(Effort::from_name);
    if let (None, Some(level)) = (effort, config.thinking_level) {
        leftovers.insert(
            format!("{PLACE}.thinkingLevel"),
            Value::String(level.into_owned()),
        );
    }
    Ok(Reasoning {
        thinking,
        effort,
        show: config.include_thoughts.map(|show| show.to_string()),
    })
}

fn format(
    media_type: Option<&str>,
    openapi: Option<Value>,
    json_schema: Option<Value>,
    leftovers: &mut Extras,
) -> Option<OutputFormat> {
    let json = |schema| {
        Some(OutputFormat::JsonSchema(Schema {
            schema,
            ..Schema::default()
        }))
    };
    match (media_type, openapi, json_schema) {
        (None | Some("application/json"), Some(openapi), _) => {
            let schema = to_json_schema(&openapi);
            leftovers.insert(extras::RESPONSE_SCHEMA.to_owned(), openapi);
            json(schema)
        }
        (None | Some("application/json"), None, Some(schema)) => json(schema),
        (Some("application/json"), None, None) => Some(OutputFormat::JsonObject),
        (Some("text/plain"), None, None) => Some(OutputFormat::Text),
        (None, None, None) => None,
        // A bare word out of a list (`text/x.enum`): nobody else has that.
        (media_type, openapi, json_schema) => {
            let media_type = media_type.map(|kind| Value::String(kind.to_owned()));
            for (name, value) in [
                ("responseMimeType", media_type),
                ("responseSchema", openapi),
                ("responseJsonSchema", json_schema),
            ] {
                if let Some(value) = value {
                    leftovers.insert(format!("generationConfig.{name}"), value);
                }
            }
            None
        }
    }
}
