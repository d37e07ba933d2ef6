//! A client's request into the hub.

mod config;
mod tools;

use std::borrow::Cow;

use routex_entity::Dialect;

use super::{
    call_ids::CallIds,
    extras,
    parts::{self, Writer},
    wire,
};
use crate::{
    endpoint::{Endpoint, GeminiAction},
    hub::{Part, Request, Role, Turn},
    request::{self, BadRequest},
};

pub(super) fn read(endpoint: &Endpoint, body: &[u8]) -> Result<Request, BadRequest> {
    let mut wire: wire::Request<'_> = request::parse(body)?;
    let (model, action) = match endpoint {
        Endpoint::Gemini { model, action } => (model.as_str(), *action),
        _ => ("", GeminiAction::Generate),
    };
    if action == GeminiAction::CountTokens
        && let Some(whole) = wire.generate_content_request.take()
    {
        wire = *whole;
    }
    let mut request = Request {
        stream: action == GeminiAction::StreamGenerate,
        service_tier: wire.service_tier.map(Cow::into_owned),
        extras: wire.extras.into_owned(),
        ..Request::new(Dialect::Gemini, model)
    };
    if let Some(instruction) = wire.system_instruction {
        request.system = parts::read(instruction.parts, Writer::Client, &mut CallIds::default());
    }
    request.turns = turns(wire.contents);
    request.tools = tools::read(wire.tools);
    if let Some(config) = wire.tool_config {
        tools::choice(config, &mut request);
    }
    if let Some(config) = wire.generation_config {
        config::read(config, &mut request)?;
    }
    Ok(request)
}

fn turns(contents: Vec<wire::Content<'_>>) -> Vec<Turn> {
    let mut ids = CallIds::default();
    contents
        .into_iter()
        .enumerate()
        .map(|(index, content)| {
            ids.turn(index.to_string());
            let role = match content.role.as_deref() {
                Some("model" | "assistant") => Role::Assistant,
                Some("system") => Role::System,
                _ => Role::User,
            };
            let parts: Vec<Part> = parts::read(content.parts, Writer::Client, &mut ids);
            Turn {
                role,
                parts,
                extras: extras::own(&content.extras),
            }
        })
        .collect()
}
