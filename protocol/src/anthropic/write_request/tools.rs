//! Tools, and which of them the model may choose.

use std::{borrow::Cow, collections::HashSet};

use serde::Serialize;
use serde_json::{Map, Value};

use super::{parts::MAX_NAME, schema, writing::Writing};
use crate::{
    anthropic::model::Claude,
    codec::{Feature, Member, Untranslatable},
    hub::{Content, Extras, FreeText, Tool, ToolChoice, ToolKind},
};

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Definition<'a> {
    Function {
        name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        description: Option<Cow<'a, str>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        input_schema: Option<Cow<'a, Value>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        strict: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cache_control: Option<&'a Value>,
        #[serde(flatten, skip_serializing_if = "Option::is_none")]
        extras: Option<&'a Extras>,
    },
    Hosted {
        #[serde(flatten)]
        definition: &'a Value,
        #[serde(skip_serializing_if = "Option::is_none")]
        cache_control: Option<&'a Value>,
    },
}

/// Tools and choice.
#[derive(Debug)]
pub(super) struct Toolbox<'a> {
    pub tools: Vec<Definition<'a>>,
    pub choice: Option<Map<String, Value>>,
    /// The model must call a tool.
    pub forced: bool,
    /// What Routex has to say to a model that cannot be forced.
    pub instruction: Option<String>,
}

pub(super) fn toolbox<'a>(writing: &mut Writing<'a>) -> Result<Toolbox<'a>, Untranslatable> {
    let request = writing.request;
    if !request.tools.is_empty() && !writing.has(Feature::Tools) {
        return Err(writing.refuse(Member::Tools, "the model uses no tools; ask one that does"));
    }
    let allowed = match &request.tool_choice {
        Some(ToolChoice::Allowed { names, .. }) => Some(names),
        _ => None,
    };
    let mut tools = Vec::new();
    let mut names = HashSet::new();
    for tool in &request.tools {
        let is_allowed = match (tool.name(), allowed) {
            (Some(name), Some(allowed)) => allowed.iter().any(|one| one == name),
            _ => true,
        };
        // A name that comes twice is refused.
        let is_new = tool.name().is_none_or(|name| names.insert(name));
        if is_allowed && (is_new || writing.own()) {
            tools.extend(definition(tool, writing));
        }
    }
    let mut choice = choice(&names, writing)?;
    let instruction = choice.as_mut().and_then(|choice| asked(choice, writing));
    let forced = choice.as_ref().is_some_and(is_forced);
    if tools.is_empty() && !writing.own() {
        tools = remembered(writing);
        choice = (!tools.is_empty()).then(|| of_type("none"));
    }
    Ok(Toolbox {
        tools,
        choice,
        forced,
        instruction,
    })
}

fn definition<'a>(tool: &'a Tool, writing: &mut Writing<'a>) -> Option<Definition<'a>> {
    let cache_control = tool.cache.as_ref();
    match &tool.kind {
        ToolKind::Function {
            name,
            description,
            parameters,
            strict,
        } => {
            let (input_schema, strict) = if writing.own() {
                (parameters.as_ref().map(Cow::Borrowed), *strict)
            } else {
                let input = schema::input(parameters.as_ref());
                let strict = is_strict(*strict, &input, writing);
                (Some(input), strict)
            };
            Some(Definition::Function {
                name: writing.names.fit(name, MAX_NAME),
                description: description
                    .as_deref()
                    .filter(|text| !text.is_empty())
                    .map(Cow::Borrowed),
                input_schema,
                strict,
                cache_control,
                extras: writing.extras(Member::Tools, &tool.extras),
            })
        }
        ToolKind::Custom {
            name,
            description,
            format,
        } => {
            let text = FreeText::new(description.as_deref(), format.as_ref());
            writing.drop_if(text.loses_grammar, Member::Grammar);
            Some(Definition::Function {
                name: writing.names.fit(name, MAX_NAME),
                description: text.description,
                input_schema: Some(Cow::Owned(FreeText::parameters())),
                strict: None,
                cache_control,
                extras: writing.extras(Member::Tools, &tool.extras),
            })
        }
        ToolKind::Hosted(definition) if writing.own() && writing.has(Feature::HostedTools) => {
            Some(Definition::Hosted {
                definition,
                cache_control,
            })
        }
        ToolKind::Hosted(definition) => {
            // Gemini's are named by their only member.
            let kind = definition.get("type").and_then(Value::as_str);
            let kind = kind.or_else(|| definition.as_object()?.keys().next().map(String::as_str));
            let kind = kind.unwrap_or("hosted");
            writing.dropped.note(format!("tools.{kind}"));
            None
        }
    }
}

