//! A request for a provider that speaks Responses.

mod content;
mod custom;
mod format;
mod items;
mod messages;
mod options;
mod pairing;
mod schema;
mod tools;

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::words::{self, Thing};
use crate::{
    codec::{Dropped, Feature, Names, Purpose, Target, Untranslatable, Written},
    hub::{Extras, Part, Request},
};

pub(super) use tools::{write as write_tool_list, write_choice};

/// What is known while a request is written.
pub(super) struct Writing<'a> {
    request: &'a Request,
    target: &'a Target<'a>,
    /// The client speaks Responses, too.
    own: bool,
    dropped: Dropped,
    names: Names,
}

/// Members that the token count takes.
const COUNTED: [&str; 11] = [
    "model",
    "instructions",
    "input",
    "tools",
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
    let mut body = Extras::new();
    put(&mut body, "model", target.model);
    let instructions = writing.instructions();
    let input = writing.input()?;
    match instructions {
        // Instructions alone are no request.
        Some(text) if input.is_empty() && !writing.own => {
            put(&mut body, "input", vec![writing.told(&text)]);
        }
        instructions => {
            put_some(&mut body, "instructions", instructions);
            put(&mut body, "input", input);
        }
    }
    writing.tools(&mut body)?;
    writing.options(&mut body)?;
    if target.purpose == Purpose::Count {
        body.retain(|name, _| COUNTED.contains(&name.as_str()));
    }
    Ok(Written {
        body: Value::Object(body).to_string().into_bytes(),
        dropped: writing.dropped,
        names: writing.names,
    })
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
    fn drop(&mut self, thing: Thing) {
        self.dropped.note(words::name(thing, self.request.origin));
    }

    fn refuse(&self, thing: Thing, why: &str) -> Untranslatable {
        let what = words::name(thing, self.request.origin);
        Untranslatable::new(what, Dialect::OpenaiResponses, why)
    }

    /// System messages that stand before everything else belong to it, unless the client has made the same difference.
    fn instructions(&mut self) -> Option<String> {
        let request = self.request;
        let parts: Vec<&Part> = if self.own {
            request.system.iter().collect()
        } else {
            request.instructions().collect()
        };
        let mut said = Vec::with_capacity(parts.len());
        for part in parts {
            self.part_extras(part);
            match part.as_text() {
                Some(text) if text.is_empty() && !self.own => {}
                Some(text) => said.push(text),
                None => self.dropped.note("system"),
            }
        }
        (!said.is_empty()).then(|| said.join("\n\n"))
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
    fn part_extras(&mut self, part: &Part) {
        if !self.own {
            let at = words::turns(self.request.origin);
            self.dropped.note_extras(at, &part.extras);
            if part.cache.is_some() {
                self.drop(Thing::Cache);
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
