//! A client's request, read into the hub.

mod tools;

use routex_entity::Dialect;
use serde_json::Value;

use super::{
    members::{self, Place},
    read_item::{self, Author},
};
use crate::{
    hub::{
        Content, Effort, Extras, OutputFormat, Part, Reasoning, Request, Role, Sampling, Schema,
        Turn,
    },
    request::{self, BadRequest},
};

/// What `include` names so that seals come back; asked for in any case.
pub(super) const SEALS: &str = "reasoning.encrypted_content";
/// What `include` names to get log probabilities.
pub(super) const LOGPROBS: &str = "message.output_text.logprobs";

pub(super) fn read(body: &[u8]) -> Result<Request, BadRequest> {
    let mut body: Extras = request::parse(body)?;
    let at = Place::Body;
    let model = members::text(&mut body, "model", &at)?
        .filter(|model| !model.is_empty())
        .ok_or(BadRequest::NoModel)?;
    let mut request = Request::new(Dialect::OpenaiResponses, model);
    request.stream = members::flag(&mut body, "stream", &at)?.unwrap_or(false);
    request.turns = input(&mut body, &at)?;
    request.system = members::text(&mut body, "instructions", &at)?
        .map(Part::text)
        .into_iter()
        .collect();
    request.tools = tools::read(&mut body, &at)?;
    request.tool_choice = tools::read_choice(&mut body, &at)?;
    request.parallel_tool_calls = members::flag(&mut body, "parallel_tool_calls", &at)?;
    request.max_output = members::count(&mut body, "max_output_tokens", &at)?;
    request.sampling = Sampling {
        temperature: members::number(&mut body, "temperature", &at)?,
        top_p: members::number(&mut body, "top_p", &at)?,
        ..Sampling::default()
    };
    request.reasoning = reasoning(&mut body, &at)?;
    (request.format, request.verbosity) = text(&mut body, &at)?;
    request.logprobs = logprobs(&mut body, &at)?;
    request.user = user(&mut body, &at)?;
    request.service_tier = members::text(&mut body, "service_tier", &at)?;
    request.cache_key = members::text(&mut body, "prompt_cache_key", &at)?;
    request.store = members::flag(&mut body, "store", &at)?;
    body.retain(|_, value| !value.is_null());
    request.extras = body;
    Ok(request)
}

fn input(body: &mut Extras, at: &Place<'_>) -> Result<Vec<Turn>, BadRequest> {
    let place = at.member("input");
    let items = match members::take(body, "input") {
        None => return Ok(Vec::new()),
        Some(Value::String(text)) => {
            return Ok(vec![Turn::new(Role::User, vec![Part::text(text)])]);
        }
        Some(Value::Array(items)) => items,
        Some(_) => return Err(place.bad("must be a string or a list of items")),
    };
    let mut turns: Vec<Turn> = Vec::with_capacity(items.len());
    for (index, item) in items.into_iter().enumerate() {
        let turn = read_item::read(item, Author::Client, &place.entry(index))?;
        if let Some(turn) = seal_last(&mut turns, turn) {
            turns.push(turn);
        }
    }
    Ok(turns)
}

/// Gemini seals what it says and calls, not its thoughts. Such a seal went to the client in an item of its own behind
/// what it belongs to, and goes back there. Otherwise the turn stays.
fn seal_last(turns: &mut [Turn], turn: Turn) -> Option<Turn> {
    let [part] = turn.parts.as_slice() else {
        return Some(turn);
    };
    let carries = matches!(&part.content, Content::Thought(paragraphs) if paragraphs.is_empty());
    let Some(seal) = part
        .seal
        .as_ref()
        .filter(|seal| carries && seal.for_provider(Dialect::Gemini).is_some())
    else {
        return Some(turn);
    };
    let sealed = turns
        .last_mut()
        .filter(|last| last.role == Role::Assistant)
        .and_then(|last| last.parts.last_mut())
        .filter(|last| {
            last.seal.is_none() && matches!(last.content, Content::Text(_) | Content::ToolCall(_))
        });
    match sealed {
        Some(sealed) => {
            sealed.seal = Some(seal.clone());
            None
        }
        None => Some(turn),
    }
}

