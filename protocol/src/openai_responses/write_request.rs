//! A request for a provider that speaks Responses.

mod content;
mod format;
mod items;
mod messages;
mod options;
mod pairing;
mod results;
mod schema;
mod tools;

use routex_entity::Dialect;
use serde_json::{Value, json};

use crate::{
    codec::{Dropped, Feature, Member, Names, Purpose, Target, Untranslatable, Written},
    hub::{Extras, Media, Part, Request},
    json::{self, Node, Object},
};

pub(super) use tools::{write as write_tool_list, write_choice};

/// The body as it grows.
struct Body<'a> {
    instructions: Option<String>,
    input: Vec<Node<'a>>,
    tools: Vec<Node<'a>>,
    /// What comes behind them.
    options: Extras,
}

/// What is known while a request is written.
pub(super) struct Writing<'a> {
    request: &'a Request,
    target: &'a Target<'a>,
    /// The client speaks Responses, too.
    own: bool,
    dropped: Dropped,
    names: Names,
}

/// Members behind the input and the tools that the token count takes.
const COUNTED: [&str; 7] = [
    "tool_choice",
    "parallel_tool_calls",
    "reasoning",
    "text",
    "truncation",
    "conversation",
    "previous_response_id",
];

pub(super) fn write(request: &Request, target: &Target<'_>) -> Result<Written, Untranslatable> {
    let mut writing = Writing {
        request,
        target,
        own: request.origin == Dialect::OpenaiResponses,
        dropped: Dropped::default(),
        names: Names::default(),
    };
    let mut body = Body {
        instructions: writing.instructions()?,
        input: writing.input()?,
        tools: Vec::new(),
        options: Extras::new(),
    };
    // Instructions alone are no request.
    if body.input.is_empty()
        && !writing.own
        && let Some(text) = body.instructions.take()
    {
        body.input.push(writing.told(&text).into());
    }
    writing.tools(&mut body)?;
    writing.options(&mut body)?;
    if target.purpose == Purpose::Count {
        let options = &mut body.options;
        options.retain(|name, _| COUNTED.contains(&name.as_str()));
    }
    Ok(Written {
        body: body.into_json(target.model),
        dropped: writing.dropped,
        names: writing.names,
    })
}

impl Body<'_> {
    fn into_json(self, model: &str) -> Vec<u8> {
        let mut body = Object::new();
        body.put("model", model);
        body.put_some("instructions", self.instructions);
        body.put("input", self.input);
        if !self.tools.is_empty() {
            body.put("tools", self.tools);
        }
        body.put_all(json::borrowed(&self.options));
        json::text(&body).into_bytes()
    }
}

impl Writing<'_> {
    /// The target takes the tools as the client gave them, in namespaces and all.
    fn keeps_tools(&self) -> bool {
        self.own && self.has(Feature::CustomTools) && self.has(Feature::HostedTools)
    }

    fn has(&self, feature: Feature) -> bool {
        self.target.features.has(feature)
    }

    /// Notes something that cannot be carried, as the client calls it.
    fn drop(&mut self, member: Member) {
        self.dropped.note(member.of(self.request));
    }

    fn refuse(&self, member: Member, why: &str) -> Untranslatable {
        let what = member.of(self.request);
        Untranslatable::new(what, Dialect::OpenaiResponses, why)
    }

    fn refuse_media(&self, member: Member, media: &Media, why: &str) -> Untranslatable {
        let what = member.of_media(media, self.request);
        Untranslatable::new(what, Dialect::OpenaiResponses, why)
    }

    /// System messages that stand before everything else belong to it, unless the client has made the same difference.
    fn instructions(&mut self) -> Result<Option<String>, Untranslatable> {
        let request = self.request;
        let parts: Vec<&Part> = if self.own {
            request.system.iter().collect()
        } else {
            request.instructions().collect()
        };
        let mut said = Vec::with_capacity(parts.len());
        for part in parts {
            self.part_extras(Member::System, part);
            match part.as_text() {
                Some(text) if text.is_empty() && !self.own => {}
                Some(text) => said.push(text),
                None => {
                    let why = "instructions are text only; move the rest to a message of the user";
                    return Err(self.refuse(Member::System, why));
                }
            }
        }
        Ok((!said.is_empty()).then(|| said.join("\n\n")))
    }

    /// Something that the model is told, as an item.
    fn told(&self, text: &str) -> Value {
        let role = if self.has(Feature::DeveloperRole) {
            "developer"
        } else {
            "system"
        };
        let content = json!([{"type": "input_text", "text": text}]);
        json!({"type": "message", "role": role, "content": content})
    }

    /// Notes what only the client's dialect knows of a part.
    fn part_extras(&mut self, at: Member, part: &Part) {
        if !self.own {
            let at = at.of(self.request);
            self.dropped.note_extras(at, &part.extras);
            if part.cache.is_some() {
                self.dropped.note(format!("{at}.cache_control"));
            }
        }
    }
}

fn put(object: &mut Extras, name: &str, value: impl Into<Value>) {
    object.insert(name.to_owned(), value.into());
}

/// Puts a member that is there.
fn put_some(object: &mut Extras, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        put(object, name, value);
    }
}
