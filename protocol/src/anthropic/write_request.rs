//! A request for a provider.

mod conversation;
mod format;
mod media;
mod parts;
mod sampling;
mod schema;
mod thinking;
mod tools;
mod writing;

use serde::Serialize;
use serde_json::{Map, Value};

use self::{
    conversation::{InTurns, Message},
    sampling::Sampling,
    tools::Definition,
    writing::Writing,
};
use super::block::{Block, Blocks};
use crate::{
    codec::{Member, Purpose, Target, Untranslatable, Written},
    hub::{Extras, Request},
};

/// Members of which parts are in `extras` under dotted names.
const NESTED: [&str; 4] = ["thinking", "output_config", "metadata", "tool_choice"];
/// Longest `metadata.user_id`.
const MAX_USER: usize = 256;

#[derive(Debug, Serialize)]
struct Body<'a> {
    model: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<Blocks<'a>>,
    messages: Vec<Message<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<Definition<'a>>,
    #[serde(flatten)]
    sampling: Sampling<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stop_sequences: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_tier: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stream: bool,
    /// Members that are put together, and those that only this dialect knows.
    #[serde(flatten)]
    objects: Map<String, Value>,
}

pub(super) fn write(request: &Request, target: &Target<'_>) -> Result<Written, Untranslatable> {
    let mut writing = Writing::new(request, target);
    let writing = &mut writing;
    refuse_several(writing)?;
    let toolbox = tools::toolbox(writing)?;
    let plan = thinking::plan(toolbox.forced, writing);
    let format = format::format(writing);
    let sampling = sampling::sampling(plan.thinks(), writing);
    let (messages, instructed) = if writing.own() {
        (conversation::as_it_is(writing)?, false)
    } else {
        let InTurns {
            messages,
            instructed,
        } = conversation::in_turns(writing)?;
        (messages, instructed)
    };
    let added = [format.instruction, toolbox.instruction];
    let system = system(instructed, added, writing)?;
    let mut output_config = Map::new();
    if let Some(effort) = plan.effort {
        output_config.insert("effort".to_owned(), effort.into());
    }
    if let Some(format) = format.schema {
        output_config.insert("format".to_owned(), Value::Object(format));
    }
    let mut objects = Map::new();
    let named = [
        ("tool_choice", toolbox.choice),
        ("thinking", plan.thinking),
        ("output_config", Some(output_config)),
    ];
    for (name, object) in named {
        let object = object.filter(|object| !object.is_empty());
        objects.extend(object.map(|object| (name.to_owned(), Value::Object(object))));
    }
    let mut body = Body {
        model: target.model,
        max_tokens: Some(plan.max_tokens),
        system,
        messages,
        tools: toolbox.tools,
        sampling,
        stop_sequences: stop(writing),
        service_tier: service_tier(writing),
        stream: request.stream,
        objects,
    };
    user(&mut body.objects, writing);
    note_others(writing);
    let extras = writing.extras(Member::Root, &request.extras);
    if let Some(extras) = extras {
        put_back(extras, &mut body.objects);
    }
    if target.purpose == Purpose::Count {
        keep_countable(&mut body);
    }
    Ok(Written {
        body: serde_json::to_vec(&body).unwrap_or_default(),
        dropped: std::mem::take(&mut writing.dropped),
        names: std::mem::take(&mut writing.names),
    })
}

fn refuse_several(writing: &Writing<'_>) -> Result<(), Untranslatable> {
    match writing.request.choices {
        Some(2..) => {
            let why = "it gives one answer to a request; ask for 1, several times if need be";
            Err(writing.refuse(Member::Choices, why))
        }
        _ => Ok(()),
    }
}

/// `instructed`: the instructions are said by the user. `added`: what Routex has to say.
fn system<'a>(
    instructed: bool,
    added: [Option<String>; 2],
    writing: &mut Writing<'a>,
) -> Result<Option<Blocks<'a>>, Untranslatable> {
    let request = writing.request;
    let mut blocks = Vec::new();
    if writing.own() {
        for part in &request.system {
            blocks.extend(parts::block(part, writing)?);
        }
    } else if !instructed {
        for part in request.instructions() {
            if part.as_text().is_none() {
                let why = "instructions are text only; move the rest to a message of the user";
                return Err(writing.refuse(Member::System, why));
            }
            blocks.extend(parts::block(part, writing)?);
        }
    }
    blocks.extend(added.into_iter().flatten().map(Block::text));
    Ok((!blocks.is_empty()).then_some(Blocks(blocks)))
}

/// Blank sequences are refused.
fn stop<'a>(writing: &mut Writing<'a>) -> Vec<&'a str> {
    let all = &writing.request.stop;
    let said: Vec<&str> = all
        .iter()
        .map(String::as_str)
        .filter(|text| writing.own() || !text.trim().is_empty())
        .collect();
    writing.drop_if(said.len() < all.len(), Member::Stop);
    said
}

fn service_tier<'a>(writing: &mut Writing<'a>) -> Option<&'a str> {
    match writing.request.service_tier.as_deref() {
        tier if writing.own() => tier,
        None => None,
        Some("auto") => Some("auto"),
        Some("default" | "standard") => Some("standard_only"),
        Some(_) => {
            writing.drop(Member::ServiceTier);
            None
        }
    }
}

fn user(objects: &mut Map<String, Value>, writing: &mut Writing<'_>) {
    let Some(user) = writing.request.user.as_deref() else {
        return;
    };
    if user.chars().count() > MAX_USER && !writing.own() {
        writing.drop(Member::User);
        return;
    }
    objects.insert(
        "metadata".to_owned(),
        serde_json::json!({ "user_id": user }),
    );
}

/// Members that have no counterpart.
fn note_others(writing: &mut Writing<'_>) {
    let request = writing.request;
    writing.drop_if(request.logprobs.is_some(), Member::Logprobs);
    writing.drop_if(request.verbosity.is_some(), Member::Verbosity);
    writing.drop_if(request.cache_key.is_some(), Member::CacheKey);
    // Responses are stored by Routex itself.
    let elsewhere = request.origin == routex_entity::Dialect::OpenaiResponses;
    writing.drop_if(request.store == Some(true) && !elsewhere, Member::Store);
}

/// Puts members back where they stood.
fn put_back(extras: &Extras, objects: &mut Map<String, Value>) {
    for (name, value) in extras {
        let nested = name
            .split_once('.')
            .filter(|(outer, _)| NESTED.contains(outer));
        match nested {
            None => {
                objects.insert(name.clone(), value.clone());
            }
            Some((outer, inner)) => put_in(objects, outer, inner, value),
        }
    }
}

fn put_in(objects: &mut Map<String, Value>, outer: &str, inner: &str, value: &Value) {
    let object = objects
        .entry(outer)
        .or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(object) = object else {
        return;
    };
    match inner.split_once('.') {
        Some((next, inner)) => put_in(object, next, inner, value),
        None => {
            object.insert(inner.to_owned(), value.clone());
        }
    }
}

/// Counting takes only what is counted.
fn keep_countable(body: &mut Body<'_>) {
    body.max_tokens = None;
    body.sampling = Sampling::default();
    body.stop_sequences.clear();
    body.service_tier = None;
    body.stream = false;
    const COUNTED: [&str; 9] = [
        "cache_control",
        "context_management",
        "mcp_servers",
        "output_config",
        "speed",
        "thinking",
        "tool_choice",
        "tool_config",
        "user_profile_id",
    ];
    body.objects
        .retain(|name, _| COUNTED.contains(&name.as_str()));
}
