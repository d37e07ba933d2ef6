//! Google Gemini.

mod conversation;
mod parts;
mod schema;
mod wire;

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{
    super::failure::Failure,
    Purpose, Reading,
    asked::{Asked, Choice, Tool},
    body,
    names::is_function,
};
use wire::{CountRequest, FunctionCallingConfig, GenerationConfig, Mode, Request};

const MOST_STOPS: usize = 5;

pub(super) fn read(reading: Reading<'_>) -> Result<Asked, Failure> {
    let mut request = request(&reading)?;
    let mut asked = Asked::default();
    if let Some(system) = request.system_instruction.take() {
        let texts = system.parts.into_iter().map(|part| part.text);
        let texts: Option<Vec<String>> = texts.collect();
        let texts = texts.filter(|texts| !texts.is_empty());
        let texts = texts.ok_or_else(|| bad("system_instruction: parts must be text"))?;
        asked.set("system", json!(texts.join("\n")));
    }
    for (index, tool) in request.tools.take().into_iter().flatten().enumerate() {
        declare(&mut asked, index, tool)?;
    }
    let config = request.tool_config.take();
    choose(
        &mut asked,
        config.and_then(|config| config.function_calling_config),
    )?;
    let config = request.generation_config.take().unwrap_or_default();
    settings(&mut asked, config)?;
    conversation::read(&mut asked, request.contents, &reading)?;
    Ok(asked)
}

fn request(reading: &Reading<'_>) -> Result<Request, Failure> {
    if reading.purpose == Purpose::Generate {
        return body::parse(Dialect::Gemini, reading.body);
    }
    let count: CountRequest = body::parse(Dialect::Gemini, reading.body)?;
    match (count.contents, count.generate_content_request) {
        (None, Some(request)) => {
            if !request["model"].is_string() {
                return Err(bad(
                    "* CountTokensRequest.generate_content_request.model: model is not specified",
                ));
            }
            body::parse_part(Dialect::Gemini, "generate_content_request", request)
        }
        (Some(contents), None) => Ok(Request {
            contents,
            system_instruction: None,
            tools: None,
            tool_config: None,
            generation_config: None,
            _model: None,
            _safety_settings: None,
            _cached_content: None,
            _labels: None,
            _store: None,
            _service_tier: None,
        }),
        _ => Err(bad(
            "* CountTokensRequest: exactly one of contents and generate_content_request must be set",
        )),
    }
}

fn declare(asked: &mut Asked, index: usize, tool: wire::Tool) -> Result<(), Failure> {
    let declarations = tool.function_declarations.into_iter().flatten();
    for (at, declared) in declarations.enumerate() {
        let place = format!("tools[{index}].function_declarations[{at}]");
        if !is_function(&declared.name) {
            return Err(bad(format!(
                "* GenerateContentRequest.{place}.name: [FIELD_INVALID] Invalid function name. Must start with a letter or \
                 an underscore. Must be alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), \
                 with a maximum length of 64."
            )));
        }
        if asked.tools.iter().any(|tool| tool.name == declared.name) {
            return Err(bad(format!(
                "Duplicate function declaration found: {}",
                declared.name
            )));
        }
        let schema = match (declared.parameters, declared.parameters_json_schema) {
            (Some(_), Some(_)) => {
                return Err(bad(format!(
                    "* GenerateContentRequest.{place}: parameters and parameters_json_schema are mutually exclusive."
                )));
            }
            (Some(own), None) => {
                schema::check(&format!("{place}.parameters"), &own)?;
                own
            }
            (None, schema) => schema.unwrap_or_else(|| json!({"type": "object"})),
        };
        asked.tools.push(Tool {
            name: declared.name,
            schema,
        });
    }
    Ok(())
}

