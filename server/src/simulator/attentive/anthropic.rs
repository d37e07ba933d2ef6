//! Anthropic Messages.

mod blocks;
mod conversation;
mod settings;
mod wire;

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{
    super::failure::Failure,
    Purpose, Reading,
    asked::{Asked, Choice, Tool},
    body,
    names::is_plain,
};
use wire::{Block, Request, ToolChoice};

/// Letters, digits, underscores and hyphens.
const LONGEST_NAME: usize = 128;

pub(super) fn read(reading: Reading<'_>) -> Result<Asked, Failure> {
    if reading.api_version.is_none() {
        return Err(bad("anthropic-version: header is required"));
    }
    let mut request: Request = body::parse(Dialect::Anthropic, reading.body)?;
    settings::check(&request, &reading)?;
    check_breakpoints(reading.body)?;

    let mut asked = Asked::default();
    if let Some(system) = request.system.take() {
        let texts = system.into_parts(Block::text).into_iter().enumerate();
        let texts = texts.map(|(index, block)| blocks::system(index, block));
        asked.set(
            "system",
            json!(texts.collect::<Result<Vec<_>, _>>()?.join("\n")),
        );
    }
    asked.tools = tools(request.tools.take())?;
    choose(&mut asked, request.tool_choice.take())?;
    settings::keep(&mut asked, &request);
    if let Some(max_tokens) = request.max_tokens
        && reading.purpose == Purpose::Generate
    {
        asked.set("max_tokens", json!(max_tokens));
    }
    conversation::read(&mut asked, request.messages, reading.skill)?;
    Ok(asked)
}

fn tools(tools: Option<Vec<Value>>) -> Result<Vec<Tool>, Failure> {
    let mut read: Vec<Tool> = Vec::new();
    for (index, tool) in tools.into_iter().flatten().enumerate() {
        let of_the_provider = tool["type"].as_str().is_some_and(|kind| kind != "custom");
        if of_the_provider {
            continue;
        }
        let place = format!("tools.{index}");
        let tool: wire::Tool = body::parse_part(Dialect::Anthropic, &place, tool)?;
        if !is_plain(&tool.name, LONGEST_NAME) {
            return Err(bad(format!(
                "{place}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'"
            )));
        }
        if read.iter().any(|other| other.name == tool.name) {
            return Err(bad("tools: Tool names must be unique."));
        }
        if tool.input_schema.get("type") != Some(&json!("object")) {
            return Err(bad(format!(
                "{place}.custom.input_schema.type: Input should be 'object'"
            )));
        }
        read.push(Tool {
            name: tool.name,
            schema: Value::Object(tool.input_schema),
        });
    }
    Ok(read)
}

fn choose(asked: &mut Asked, choice: Option<ToolChoice>) -> Result<(), Failure> {
    let Some(choice) = choice else {
        return Ok(());
    };
    if asked.tools.is_empty() {
        return Err(bad(
            "tool_choice: tool_choice may only be specified while providing tools",
        ));
    }
    let one_call;
    (asked.choice, one_call) = match choice {
        ToolChoice::Auto {
            disable_parallel_tool_use,
        } => (Choice::Auto, disable_parallel_tool_use),
        ToolChoice::Any {
            disable_parallel_tool_use,
        } => (Choice::Any, disable_parallel_tool_use),
        ToolChoice::Tool {
            name,
            disable_parallel_tool_use,
        } => (Choice::Named(name), disable_parallel_tool_use),
        ToolChoice::None {} => (Choice::None, None),
    };
    asked.one_call = one_call.unwrap_or_default();
    match &asked.choice {
        Choice::Named(name) if !asked.tools.iter().any(|tool| tool.name == *name) => Err(bad(
            format!("tool_choice.tool: Tool '{name}' not found in provided tools"),
        )),
        _ => Ok(()),
    }
}

/// At most four places may be marked for the cache.
fn check_breakpoints(body: &[u8]) -> Result<(), Failure> {
    fn count(value: &Value) -> usize {
        match value {
            Value::Array(values) => values.iter().map(count).sum(),
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| match name.as_str() {
                    "cache_control" => usize::from(!value.is_null()),
                    "input" | "input_schema" => 0,
                    _ => count(value),
                })
                .sum(),
            _ => 0,
        }
    }
    let found = serde_json::from_slice(body).map_or(0, |body| count(&body));
    if found > 4 {
        return Err(bad(format!(
            "A maximum of 4 blocks with cache_control may be provided. Found {found}."
        )));
    }
    Ok(())
}

fn bad(message: impl Into<String>) -> Failure {
    Failure::new(400, message)
}
