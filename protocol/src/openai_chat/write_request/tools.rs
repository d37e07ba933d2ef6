//! Tools, and the choice among them.

use std::borrow::Cow;

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{Draft, MAX_NAME};
use crate::{
    codec::{Feature, Member, Untranslatable},
    hub::{Extras, FreeText, Tool, ToolChoice, ToolKind},
    openai::is_strict,
    openai_chat::{
        grammar,
        wire::{self, CustomTool, Function},
    },
};

pub(super) fn write<'a>(
    draft: &mut Draft<'a>,
    wire: &mut wire::Request<'a>,
) -> Result<(), Untranslatable> {
    let choice = draft.request.tool_choice.as_ref();
    // A choice of few is made by offering few where it cannot be said.
    let offered = match choice {
        Some(ToolChoice::Allowed { names, .. }) if !draft.has(Feature::OpenaiExtras) => Some(names),
        _ => None,
    };
    let mut tools = Vec::new();
    for tool in &draft.request.tools {
        if let (Some(offered), Some(name)) = (offered, tool.name())
            && !offered.iter().any(|offered| offered == name)
        {
            continue;
        }
        tools.extend(draft.tool(tool));
    }
    let forbidden = matches!(choice, Some(ToolChoice::None));
    if !tools.is_empty() && !draft.has(Feature::Tools) {
        if !forbidden {
            return Err(draft.refuse("tools", "the model cannot use tools; choose one that can"));
        }
        tools.clear();
        draft.dropped.note("tools");
    }
    if tools.is_empty() {
        return draft.choice_without_tools(choice);
    }
    wire.tools = Some(tools);
    wire.parallel_tool_calls = draft.request.parallel_tool_calls;
    wire.tool_choice = match choice {
        Some(choice) => Some(draft.tool_choice(choice)?),
        None => None,
    };
    Ok(())
}

