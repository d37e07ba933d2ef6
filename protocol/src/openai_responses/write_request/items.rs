//! What was said, as items.

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{Writing, messages::Items, pairing, put, put_some};
use crate::{
    codec::{Feature, Untranslatable, fit_id},
    hub::{Arguments, Content, Extras, Part, Role, ToolCall, ToolOutput, ToolResult, Turn},
    openai_responses::{
        namespace,
        read_item::{self, IS_MESSAGE},
        words::{self, Thing},
    },
};

/// Characters of a call's id.
const MAX_ID: usize = 64;

impl Writing<'_> {
    pub(super) fn input(&mut self) -> Result<Vec<Value>, Untranslatable> {
        let request = self.request;
        let turns = if self.own {
            &request.turns[..]
        } else {
            request.preamble().1
        };
        let mut items = Items::new(self.own);
        for turn in turns {
            self.turn(turn, &mut items)?;
        }
        if self.own {
            return Ok(items.done);
        }
        strip_loose_reasoning(&mut items.done);
        Ok(pairing::mend(items.done))
    }

    fn turn(&mut self, turn: &Turn, items: &mut Items) -> Result<(), Untranslatable> {
        let role = self.role(turn.role);
        let as_message = turn.extras.contains_key(IS_MESSAGE);
        if self.own {
            items.extras = turn.extras.clone();
        } else {
            let at = words::turns(self.request.origin);
            self.dropped.note_extras(at, &turn.extras);
        }
        for part in &turn.parts {
            self.part_extras(part);
            let item = match &part.content {
                Content::ToolCall(call) => Some(self.call(call, &part.extras)),
                Content::ToolResult(result) => Some(self.result(result, part)?),
                Content::Thought(paragraphs) => match self.thought(paragraphs, part) {
                    Some(item) => Some(item),
                    None => continue,
                },
                Content::Foreign(whole) if self.own && !as_message => Some(whole.clone()),
                _ => None,
            };
            match item {
                Some(item) => {
                    items.end_message(role);
                    items.done.push(item);
                }
                None => {
                    if let Some(content) = self.content(turn.role, part)? {
                        items.begin_message(role, part);
                        items.content.push(content);
                    }
                }
            }
        }
        if self.own && turn.parts.is_empty() {
            items.message(role);
        }
        items.end_message(role);
        items.extras = Extras::new();
        Ok(())
    }

    fn role(&self, role: Role) -> &'static str {
        match role {
            Role::User => "user",
            Role::Assistant => "assistant",
            Role::System | Role::Developer if !self.own && self.has(Feature::DeveloperRole) => {
                "developer"
            }
            Role::Developer if self.own => "developer",
            Role::System | Role::Developer => "system",
        }
    }

    fn call(&mut self, call: &ToolCall, extras: &Extras) -> Value {
        let custom = matches!(call.arguments, Arguments::Text(_)) && self.takes_custom();
        let mut item = Extras::new();
        let kind = if custom {
            "custom_tool_call"
        } else {
            "function_call"
        };
        put(&mut item, "type", kind);
        put(&mut item, "call_id", self.call_id(&call.id));
        match namespace::of_call(extras).filter(|_| self.keeps_tools()) {
            Some(group) => {
                put(&mut item, "name", namespace::inner(group, &call.name));
                put(&mut item, namespace::MEMBER, group);
            }
            None => put(&mut item, "name", self.fit_name(&call.name)),
        }
        if custom {
            put(&mut item, "input", call.arguments.to_text());
        } else {
            put(&mut item, "arguments", call.arguments.to_json());
        }
        self.own_extras(&mut item, extras);
        Value::Object(item)
    }

    fn result(&mut self, result: &ToolResult, part: &Part) -> Result<Value, Untranslatable> {
        let mut item = Extras::new();
        let kind = if result.custom && self.takes_custom() {
            "custom_tool_call_output"
        } else {
            "function_call_output"
        };
        put(&mut item, "type", kind);
        put(&mut item, "call_id", self.call_id(&result.call_id));
        if self.own {
            put_some(&mut item, "name", result.name.as_deref());
        } else if result.is_error == Some(true) {
            self.drop(Thing::IsError);
        }
        let output = self.output(&result.output)?;
        put(&mut item, "output", output);
        self.own_extras(&mut item, &part.extras);
        Ok(Value::Object(item))
    }

    fn output(&mut self, output: &ToolOutput) -> Result<Value, Untranslatable> {
        let parts = match output {
            ToolOutput::Parts(parts) => parts,
            ToolOutput::Object(_) => return Ok(Value::from(output.to_text())),
        };
        let plain = match parts.as_slice() {
            [] => true,
            [part] => part.as_text().is_some() && (part.extras.is_empty() || !self.own),
            _ => !self.own && output.media().next().is_none(),
        };
        if plain {
            for part in parts {
                self.part_extras(part);
            }
            return Ok(Value::from(output.to_text()));
        }
        let mut list = Vec::with_capacity(parts.len());
        for part in parts {
            self.part_extras(part);
            list.extend(self.content(Role::User, part)?);
        }
        Ok(Value::Array(list))
    }

    /// Reasoning is believed with its seal only. A client of this dialect may also name it by an id alone.
    fn thought(&mut self, paragraphs: &[String], part: &Part) -> Option<Value> {
        let seal = part.seal.as_ref();
        let own_seal = seal.and_then(|seal| seal.for_provider(Dialect::OpenaiResponses));
        let kept = own_seal.is_some() || (self.own && seal.is_none());
        if !kept {
            self.drop(Thing::Thought);
            return None;
        }
        let mut item = Extras::new();
        put(&mut item, "type", "reasoning");
        let from_content = read_item::is_content(paragraphs, &part.extras);
        let summary: Vec<Value> = paragraphs
            .iter()
            .filter(|_| !from_content)
            .map(|text| json!({"type": "summary_text", "text": text}))
            .collect();
        put(&mut item, "summary", summary);
        put_some(&mut item, "encrypted_content", own_seal);
        self.own_extras(&mut item, &part.extras);
        Some(Value::Object(item))
    }

    fn call_id(&self, id: &str) -> String {
        if self.own {
            id.to_owned()
        } else {
            fit_id(id, MAX_ID)
        }
    }

    pub(super) fn takes_custom(&self) -> bool {
        self.has(Feature::CustomTools)
    }

    pub(super) fn own_extras(&self, item: &mut Extras, extras: &Extras) {
        if self.own {
            for (name, value) in extras {
                if !name.starts_with('=') {
                    item.insert(name.clone(), value.clone());
                }
            }
        }
    }
}

/// The provider wants reasoning to be followed by what came of it.
fn strip_loose_reasoning(items: &mut Vec<Value>) {
    let is = |item: &Value, name: &str, word: &str| item.get(name).is_some_and(|is| is == word);
    let mut followed = false;
    let mut keep = vec![true; items.len()];
    for (index, item) in items.iter().enumerate().rev() {
        if is(item, "type", "reasoning") {
            keep[index] = followed;
        } else {
            followed = is(item, "type", "function_call")
                || is(item, "type", "custom_tool_call")
                || is(item, "role", "assistant");
        }
    }
    let mut keep = keep.into_iter();
    items.retain(|_| keep.next().unwrap_or(true));
}