/// The provider holds the model to a schema only if it is one that it can enforce.
fn is_strict(strict: Option<bool>, input: &Value, writing: &mut Writing<'_>) -> Option<bool> {
    if strict != Some(true) {
        return None;
    }
    let can =
        writing.has(Feature::JsonSchema) && schema::enforceable(input).as_ref() == Some(input);
    writing.drop_if(!can, Member::Strict);
    can.then_some(true)
}

fn choice(
    functions: &HashSet<&str>,
    writing: &mut Writing<'_>,
) -> Result<Option<Map<String, Value>>, Untranslatable> {
    let request = writing.request;
    let one_at_most = match request.parallel_tool_calls {
        Some(parallel) if !parallel || writing.own() => Some(!parallel),
        _ => None,
    };
    let mut choice = match &request.tool_choice {
        None if one_at_most == Some(true) && !functions.is_empty() => of_type("auto"),
        None => return Ok(None),
        Some(
            ToolChoice::Auto
            | ToolChoice::Allowed {
                required: false, ..
            },
        ) => of_type("auto"),
        Some(ToolChoice::Required | ToolChoice::Allowed { required: true, .. }) => {
            if functions.is_empty() && !writing.own() {
                let why = "none of the tools can be used there; give one that runs at the client";
                return Err(writing.refuse(Member::ToolChoice, why));
            }
            of_type("any")
        }
        Some(ToolChoice::None) => of_type("none"),
        Some(ToolChoice::Tool(name)) => {
            if !functions.contains(name.as_str()) && !writing.own() {
                let why = format!("`{name}` is none of the tools that can be used there");
                return Err(writing.refuse(Member::ToolChoice, why));
            }
            let mut choice = of_type("tool");
            let name = writing.names.fit(name, MAX_NAME);
            choice.insert("name".to_owned(), name.into());
            choice
        }
        Some(ToolChoice::Hosted(tool)) if writing.own() => {
            let mut choice = of_type("tool");
            let name = tool.get("name").cloned().unwrap_or_default();
            choice.insert("name".to_owned(), name);
            choice
        }
        Some(ToolChoice::Hosted(_)) => {
            let why = "it forces a tool that only the client's own kind of provider runs";
            return Err(writing.refuse(Member::ToolChoice, why));
        }
    };
    let is_none = choice.get("type").is_some_and(|kind| kind == "none");
    if let Some(one) = one_at_most.filter(|_| !is_none) {
        choice.insert("disable_parallel_tool_use".to_owned(), one.into());
    }
    Ok(Some(choice))
}

/// Some refuse to be forced: they are asked, and nearly always do it.
fn asked(choice: &mut Map<String, Value>, writing: &mut Writing<'_>) -> Option<String> {
    let claude = Claude::of_name(writing.target.model);
    let refuses = claude.is_some_and(|claude| !claude.can_be_forced());
    if writing.own() || !refuses || !is_forced(choice) {
        return None;
    }
    writing.drop(Member::ToolChoice);
    choice.insert("type".to_owned(), "auto".into());
    Some(match choice.shift_remove("name") {
        Some(Value::String(name)) => format!("Call the tool `{name}` now, before you answer."),
        _ => "Call one of the tools now, before you answer.".to_owned(),
    })
}

fn of_type(kind: &str) -> Map<String, Value> {
    let mut choice = Map::new();
    choice.insert("type".to_owned(), kind.into());
    choice
}

fn is_forced(choice: &Map<String, Value>) -> bool {
    matches!(
        choice.get("type").and_then(Value::as_str),
        Some("any" | "tool")
    )
}

/// A conversation with calls is refused when there are no tools. Those that were called are named again, and forbidden.
fn remembered<'a>(writing: &mut Writing<'a>) -> Vec<Definition<'a>> {
    let parts = writing.request.turns.iter().flat_map(|turn| &turn.parts);
    let mut known = HashSet::new();
    let called = parts.filter_map(|part| match &part.content {
        Content::ToolCall(call) if known.insert(&call.name) => Some(&call.name),
        _ => None,
    });
    let names = &mut writing.names;
    called
        .map(|name| Definition::Function {
            name: names.fit(name, MAX_NAME),
            description: None,
            input_schema: Some(schema::input(None)),
            strict: None,
            cache_control: None,
            extras: None,
        })
        .collect()
}
