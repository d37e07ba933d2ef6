//! What was said, as items.

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{Writing, messages::Items, pairing};
use crate::{
    codec::{Feature, Member, Untranslatable, fit_id},
    hub::{Arguments, Content, Extras, Part, Role, ToolCall, Turn},
    json::{Node, Object, borrowed},
    openai_responses::{
        namespace,
        read_item::{self, IS_MESSAGE},
    },
};

/// Characters of a call's id.
const MAX_ID: usize = 64;

impl<'a> Writing<'a> {
    pub(super) fn input(&mut self) -> Result<Vec<Node<'a>>, Untranslatable> {
        let request = self.request;
        let turns = if self.own {
            &request.turns[..]
        } else {
            let (preamble, rest) = request.preamble();
            for turn in preamble {
                self.note_turn(turn);
            }
            rest
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

    fn note_turn(&mut self, turn: &Turn) {
        let at = Member::Messages.of(self.request);
        self.dropped.note_extras(at, &turn.extras);
    }

    fn turn(&mut self, turn: &'a Turn, items: &mut Items<'a>) -> Result<(), Untranslatable> {
        let role = self.role(turn.role);
        let as_message = turn.extras.contains_key(IS_MESSAGE);
        if self.own {
            items.extras = turn.extras.clone();
        } else {
            self.note_turn(turn);
        }
        for part in &turn.parts {
            self.part_extras(Member::Messages, part);
            let item = match &part.content {
                Content::ToolCall(call) => Some(self.call(call, &part.extras)),
                Content::ToolResult(result) => Some(self.result(result, part)?),
                Content::Thought(paragraphs) => match self.thought(paragraphs, part) {
                    Some(item) => Some(item),
                    None => continue,
                },
                Content::Foreign(whole) if self.own && !as_message => Some(whole.into()),
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

    fn call(&mut self, call: &'a ToolCall, extras: &'a Extras) -> Node<'a> {
        let custom = matches!(call.arguments, Arguments::Text(_)) && self.takes_custom();
        let mut item = Object::new();
        let kind = if custom {
            "custom_tool_call"
        } else {
            "function_call"
        };
        item.put("type", kind);
        item.put("call_id", self.call_id(&call.id));
        match namespace::of_call(extras).filter(|_| self.keeps_tools()) {
            Some(group) => {
                item.put("name", namespace::inner(group, &call.name));
                item.put(namespace::MEMBER, group);
            }
            None => item.put("name", self.fit_name(&call.name)),
        }
        if custom {
            item.put("input", call.arguments.to_text());
        } else {
            item.put("arguments", call.arguments.to_json());
        }
        self.own_extras(&mut item, extras);
        item.into()
    }

    /// Reasoning is believed with its seal only. A client of this dialect may also name it by an id alone.
    fn thought(&mut self, paragraphs: &[String], part: &'a Part) -> Option<Node<'a>> {
        let seal = part.seal.as_ref();
        let own_seal = seal.and_then(|seal| seal.for_provider(Dialect::OpenaiResponses));
        let kept = own_seal.is_some() || (self.own && seal.is_none());
        if !kept {
            self.drop(Member::Thought);
            return None;
        }
        let mut item = Object::new();
        item.put("type", "reasoning");
        let from_content = read_item::is_content(&part.extras);
        let summary: Vec<Value> = paragraphs
            .iter()
            .filter(|_| !from_content)
            .map(|text| json!({"type": "summary_text", "text": text}))
            .collect();
        item.put("summary", Value::Array(summary));
        item.put_some("encrypted_content", own_seal);
        self.own_extras(&mut item, &part.extras);
        Some(item.into())
    }

    pub(super) fn call_id(&self, id: &str) -> String {
        if self.own {
            id.to_owned()
        } else {
            fit_id(id, MAX_ID)
        }
    }

    pub(super) fn takes_custom(&self) -> bool {
        self.has(Feature::CustomTools)
    }

    pub(super) fn own_extras(&self, item: &mut Object<'a>, extras: &'a Extras) {
        if self.own {
            item.put_all(borrowed(extras).filter(|(name, _)| !name.starts_with('=')));
        }
    }
}

/// The provider wants reasoning to be followed by what came of it.
fn strip_loose_reasoning(items: &mut Vec<Node<'_>>) {
    let is = |item: &Node<'_>, name: &str, word: &str| item.text(name) == Some(word);
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