impl<'a> Draft<'a> {
    /// `None`: only its own provider knows it.
    fn tool(&mut self, tool: &'a Tool) -> Option<wire::Tool<'a>> {
        let own = self.own;
        if !own {
            self.dropped
                .note_if(tool.cache.is_some(), "tools.cache_control");
            self.dropped.note_extras("tools", &tool.extras);
        }
        let mut written = wire::Tool::default();
        match &tool.kind {
            ToolKind::Hosted(definition) if own => {
                return serde_json::from_value(definition.clone()).ok();
            }
            ToolKind::Hosted(definition) => {
                self.dropped.note(format!("tools.{}", type_of(definition)));
                return None;
            }
            ToolKind::Custom {
                name,
                description,
                format,
            } if self.has(Feature::CustomTools) => {
                written.kind = Some(Cow::Borrowed("custom"));
                written.custom = Some(CustomTool {
                    name: Cow::Owned(self.names.fit(name, MAX_NAME)),
                    description: description.as_deref().map(Cow::Borrowed),
                    format: format
                        .as_ref()
                        .map(|format| Cow::Owned(grammar::nested(format))),
                    extras: Extras::new(),
                });
            }
            ToolKind::Custom {
                name,
                description,
                format,
            } => {
                let text = FreeText::new(description.as_deref(), format.as_ref());
                if text.loses_grammar {
                    self.note(Member::Grammar);
                }
                written.function = Some(Function {
                    name: Cow::Owned(self.names.fit(name, MAX_NAME)),
                    description: text.description,
                    parameters: Some(Cow::Owned(FreeText::parameters())),
                    ..Function::default()
                });
            }
            ToolKind::Function {
                name,
                description,
                parameters,
                strict,
            } => {
                let openai = self.has(Feature::OpenaiExtras);
                let strict = self.strict(*strict, parameters.as_ref());
                written.function = Some(Function {
                    name: Cow::Owned(self.names.fit(name, MAX_NAME)),
                    description: description.as_deref().map(Cow::Borrowed),
                    parameters: self.parameters(parameters.as_ref()),
                    // Its absence says the same to those who might not know it.
                    strict: strict.filter(|strict| openai || *strict),
                    extras: Extras::new(),
                });
            }
        }
        if written.custom.is_none() {
            written.kind = Some(Cow::Borrowed("function"));
        }
        if own {
            put_back(tool, &mut written);
        }
        Some(written)
    }

    /// Anthropic holds the model to schemas that OpenAI cannot enforce and would refuse.
    fn strict(&mut self, strict: Option<bool>, parameters: Option<&Value>) -> Option<bool> {
        let asked = strict == Some(true) && self.request.origin == Dialect::Anthropic;
        if asked && !parameters.is_some_and(is_strict) {
            self.note(Member::Strict);
            return None;
        }
        strict
    }

    /// OpenAI refuses an object without `properties`; others refuse a function without parameters.
    fn parameters(&self, schema: Option<&'a Value>) -> Option<Cow<'a, Value>> {
        let empty = || json!({"type": "object", "properties": {}});
        match schema {
            _ if self.own && self.has(Feature::OpenaiExtras) => schema.map(Cow::Borrowed),
            None => Some(Cow::Owned(empty())),
            Some(Value::Object(object)) if !object.contains_key("properties") => {
                let mut object = object.clone();
                if object.get("type").is_none_or(|kind| kind == "object") {
                    object.insert("type".to_owned(), Value::from("object"));
                    object.insert("properties".to_owned(), Value::Object(Extras::new()));
                }
                Some(Cow::Owned(Value::Object(object)))
            }
            Some(Value::Null) => Some(Cow::Owned(empty())),
            Some(schema) => Some(Cow::Borrowed(schema)),
        }
    }

    fn tool_choice(&mut self, choice: &'a ToolChoice) -> Result<Value, Untranslatable> {
        Ok(match choice {
            ToolChoice::Auto => Value::from("auto"),
            ToolChoice::None => Value::from("none"),
            ToolChoice::Required => Value::from("required"),
            ToolChoice::Tool(name) => self.named(name),
            ToolChoice::Allowed { required, names } if self.has(Feature::OpenaiExtras) => {
                let mode = if *required { "required" } else { "auto" };
                let tools: Vec<Value> = names.iter().map(|name| self.named(name)).collect();
                json!({"type": "allowed_tools", "allowed_tools": {"mode": mode, "tools": tools}})
            }
            // No others were offered.
            ToolChoice::Allowed { required: true, .. } => Value::from("required"),
            ToolChoice::Allowed { .. } => Value::from("auto"),
            ToolChoice::Hosted(choice) if self.own => choice.clone(),
            ToolChoice::Hosted(_) => return Err(self.no_such_tool()),
        })
    }

    fn named(&mut self, name: &str) -> Value {
        let is_custom = self.has(Feature::CustomTools)
            && self.request.tools.iter().any(|tool| {
                matches!(&tool.kind, ToolKind::Custom { name: custom, .. } if custom == name)
            });
        let kind = if is_custom { "custom" } else { "function" };
        let name = self.names.fit(name, MAX_NAME);
        json!({"type": kind, kind: {"name": name}})
    }

    /// OpenAI refuses a choice without tools; what it meant must not get lost.
    fn choice_without_tools(&self, choice: Option<&ToolChoice>) -> Result<(), Untranslatable> {
        match choice {
            None | Some(ToolChoice::Auto | ToolChoice::None) => Ok(()),
            Some(ToolChoice::Allowed { required, .. }) if !required => Ok(()),
            Some(_) => Err(self.no_such_tool()),
        }
    }

    fn no_such_tool(&self) -> Untranslatable {
        let why = "it forces a tool that only its own provider has; leave it out, or use a model of that provider";
        self.refuse(self.member(Member::ToolChoice), why)
    }
}

/// Members of a tool and of the object in it.
fn put_back(tool: &Tool, written: &mut wire::Tool<'_>) {
    for (name, value) in &tool.extras {
        let (inner, outer) = match (&mut written.function, &mut written.custom) {
            (Some(function), _) => (name.strip_prefix("function."), &mut function.extras),
            (None, Some(custom)) => (name.strip_prefix("custom."), &mut custom.extras),
            (None, None) => continue,
        };
        match inner {
            Some(name) => outer.insert(name.to_owned(), value.clone()),
            None => written.extras.insert(name.clone(), value.clone()),
        };
    }
    if let Some(cache) = &tool.cache {
        written
            .extras
            .insert("cache_control".to_owned(), cache.clone());
    }
}

/// What a tool of a provider calls itself: its type, or as Gemini has it its only member.
pub(super) fn type_of(value: &Value) -> &str {
    let kind = value.get("type").and_then(Value::as_str);
    let member = || value.as_object()?.keys().next().map(String::as_str);
    kind.or_else(member).unwrap_or("unknown")
}
