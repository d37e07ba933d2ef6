//! Tools, and which of them the model may choose.

use serde_json::{Map, Value, json};

use crate::{
    anthropic::members::{Members, Wrong},
    hub::{Request, Tool, ToolChoice, ToolKind},
    request::BadRequest,
};

pub(super) fn tools(tools: Vec<Members>) -> Result<Vec<Tool>, BadRequest> {
    let numbered = tools.into_iter().enumerate();
    numbered
        .map(|(index, definition)| {
            tool(definition).map_err(|wrong| super::at(&format!("tools[{index}]"), wrong))
        })
        .collect()
}

fn tool(mut members: Members) -> Result<Tool, Wrong> {
    // Every other type is one that Claude knows without being told.
    if !matches!(members.peek("type"), None | Some("custom")) {
        let cache = members.value("cache_control");
        return Ok(Tool {
            kind: ToolKind::Hosted(Value::Object(members.rest())),
            cache,
            extras: Map::new(),
        });
    }
    members.value("type");
    let kind = ToolKind::Function {
        name: members.needed_string("name")?,
        description: members.string("description")?,
        parameters: members.value("input_schema"),
        strict: members.bool("strict")?,
    };
    Ok(Tool {
        kind,
        cache: members.value("cache_control"),
        extras: members.rest(),
    })
}

pub(super) fn choice(mut members: Members, request: &mut Request) -> Result<(), Wrong> {
    let one_at_most = members.bool("disable_parallel_tool_use")?;
    let kind = members.needed_string("type")?;
    let choice = match kind.as_str() {
        "auto" => ToolChoice::Auto,
        "any" => ToolChoice::Required,
        "none" => ToolChoice::None,
        "tool" => named(members.needed_string("name")?, request),
        _ => {
            return Err(Wrong::new(
                "type",
                "must be `auto`, `any`, `tool` or `none`",
            ));
        }
    };
    request.tool_choice = Some(choice);
    request.parallel_tool_calls = one_at_most.map(|one| !one);
    members.leave("tool_choice", &mut request.extras);
    Ok(())
}

/// A tool that Claude knows without being told can be forced by its name, too.
fn named(name: String, request: &Request) -> ToolChoice {
    let hosted = request.tools.iter().find_map(|tool| match &tool.kind {
        ToolKind::Hosted(definition) if definition.get("name")?.as_str()? == name => {
            definition.get("type")
        }
        _ => None,
    });
    match hosted {
        Some(kind) => ToolChoice::Hosted(json!({ "type": kind, "name": name })),
        None => ToolChoice::Tool(name),
    }
}
