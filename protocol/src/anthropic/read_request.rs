//! A client's request.

mod tools;

use routex_entity::Dialect;
use serde::Deserialize;
use serde_json::{Map, Number, Value};

use super::{
    members::{Members, Wrong},
    read_block,
    said::Said,
};
use crate::{
    hub::{Effort, Extras, OutputFormat, Part, Request, Role, Sampling, Schema, Thinking, Turn},
    request::{BadRequest, parse},
};

/// What the hub has no name for goes to `extras`, under a dotted name when it stood deeper.
#[derive(Deserialize)]
struct Body {
    model: Option<String>,
    messages: Vec<Message>,
    system: Option<Said>,
    stream: Option<bool>,
    max_tokens: Option<u64>,
    stop_sequences: Option<Vec<String>>,
    temperature: Option<Number>,
    top_p: Option<Number>,
    top_k: Option<Number>,
    tools: Option<Vec<Members>>,
    tool_choice: Option<Members>,
    thinking: Option<Members>,
    output_config: Option<Map<String, Value>>,
    /// The older place of `output_config.format`.
    output_format: Option<Map<String, Value>>,
    metadata: Option<Members>,
    service_tier: Option<String>,
    #[serde(flatten)]
    extras: Extras,
}

#[derive(Deserialize)]
struct Message {
    role: Speaker,
    content: Said,
    #[serde(flatten)]
    extras: Extras,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Speaker {
    User,
    Assistant,
    System,
}

pub(super) fn read(body: &[u8]) -> Result<Request, BadRequest> {
    let body: Body = parse(body)?;
    let model = body.model.ok_or(BadRequest::NoModel)?;
    let mut request = Request::new(Dialect::Anthropic, model);
    request.extras = body.extras;
    request.extras.retain(|_, value| !value.is_null());
    request.stream = body.stream.unwrap_or(false);
    request.max_output = body.max_tokens;
    request.stop = body.stop_sequences.unwrap_or_default();
    request.sampling = Sampling {
        temperature: body.temperature,
        top_p: body.top_p,
        top_k: body.top_k,
        ..Sampling::default()
    };
    request.service_tier = body.service_tier;
    if let Some(system) = body.system {
        request.system = said("system", system).map_err(refuse)?;
    }
    request.turns = body
        .messages
        .into_iter()
        .enumerate()
        .map(|(index, message)| {
            turn(message).map_err(|wrong| at(&format!("messages[{index}]"), wrong))
        })
        .collect::<Result<_, _>>()?;
    request.tools = tools::tools(body.tools.unwrap_or_default())?;
    if let Some(choice) = body.tool_choice {
        tools::choice(choice, &mut request).map_err(|wrong| at("tool_choice", wrong))?;
    }
    if let Some(thinking) = body.thinking {
        read_thinking(thinking, &mut request).map_err(|wrong| at("thinking", wrong))?;
    }
    let mut output = body.output_config.unwrap_or_default();
    if let Some(format) = body.output_format {
        output
            .entry("format")
            .or_insert_with(|| Value::Object(format));
    }
    read_output(output, &mut request).map_err(|wrong| at("output_config", wrong))?;
    let mut metadata = body.metadata.unwrap_or_default();
    request.user = metadata
        .string("user_id")
        .map_err(|wrong| at("metadata", wrong))?;
    metadata.leave("metadata", &mut request.extras);
    Ok(request)
}

fn at(outer: &str, wrong: Wrong) -> BadRequest {
    refuse(wrong.within(outer))
}

fn refuse(wrong: Wrong) -> BadRequest {
    BadRequest::member(wrong.at, wrong.problem)
}

fn said(at: &str, said: Said) -> Result<Vec<Part>, Wrong> {
    match said {
        Said::Text(text) => Ok(vec![Part::text(text)]),
        Said::Blocks(blocks) => read_block::parts(at, blocks),
    }
}

fn turn(message: Message) -> Result<Turn, Wrong> {
    let role = match message.role {
        Speaker::User => Role::User,
        Speaker::Assistant => Role::Assistant,
        Speaker::System => Role::System,
    };
    let mut extras = message.extras;
    extras.retain(|_, value| !value.is_null());
    Ok(Turn {
        role,
        parts: said("content", message.content)?,
        extras,
    })
}

/// A kind of thinking that the hub does not know stays whole.
fn read_thinking(mut members: Members, request: &mut Request) -> Result<(), Wrong> {
    let thinking = match members.peek("type") {
        Some("enabled") => {
            let budget = members.count("budget_tokens")?;
            Thinking::Budget(budget.ok_or_else(|| Wrong::new("budget_tokens", "is missing"))?)
        }
        Some("adaptive") => Thinking::Adaptive,
        Some("disabled") => Thinking::Off,
        _ => {
            let whole = Value::Object(members.rest());
            request.extras.insert("thinking".to_owned(), whole);
            return Ok(());
        }
    };
    members.value("type");
    request.reasoning.thinking = Some(thinking);
    request.reasoning.show = members.string("display")?;
    members.leave("thinking", &mut request.extras);
    Ok(())
}

fn read_output(output: Map<String, Value>, request: &mut Request) -> Result<(), Wrong> {
    let mut output = Members::new(output);
    let known = output.peek("effort").and_then(Effort::from_name);
    if let Some(effort) = known {
        output.value("effort");
        request.reasoning.effort = Some(effort);
    }
    if let Some(format) = output.object("format")? {
        let mut format = Members::new(format);
        if format.peek("type") == Some("json_schema") {
            format.value("type");
            request.format = Some(OutputFormat::JsonSchema(Schema {
                schema: format.value("schema").unwrap_or_default(),
                ..Schema::default()
            }));
            format.leave("output_config.format", &mut request.extras);
        } else {
            let whole = Value::Object(format.rest());
            request
                .extras
                .insert("output_config.format".to_owned(), whole);
        }
    }
    output.leave("output_config", &mut request.extras);
    Ok(())
}