fn choose(asked: &mut Asked, config: Option<FunctionCallingConfig>) -> Result<(), Failure> {
    let Some(config) = config else {
        return Ok(());
    };
    if asked.tools.is_empty() {
        return Err(bad(
            "Function calling config is set without function_declarations.",
        ));
    }
    let mode = config.mode.unwrap_or(Mode::Auto);
    asked.choice = match mode {
        Mode::Auto | Mode::Validated => Choice::Auto,
        Mode::Any => Choice::Any,
        Mode::None => Choice::None,
    };
    let Some(allowed) = config
        .allowed_function_names
        .filter(|names| !names.is_empty())
    else {
        return Ok(());
    };
    if !matches!(mode, Mode::Any | Mode::Validated) {
        return Err(bad(
            "Function calling config: allowed_function_names should be set only when function calling mode is ANY.",
        ));
    }
    let unknown = allowed
        .iter()
        .find(|name| !asked.tools.iter().any(|tool| tool.name == **name));
    if let Some(name) = unknown {
        return Err(bad(format!(
            "Function calling config: allowed function name '{name}' is not in function_declarations."
        )));
    }
    if let (Choice::Any, [only]) = (&asked.choice, allowed.as_slice()) {
        asked.choice = Choice::Named(only.clone());
    }
    asked.tools.retain(|tool| allowed.contains(&tool.name));
    Ok(())
}

fn settings(asked: &mut Asked, config: GenerationConfig) -> Result<(), Failure> {
    let within = |name: &str, value: Option<f64>, highest: f64| match value {
        Some(value) if !(0.0..=highest).contains(&value) => Err(bad(format!(
            "* GenerateContentRequest.generation_config.{name}: {name} must be in the range [0.0, {highest:?}]."
        ))),
        _ => Ok(()),
    };
    within("temperature", config.temperature, 2.0)?;
    within("top_p", config.top_p, 1.0)?;
    if config.candidate_count.is_some_and(|count| count != 1) {
        return Err(bad("Multiple candidates is not enabled for this model"));
    }
    if config.max_output_tokens == Some(0) {
        return Err(bad("max_output_tokens must be positive."));
    }
    let stops = config.stop_sequences.as_ref().map_or(0, Vec::len);
    if stops > MOST_STOPS {
        return Err(bad(format!(
            "Unable to submit request because it has {stops} stop sequences; at most {MOST_STOPS} are supported."
        )));
    }
    asked.schema = match (config.response_schema, config.response_json_schema) {
        (Some(_), Some(_)) => {
            return Err(bad(
                "* GenerateContentRequest.generation_config: response_schema and response_json_schema are mutually exclusive.",
            ));
        }
        (Some(own), None) => {
            schema::check("generation_config.response_schema", &own)?;
            Some(own)
        }
        (None, schema) => schema,
    };
    let wants_json = config.response_mime_type.as_deref() == Some("application/json");
    if asked.schema.is_some() && !wants_json {
        return Err(bad(
            "* GenerateContentRequest.generation_config.response_schema: only allowed when response_mime_type is \
             application/json.",
        ));
    }
    asked.set(
        "max_tokens",
        config.max_output_tokens.map(|most| json!(most)),
    );
    asked.set("stop", config.stop_sequences.map(|stops| json!(stops)));
    asked.set("temperature", config.temperature.map(|t| json!(t)));
    asked.set("top_p", config.top_p.map(|p| json!(p)));
    asked.set("top_k", config.top_k.map(|k| json!(k)));
    asked.set("seed", config.seed.map(|seed| json!(seed)));
    let Some(thinking) = config.thinking_config else {
        asked.thinking.shown = false;
        return Ok(());
    };
    if thinking.thinking_budget.is_some() && thinking.thinking_level.is_some() {
        return Err(bad(
            "You can only set only one of thinking budget and thinking level.",
        ));
    }
    asked.thinking.shown = thinking.include_thoughts.unwrap_or_default();
    asked.thinking.on = thinking.thinking_budget != Some(0);
    asked.set(
        "budget",
        thinking.thinking_budget.map(|budget| json!(budget)),
    );
    let level = thinking.thinking_level.map(|level| match level {
        wire::Level::Minimal => "minimal",
        wire::Level::Low => "low",
        wire::Level::Medium => "medium",
        wire::Level::High => "high",
    });
    asked.set("effort", level.map(Value::from));
    Ok(())
}

fn bad(message: impl Into<String>) -> Failure {
    Failure::new(400, message)
}
