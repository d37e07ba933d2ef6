//! The response object around an answer: what the client asked for is told again.

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::{output, read_request::USER, usage::UsageBody, write_request};
use crate::{
    codec::Context,
    hub::{End, EndReason, OutputFormat, Request},
};

#[derive(Debug, Serialize)]
pub(super) struct ResponseBody<'a> {
    pub id: &'a str,
    pub object: &'static str,
    pub created_at: u64,
    pub status: &'static str,
    pub error: Option<Failure>,
    pub incomplete_details: Option<Incomplete>,
    pub model: &'a str,
    pub output: &'a RawValue,
    pub usage: Option<UsageBody<'a>>,
    #[serde(flatten)]
    pub echo: &'a Echo,
}

#[derive(Debug, Serialize)]
pub(super) struct Incomplete {
    reason: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct Failure {
    code: &'static str,
    message: String,
}

/// How it ended, in the words of Responses.
#[derive(Debug)]
pub(super) struct Ending {
    pub status: &'static str,
    pub incomplete_details: Option<Incomplete>,
    pub error: Option<Failure>,
}

impl Ending {
    /// `refuses`: the model declined in words, which is an answer.
    pub(super) fn of(end: &End, refuses: bool) -> Self {
        let incomplete = |reason| Self {
            status: output::INCOMPLETE,
            incomplete_details: Some(Incomplete { reason }),
            error: None,
        };
        match end.reason {
            EndReason::Refused if !refuses => incomplete("content_filter"),
            EndReason::Natural
            | EndReason::StopSequence
            | EndReason::ToolUse
            | EndReason::Refused => Self {
                status: output::COMPLETED,
                incomplete_details: None,
                error: None,
            },
            EndReason::Length | EndReason::ContextWindow | EndReason::Paused => {
                incomplete("max_output_tokens")
            }
            EndReason::Malformed => Self {
                status: output::FAILED,
                incomplete_details: None,
                error: Some(Failure {
                    code: "server_error",
                    message: format!(
                        "the model wrote something that its provider could not use ({}); ask again",
                        end.native
                    ),
                }),
            },
        }
    }

    /// The event that tells it.
    pub(super) fn event(&self) -> &'static str {
        match self.status {
            output::INCOMPLETE => "response.incomplete",
            output::FAILED => "response.failed",
            _ => "response.completed",
        }
    }
}

/// What the request said, and what holds where it said nothing. Kept as text, since a stream tells it three times.
#[derive(Debug)]
pub(super) struct Echo(Vec<(&'static str, Box<RawValue>)>);

impl Echo {
    pub(super) fn new(context: &Context) -> Self {
        let request = &*context.request;
        let said = |name: &str| request.extras.get(name);
        let mut echo = Self(Vec::with_capacity(24));
        echo.put("background", false);
        echo.put("instructions", instructions(request));
        echo.put("max_output_tokens", request.max_output);
        echo.put("max_tool_calls", said("max_tool_calls"));
        echo.put("metadata", said("metadata").unwrap_or(&json!({})));
        echo.put(
            "parallel_tool_calls",
            request.parallel_tool_calls.unwrap_or(true),
        );
        echo.put("previous_response_id", said("previous_response_id"));
        echo.put("prompt_cache_key", request.cache_key.as_deref());
        echo.put("reasoning", reasoning(request));
        echo.put("safety_identifier", request.user.as_deref());
        // Whatever was asked for, no other provider has these tiers.
        echo.put("service_tier", "default");
        echo.put("store", request.store.unwrap_or(true));
        let one = || json!(1.0);
        let sampling = &request.sampling;
        echo.put(
            "temperature",
            sampling.temperature.clone().map_or_else(one, Value::Number),
        );
        echo.put("text", text(request));
        let choice = request.tool_choice.as_ref();
        echo.put(
            "tool_choice",
            choice.map_or_else(
                || Value::from("auto"),
                |choice| write_request::write_choice(choice, &request.tools, true),
            ),
        );
        echo.put("tools", write_request::write_tool_list(&request.tools));
        echo.put("top_logprobs", request.logprobs.unwrap_or(0));
        echo.put(
            "top_p",
            sampling.top_p.clone().map_or_else(one, Value::Number),
        );
        echo.put(
            "truncation",
            said("truncation").unwrap_or(&json!("disabled")),
        );
        echo.put("user", said(USER));
        echo
    }

    fn put(&mut self, name: &'static str, value: impl Serialize) {
        if let Ok(value) = to_raw_value(&value) {
            self.0.push((name, value));
        }
    }
}

impl Serialize for Echo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn instructions(request: &Request) -> Option<String> {
    let texts: Vec<&str> = request
        .system
        .iter()
        .filter_map(|part| part.as_text())
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

fn reasoning(request: &Request) -> Value {
    json!({
        "effort": request.reasoning.as_effort().map(|effort| effort.name()),
        "summary": request.reasoning.show,
    })
}

fn text(request: &Request) -> Value {
    let format = match &request.format {
        None | Some(OutputFormat::Text) => json!({"type": "text"}),
        Some(OutputFormat::JsonObject) => json!({"type": "json_object"}),
        Some(OutputFormat::JsonSchema(schema)) => json!({
            "type": "json_schema",
            "name": schema.name,
            "description": schema.description,
            "schema": schema.schema,
            "strict": schema.strict,
        }),
    };
    json!({"format": format, "verbosity": request.verbosity.as_deref().unwrap_or("medium")})
}