/// What the hub has no name for stays under a dotted name.
fn rest(body: &mut Extras, name: &str, object: Extras) {
    for (member, value) in object {
        if !value.is_null() {
            body.insert(format!("{name}.{member}"), value);
        }
    }
}

fn reasoning(body: &mut Extras, at: &Place<'_>) -> Result<Reasoning, BadRequest> {
    let place = at.member("reasoning");
    let Some(value) = members::take(body, "reasoning") else {
        return Ok(Reasoning::default());
    };
    let mut object = members::object(value, &place)?;
    let mut effort = None;
    if let Some(name) = members::text(&mut object, "effort", &place)? {
        effort = Effort::from_name(&name);
        if effort.is_none() {
            object.insert("effort".to_owned(), Value::from(name));
        }
    }
    let show = members::text(&mut object, "summary", &place)?;
    rest(body, "reasoning", object);
    Ok(Reasoning {
        thinking: None,
        effort,
        show,
    })
}

fn text(
    body: &mut Extras,
    at: &Place<'_>,
) -> Result<(Option<OutputFormat>, Option<String>), BadRequest> {
    let place = at.member("text");
    let Some(value) = members::take(body, "text") else {
        return Ok((None, None));
    };
    let mut object = members::object(value, &place)?;
    let verbosity = members::text(&mut object, "verbosity", &place)?;
    let format = match members::take(&mut object, "format") {
        None => None,
        Some(format) => Some(read_format(format, &place.member("format"))?),
    };
    rest(body, "text", object);
    Ok((format, verbosity))
}

fn read_format(format: Value, place: &Place<'_>) -> Result<OutputFormat, BadRequest> {
    let mut format = members::object(format, place)?;
    match members::required(&mut format, "type", place)?.as_str() {
        "text" => Ok(OutputFormat::Text),
        "json_object" => Ok(OutputFormat::JsonObject),
        "json_schema" => Ok(OutputFormat::JsonSchema(Schema {
            name: Some(members::required(&mut format, "name", place)?),
            description: members::text(&mut format, "description", place)?,
            schema: members::take(&mut format, "schema")
                .ok_or_else(|| place.member("schema").bad("is missing"))?,
            strict: members::flag(&mut format, "strict", place)?,
        })),
        _ => Err(place
            .member("type")
            .bad("must be text, json_object or json_schema")),
    }
}

/// Asked for by `include`, with `top_logprobs` alternatives. Both names leave `include`: they are understood.
fn logprobs(body: &mut Extras, at: &Place<'_>) -> Result<Option<u64>, BadRequest> {
    let mut logprobs = members::count(body, "top_logprobs", at)?.filter(|count| *count > 0);
    if let Some(mut include) = members::list(body, "include", at)? {
        let asked = include.iter().any(|name| name == LOGPROBS);
        logprobs = logprobs.or(asked.then_some(0));
        include.retain(|name| name != LOGPROBS && name != SEALS);
        if !include.is_empty() {
            body.insert("include".to_owned(), Value::Array(include));
        }
    }
    Ok(logprobs)
}

/// How the hub's one name of the end user was written, if it was not as `safety_identifier` alone.
pub(super) const USER: &str = "=user";
pub(super) const BOTH_USERS: &str = "=safety_identifier";

/// `safety_identifier`, or `user`, its older name.
fn user(body: &mut Extras, at: &Place<'_>) -> Result<Option<String>, BadRequest> {
    let safety = members::text(body, "safety_identifier", at)?;
    let user = members::text(body, "user", at)?;
    if let Some(user) = &user {
        body.insert(USER.to_owned(), Value::from(user.as_str()));
        if safety.as_ref() == Some(user) {
            body.insert(BOTH_USERS.to_owned(), Value::from(user.as_str()));
        }
    }
    Ok(safety.or(user))
}
