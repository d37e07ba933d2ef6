//! OpenAI Responses.

mod conversation;
mod parts;
mod wire;

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{
    super::failure::Failure,
    Purpose, Reading,
    asked::{Asked, Choice, Tool},
    body,
    openai::{bad, between, effort, name, parameters, strict_schema},
};
use wire::{Format, Mode, Request, ToolChoice};

const SEALS: &str = "reasoning.encrypted_content";

const INCLUDABLE: [&str; 7] = [
    SEALS,
    "code_interpreter_call.outputs",
    "computer_call_output.output.image_url",
    "file_search_call.results",
    "message.input_image.image_url",
    "message.output_text.logprobs",
    "web_search_call.action.sources",
];

pub(super) fn read(reading: Reading<'_>) -> Result<Asked, Failure> {
    let mut request: Request = body::parse(Dialect::OpenaiResponses, reading.body)?;
    check(&request, reading.purpose)?;
    let mut asked = Asked::default();
    keep(&mut asked, &request);
    offer(&mut asked, &mut request)?;
    format(&mut asked, &mut request)?;
    conversation::read(&mut asked, request.instructions, request.input, &reading)?;
    Ok(asked)
}

fn check(request: &Request, purpose: Purpose) -> Result<(), Failure> {
    if request.model.is_empty() {
        return Err(bad("model", "Missing required parameter: 'model'."));
    }
    if purpose == Purpose::CountTokens {
        let settings = [
            ("max_output_tokens", request.max_output_tokens.is_some()),
            ("temperature", request.temperature.is_some()),
            ("include", request.include.is_some()),
        ];
        if let Some((name, _)) = settings.iter().find(|(_, given)| *given) {
            return Err(bad(*name, format!("Unknown parameter: '{name}'.")));
        }
    }
    if let Some(most) = request.max_output_tokens
        && most < 16
    {
        return Err(bad(
            "max_output_tokens",
            format!(
                "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got {most} instead."
            ),
        ));
    }
    between("temperature", 0.0, 2.0, request.temperature)?;
    between("top_p", 0.0, 1.0, request.top_p)?;
    for (at, wanted) in request.include.iter().flatten().enumerate() {
        if !INCLUDABLE.contains(&wanted.as_str()) {
            return Err(bad(
                format!("include[{at}]"),
                format!("Invalid value: '{wanted}'. Supported values are: {INCLUDABLE:?}."),
            ));
        }
    }
    if let Some(truncation) = &request.truncation
        && !matches!(truncation.as_str(), "auto" | "disabled")
    {
        return Err(bad(
            "truncation",
            format!("Invalid value: '{truncation}'. Supported values are: 'auto' and 'disabled'."),
        ));
    }
    if request.conversation.is_some() && request.previous_response_id.is_some() {
        return Err(bad(
            "previous_response_id",
            "Mutually exclusive parameters: 'conversation' and 'previous_response_id'.",
        ));
    }
    let reasoning = request.reasoning.as_ref();
    effort(
        "reasoning.effort",
        reasoning.and_then(|r| r.effort.as_deref()),
    )
}

fn keep(asked: &mut Asked, request: &Request) {
    asked.set(
        "max_tokens",
        request.max_output_tokens.map(|most| json!(most)),
    );
    asked.set("temperature", request.temperature.map(|t| json!(t)));
    asked.set("top_p", request.top_p.map(|p| json!(p)));
    asked.set("metadata", request.metadata.clone());
    let reasoning = request.reasoning.as_ref();
    let effort = reasoning.and_then(|reasoning| reasoning.effort.clone());
    asked.thinking.on = effort.as_deref() != Some("none");
    asked.thinking.shown = reasoning.is_some_and(|reasoning| reasoning.summary.is_some());
    let included = request.include.iter().flatten();
    asked.thinking.sealed = included.into_iter().any(|wanted| wanted == SEALS);
    let texts = [
        ("effort", &effort),
        ("user", &request.user),
        ("safety_identifier", &request.safety_identifier),
        ("prompt_cache_key", &request.prompt_cache_key),
        ("service_tier", &request.service_tier),
    ];
    for (name, text) in texts {
        asked.set(name, text.clone().map(Value::from));
    }
    let verbosity = request
        .text
        .as_ref()
        .and_then(|text| text.verbosity.clone());
    asked.set("verbosity", verbosity.map(Value::from));
    let summary = reasoning.and_then(|reasoning| reasoning.summary.as_ref());
    let summary = summary.map(|summary| match summary {
        wire::Summary::Auto => "auto",
        wire::Summary::Concise => "concise",
        wire::Summary::Detailed => "detailed",
    });
    asked.set("summary", summary.map(Value::from));
}

fn offer(asked: &mut Asked, request: &mut Request) -> Result<(), Failure> {
    for (index, tool) in request.tools.take().into_iter().flatten().enumerate() {
        let place = format!("tools[{index}]");
        match tool["type"].as_str() {
            Some("function") => {}
            Some(_) => continue,
            None => {
                let param = format!("{place}.type");
                return Err(bad(
                    &param,
                    format!("Missing required parameter: '{param}'."),
                ));
            }
        }
        let function: wire::Function = body::parse_part(Dialect::OpenaiResponses, &place, tool)?;
        name(&format!("{place}.name"), &function.name)?;
        let parameters_at = format!("{place}.parameters");
        parameters(&parameters_at, &function.name, &function.parameters)?;
        if function.strict == Some(true) {
            strict_schema(&parameters_at, &function.name, &function.parameters)?;
        }
        asked.tools.push(Tool {
            name: function.name,
            schema: function.parameters,
        });
    }
    asked.one_call = request.parallel_tool_calls == Some(false);
    let Some(choice) = request.tool_choice.take() else {
        return Ok(());
    };
    let choice: ToolChoice = body::parse_part(Dialect::OpenaiResponses, "tool_choice", choice)?;
    let mode = |mode| match mode {
        Mode::None => Choice::None,
        Mode::Auto => Choice::Auto,
        Mode::Required => Choice::Any,
    };
    asked.choice = match choice {
        ToolChoice::Mode(chosen) => mode(chosen),
        ToolChoice::One(named) => Choice::Named(named.name),
        ToolChoice::Allowed(allowed) => {
            let names: Vec<_> = allowed.tools.iter().map(|tool| &tool.name).collect();
            asked.tools.retain(|tool| names.contains(&&tool.name));
            mode(allowed.mode)
        }
    };
    match &asked.choice {
        Choice::Named(name) if !asked.tools.iter().any(|tool| tool.name == *name) => Err(bad(
            "tool_choice",
            format!("Tool choice '{name}' not found in 'tools' parameter."),
        )),
        Choice::Any if asked.tools.is_empty() => Err(bad(
            "tool_choice",
            "Tool choice 'required' must be specified with 'tools' parameter.",
        )),
        _ => Ok(()),
    }
}

fn format(asked: &mut Asked, request: &mut Request) -> Result<(), Failure> {
    let format = request.text.take().and_then(|text| text.format);
    if let Some(Format::JsonSchema {
        name: named,
        schema,
        strict,
        ..
    }) = format
    {
        name("text.format.name", &named)?;
        if strict == Some(true) {
            strict_schema("text.format.schema", &named, &schema)?;
        }
        asked.schema = Some(schema);
    }
    Ok(())
}
