//! Tools, the choice among them, and calls of them, read into the hub.

use std::borrow::Cow;

use serde_json::Value;

use super::nest;
use crate::{
    hub::{Arguments, Content, Extras, Part, Request, Tool, ToolCall, ToolChoice, ToolKind},
    openai_chat::{grammar, wire},
    request::BadRequest,
};

pub(super) fn read(wire: &mut wire::Request<'_>, request: &mut Request) -> Result<(), BadRequest> {
    let tools = wire.tools.take().unwrap_or_default();
    for (index, wire) in tools.into_iter().enumerate() {
        request.tools.push(tool(wire, &format!("tools[{index}]"))?);
    }
    request.parallel_tool_calls = wire.parallel_tool_calls;
    request.tool_choice = match wire.tool_choice.take() {
        Some(given) => Some(choice(given, "tool_choice")?),
        None => None,
    };
    legacy(wire, request)
}

/// As tools were called before there were tools. There was one call an answer.
fn legacy(wire: &mut wire::Request<'_>, request: &mut Request) -> Result<(), BadRequest> {
    let Some(functions) = wire.functions.take().filter(|_| request.tools.is_empty()) else {
        return Ok(());
    };
    for (index, wire) in functions.into_iter().enumerate() {
        let at = format!("functions[{index}]");
        request.tools.push(function(wire, Extras::new(), &at)?);
    }
    if let Some(given) = wire.function_call.take() {
        request.tool_choice = Some(choice(given, "function_call")?);
    }
    request.legacy_functions = true;
    request.parallel_tool_calls = Some(false);
    Ok(())
}

fn tool(mut wire: wire::Tool<'_>, at: &str) -> Result<Tool, BadRequest> {
    match wire.kind.as_deref().unwrap_or("function") {
        "function" => match wire.function.take() {
            Some(given) => {
                let mut extras = wire.extras;
                let mut given = given;
                nest(&mut extras, "function", std::mem::take(&mut given.extras));
                function(given, extras, &format!("{at}.function"))
            }
            None => Err(missing(at, "function")),
        },
        "custom" => match wire.custom.take() {
            Some(custom) => {
                let mut extras = wire.extras;
                nest(&mut extras, "custom", custom.extras);
                Ok(Tool {
                    kind: ToolKind::Custom {
                        name: named(custom.name, &format!("{at}.custom"))?,
                        description: custom.description.map(Cow::into_owned),
                        format: custom
                            .format
                            .map(|format| grammar::flat(format.into_owned())),
                    },
                    cache: None,
                    extras,
                })
            }
            None => Err(missing(at, "custom")),
        },
        _ => Ok(Tool {
            kind: ToolKind::Hosted(serde_json::to_value(&wire).unwrap_or_default()),
            cache: None,
            extras: Extras::new(),
        }),
    }
}

fn function(wire: wire::Function<'_>, mut extras: Extras, at: &str) -> Result<Tool, BadRequest> {
    let cache = extras.shift_remove("cache_control");
    Ok(Tool {
        kind: ToolKind::Function {
            name: named(wire.name, at)?,
            description: wire.description.map(Cow::into_owned),
            parameters: wire.parameters.map(Cow::into_owned),
            strict: wire.strict,
        },
        cache,
        extras,
    })
}

fn choice(given: Value, at: &str) -> Result<ToolChoice, BadRequest> {
    let text = match given {
        Value::String(text) => text,
        given => return object(given, at),
    };
    Ok(match text.as_str() {
        "auto" => ToolChoice::Auto,
        "none" => ToolChoice::None,
        // Mistral's word for it.
        "required" | "any" => ToolChoice::Required,
        _ => {
            return Err(BadRequest::member(
                at,
                "must be none, auto, required or an object",
            ));
        }
    })
}

fn object(given: Value, at: &str) -> Result<ToolChoice, BadRequest> {
    let choice: wire::ToolChoice = serde_json::from_value(given.clone())
        .map_err(|error| BadRequest::member(at, error.to_string()))?;
    if let Some(allowed) = choice.allowed_tools {
        let names = allowed.tools.into_iter().filter_map(name).collect();
        return Ok(ToolChoice::Allowed {
            required: allowed.mode.as_deref() == Some("required"),
            names,
        });
    }
    match name(choice) {
        Some(name) => Ok(ToolChoice::Tool(name)),
        None if given.get("type").is_some() => Ok(ToolChoice::Hosted(given)),
        None => Err(missing(at, "type")),
    }
}

fn name(choice: wire::ToolChoice) -> Option<String> {
    let inside = choice.function.or(choice.custom).map(|tool| tool.name);
    inside.or(choice.name).filter(|name| !name.is_empty())
}

/// A call of a message. `None`: it names no tool. `otherwise` is its id when it has none.
pub(in crate::openai_chat) fn call(
    wire: wire::Call<'_>,
    otherwise: impl FnOnce() -> String,
) -> Option<Part> {
    let (name, arguments) = match (wire.function, wire.custom) {
        (Some(function), _) => (
            function.name,
            Arguments::Json(function.arguments.into_owned()),
        ),
        (None, Some(custom)) => (custom.name, Arguments::Text(custom.input.into_owned())),
        (None, None) => return None,
    };
    let id = wire.id.filter(|id| !id.is_empty());
    Some(Part {
        extras: wire.extras,
        ..Part::new(Content::ToolCall(ToolCall {
            id: id.map_or_else(otherwise, Cow::into_owned),
            name: name.into_owned(),
            arguments,
        }))
    })
}

fn named(name: Cow<'_, str>, at: &str) -> Result<String, BadRequest> {
    if name.is_empty() {
        return Err(missing(at, "name"));
    }
    Ok(name.into_owned())
}

fn missing(at: &str, name: &str) -> BadRequest {
    BadRequest::member(at, format!("has no `{name}`"))
}
