//! OpenAI Chat Completions.

mod conversation;
mod parts;
mod wire;

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{
    super::failure::Failure,
    Reading,
    asked::{Asked, Choice, Tool},
    body::{self, Content},
    openai::{bad, between, effort, name, parameters, strict_schema},
};
use wire::{Mode, Request, ResponseFormat, ToolChoice};

pub(super) fn read(reading: Reading<'_>) -> Result<Asked, Failure> {
    let mut request: Request = body::parse(Dialect::OpenaiChat, reading.body)?;
    check(&request)?;
    let mut asked = Asked::default();
    keep(&mut asked, &request);
    offer(&mut asked, &mut request)?;
    format(&mut asked, request.response_format.take(), reading.body)?;
    conversation::read(&mut asked, request.messages, reading.skill)?;
    Ok(asked)
}

fn check(request: &Request) -> Result<(), Failure> {
    if request.model.is_empty() {
        return Err(bad("model", "you must provide a model parameter"));
    }
    if request.max_tokens.is_some() && request.max_completion_tokens.is_some() {
        return Err(bad(
            "max_tokens",
            "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
        ));
    }
    if request.max_tokens == Some(0) || request.max_completion_tokens == Some(0) {
        return Err(bad(
            "max_completion_tokens",
            "Invalid 'max_completion_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead.",
        ));
    }
    if let Some(Content::Parts(stops)) = &request.stop
        && stops.len() > 4
    {
        return Err(bad(
            "stop",
            format!(
                "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length {} \
                 instead.",
                stops.len()
            ),
        ));
    }
    between("temperature", 0.0, 2.0, request.temperature)?;
    between("top_p", 0.0, 1.0, request.top_p)?;
    between("frequency_penalty", -2.0, 2.0, request.frequency_penalty)?;
    between("presence_penalty", -2.0, 2.0, request.presence_penalty)?;
    effort("reasoning_effort", request.reasoning_effort.as_deref())?;
    if request.n.is_some_and(|n| n != 1) {
        return Err(bad("n", "This model gives one choice: 'n' must be 1."));
    }
    if request.stream_options.is_some() && request.stream != Some(true) {
        return Err(bad(
            "stream_options",
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
        ));
    }
    Ok(())
}

fn keep(asked: &mut Asked, request: &Request) {
    let max_tokens = request.max_completion_tokens.or(request.max_tokens);
    asked.set("max_tokens", max_tokens.map(|most| json!(most)));
    let stops = request.stop.as_ref().map(|stop| match stop {
        Content::Text(stop) => json!([stop]),
        Content::Parts(stops) => json!(stops),
    });
    asked.set("stop", stops);
    asked.set("temperature", request.temperature.map(|t| json!(t)));
    asked.set("top_p", request.top_p.map(|p| json!(p)));
    asked.set("seed", request.seed.map(|seed| json!(seed)));
    asked.set("metadata", request.metadata.clone());
    let texts = [
        ("effort", &request.reasoning_effort),
        ("verbosity", &request.verbosity),
        ("user", &request.user),
        ("safety_identifier", &request.safety_identifier),
        ("prompt_cache_key", &request.prompt_cache_key),
        ("service_tier", &request.service_tier),
    ];
    for (name, text) in texts {
        asked.set(name, text.clone().map(Value::from));
    }
    asked.thinking.on = request.reasoning_effort.as_deref() != Some("none");
}

fn offer(asked: &mut Asked, request: &mut Request) -> Result<(), Failure> {
    let tools = request.tools.take();
    if tools.as_ref().is_some_and(Vec::is_empty) {
        return Err(bad(
            "tools",
            "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.",
        ));
    }
    let offered = tools.is_some();
    for (index, tool) in tools.into_iter().flatten().enumerate() {
        let place = format!("tools[{index}].function");
        let function = match tool {
            wire::Tool::Function { function } => function,
            wire::Tool::Custom { custom } => {
                let named = custom["name"].as_str().unwrap_or_default();
                name(&format!("tools[{index}].custom.name"), named)?;
                continue;
            }
        };
        name(&format!("{place}.name"), &function.name)?;
        parameters(
            &format!("{place}.parameters"),
            &function.name,
            &function.parameters,
        )?;
        if function.strict == Some(true) {
            strict_schema(
                &format!("{place}.parameters"),
                &function.name,
                &function.parameters,
            )?;
        }
        asked.tools.push(Tool {
            name: function.name,
            schema: function.parameters,
        });
    }
    for (name, given) in [
        ("tool_choice", request.tool_choice.is_some()),
        ("parallel_tool_calls", request.parallel_tool_calls.is_some()),
    ] {
        if given && !offered {
            return Err(bad(
                name,
                format!(
                    "Invalid value for '{name}': '{name}' is only allowed when 'tools' are specified."
                ),
            ));
        }
    }
    asked.one_call = request.parallel_tool_calls == Some(false);
    let Some(choice) = request.tool_choice.take() else {
        return Ok(());
    };
    let choice: ToolChoice = body::parse_part(Dialect::OpenaiChat, "tool_choice", choice)?;
    let mode = |mode| match mode {
        Mode::None => Choice::None,
        Mode::Auto => Choice::Auto,
        Mode::Required => Choice::Any,
    };
    asked.choice = match choice {
        ToolChoice::Mode(chosen) => mode(chosen),
        ToolChoice::Function(named) => Choice::Named(named.function.name),
        ToolChoice::Allowed(allowed) => {
            let names: Vec<_> = allowed
                .allowed_tools
                .tools
                .iter()
                .map(|t| &t.function.name)
                .collect();
            asked.tools.retain(|tool| names.contains(&&tool.name));
            mode(allowed.allowed_tools.mode)
        }
    };
    match &asked.choice {
        Choice::Named(name) if !asked.tools.iter().any(|tool| tool.name == *name) => Err(bad(
            "tool_choice",
            format!("Tool choice '{name}' not found in 'tools' parameter."),
        )),
        _ => Ok(()),
    }
}

fn format(asked: &mut Asked, format: Option<ResponseFormat>, body: &[u8]) -> Result<(), Failure> {
    match format {
        None | Some(ResponseFormat::Text {}) => Ok(()),
        Some(ResponseFormat::JsonObject {}) => {
            let messages = serde_json::from_slice::<Value>(body).unwrap_or_default();
            let text = messages["messages"].to_string().to_lowercase();
            if !text.contains("json") {
                return Err(bad(
                    "messages",
                    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
                ));
            }
            Ok(())
        }
        Some(ResponseFormat::JsonSchema { json_schema }) => {
            name("response_format.json_schema.name", &json_schema.name)?;
            let schema = json_schema.schema.unwrap_or_default();
            if json_schema.strict == Some(true) {
                strict_schema("response_format", &json_schema.name, &schema)?;
            }
            asked.schema = Some(schema);
            Ok(())
        }
    }
}
