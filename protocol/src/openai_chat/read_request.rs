//! A client's request, read into the hub.

mod conversation;
mod parts;
mod tools;

use routex_entity::Dialect;
use serde_json::{Number, Value};

pub(super) use parts::{IN_CONTENT, Place, nest, part};
pub(super) use tools::call;

use super::wire::{self, Stop};
use crate::{
    hub::{Effort, Extras, OutputFormat, Reasoning, Request, Sampling, Schema},
    request::{BadRequest, parse},
};

/// Keeps that the user was named by the older member.
pub(super) const AS_USER: &str = "=user";

pub(super) fn read(body: &[u8]) -> Result<Request, BadRequest> {
    let mut wire: wire::Request<'_> = parse(body)?;
    let model = wire.model.take().filter(|model| !model.is_empty());
    let mut request = Request::new(Dialect::OpenaiChat, model.ok_or(BadRequest::NoModel)?);
    request.turns = conversation::read(wire.messages.take().ok_or_else(|| {
        BadRequest::member("messages", "is missing; it is the list of what was said")
    })?)?;
    tools::read(&mut wire, &mut request)?;
    format(wire.response_format.take(), &mut request)?;
    reasoning(&mut wire, &mut request);
    user(&mut wire, &mut request);

    let whole = |number: Option<Number>| number.as_ref().and_then(whole);
    request.stream = wire.stream.unwrap_or(false);
    let options = wire.stream_options.unwrap_or_default();
    request.stream_usage = options.include_usage.unwrap_or(false);
    request.max_output = whole(wire.max_completion_tokens).or(whole(wire.max_tokens));
    request.sampling = Sampling {
        temperature: wire.temperature,
        top_p: wire.top_p,
        top_k: wire.top_k,
        frequency_penalty: wire.frequency_penalty,
        presence_penalty: wire.presence_penalty,
        seed: wire.seed,
    };
    request.stop = match wire.stop {
        Some(Stop::One(stop)) => vec![stop],
        Some(Stop::Several(stops)) => stops,
        None => Vec::new(),
    };
    request.choices = whole(wire.n);
    request.logprobs = match (wire.logprobs, whole(wire.top_logprobs)) {
        (Some(false), _) | (None, None) => None,
        (Some(true), top) => Some(top.unwrap_or(0)),
        (None, top) => top,
    };
    request.verbosity = wire.verbosity.map(Into::into);
    request.service_tier = wire.service_tier.map(Into::into);
    request.store = wire.store;
    request.cache_key = wire.prompt_cache_key.map(Into::into);
    request.extras.append(&mut wire.extras);
    nest(&mut request.extras, "stream_options", options.extras);
    Ok(request)
}

/// Clients say -1 when they mean that there is no limit.
fn whole(number: &Number) -> Option<u64> {
    let float = || number.as_f64().filter(|float| *float > 0.0);
    // A float cast saturates.
    number
        .as_u64()
        .or_else(|| float().map(|float| float as u64))
}

fn format(given: Option<Value>, request: &mut Request) -> Result<(), BadRequest> {
    let Some(mut given) = given else {
        return Ok(());
    };
    request.format = match given.get("type").and_then(Value::as_str) {
        Some("text") => Some(OutputFormat::Text),
        Some("json_object") => Some(OutputFormat::JsonObject),
        Some("json_schema") => {
            let at = "response_format.json_schema";
            let schema = given.get_mut("json_schema").map(Value::take);
            let schema: wire::JsonSchema<'_> =
                serde_json::from_value(schema.unwrap_or_default())
                    .map_err(|error| BadRequest::member(at, error.to_string()))?;
            Some(OutputFormat::JsonSchema(Schema {
                name: schema.name.map(Into::into),
                description: schema.description.map(Into::into),
                schema: schema.schema.map_or_else(
                    || Value::Object(Extras::new()),
                    |schema| schema.into_owned(),
                ),
                strict: schema.strict,
            }))
        }
        // Some servers know more, such as grammars.
        _ => {
            request.extras.insert("response_format".to_owned(), given);
            None
        }
    };
    Ok(())
}

fn reasoning(wire: &mut wire::Request<'_>, request: &mut Request) {
    let Some(given) = wire.reasoning_effort.take() else {
        return;
    };
    let effort = Effort::from_name(&given);
    request.reasoning = Reasoning {
        effort,
        ..Reasoning::default()
    };
    if effort.is_none() {
        let given = Value::String(given.into_owned());
        request.extras.insert("reasoning_effort".to_owned(), given);
    }
}

/// `safety_identifier` is the newer name of `user`.
fn user(wire: &mut wire::Request<'_>, request: &mut Request) {
    let newer = wire.safety_identifier.take().map(String::from);
    request.user = match wire.user.take() {
        Some(user) => {
            let (name, value) = match newer {
                Some(newer) => ("safety_identifier", Value::String(newer)),
                None => (AS_USER, Value::Bool(true)),
            };
            request.extras.insert(name.to_owned(), value);
            Some(user.into())
        }
        None => newer,
    };
}
