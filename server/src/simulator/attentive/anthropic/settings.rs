//! The rules for everything around the conversation.

use serde_json::{Value, json};

use super::{
    super::{Purpose, Reading, asked::Asked},
    Failure, bad,
    wire::{Format, Request, Thinking, ToolChoice},
};

/// Since this version nobody chooses how a model samples.
const WITHOUT_SAMPLING: &str = "2026-10-21";

const SMALLEST_BUDGET: u64 = 1024;

pub(super) fn check(request: &Request, reading: &Reading<'_>) -> Result<(), Failure> {
    if request.model.is_empty() {
        return Err(bad("model: String should have at least 1 character"));
    }
    match (reading.purpose, request.max_tokens) {
        (Purpose::Generate, None) => return Err(bad("max_tokens: Field required")),
        (Purpose::Generate, Some(0)) => {
            return Err(bad("max_tokens: must be greater than or equal to 1"));
        }
        (Purpose::CountTokens, Some(_)) => {
            return Err(bad("max_tokens: Extra inputs are not permitted"));
        }
        _ => {}
    }
    let sampling = [
        ("temperature", request.temperature),
        ("top_p", request.top_p),
        ("top_k", request.top_k.map(|k| k as f64)),
    ];
    for (name, value) in sampling {
        let Some(value) = value else { continue };
        if reading.purpose == Purpose::CountTokens {
            return Err(bad(format!("{name}: Extra inputs are not permitted")));
        }
        if reading.api_version == Some(WITHOUT_SAMPLING) {
            return Err(bad(format!(
                "{name}: not supported in API version {WITHOUT_SAMPLING}"
            )));
        }
        if value > 1.0 && name != "top_k" {
            return Err(bad(format!(
                "{name}: Input should be less than or equal to 1"
            )));
        }
        if value < 0.0 {
            return Err(bad(format!(
                "{name}: Input should be greater than or equal to 0"
            )));
        }
    }
    let stops = request.stop_sequences.iter().flatten();
    for (index, stop) in stops.enumerate() {
        if stop.trim().is_empty() {
            return Err(bad(format!(
                "stop_sequences.{index}: each stop sequence must contain non-whitespace"
            )));
        }
    }
    if let Some(tier) = &request.service_tier
        && !matches!(tier.as_str(), "auto" | "standard_only")
    {
        return Err(bad(
            "service_tier: Input should be 'auto' or 'standard_only'",
        ));
    }
    thinking(request)?;
    match request
        .output_config
        .as_ref()
        .and_then(|c| c.format.as_ref())
    {
        Some(Format::JsonSchema { schema }) => {
            closed_objects(schema, "output_config.format.schema")
        }
        None => Ok(()),
    }
}

pub(super) fn keep(asked: &mut Asked, request: &Request) {
    asked.set("stop", request.stop_sequences.as_ref().map(|s| json!(s)));
    asked.set("temperature", request.temperature.map(|t| json!(t)));
    asked.set("top_p", request.top_p.map(|p| json!(p)));
    asked.set("top_k", request.top_k.map(|k| json!(k)));
    asked.set(
        "service_tier",
        request.service_tier.clone().map(Value::from),
    );
    let user = request.metadata.as_ref().and_then(|m| m.user_id.clone());
    asked.set("user", user.map(Value::from));
    if let Some(output) = &request.output_config {
        asked.set("effort", output.effort.map(|effort| json!(effort.name())));
        asked.schema = output.format.as_ref().map(|format| match format {
            Format::JsonSchema { schema } => schema.clone(),
        });
    }
    match &request.thinking {
        Some(Thinking::Disabled {}) => asked.thinking.on = false,
        Some(Thinking::Enabled {
            budget_tokens,
            display,
        }) => {
            asked.set("budget", json!(budget_tokens));
            asked.thinking.shown = display.as_deref() != Some("omitted");
        }
        Some(Thinking::Adaptive { display }) => {
            asked.thinking.shown = display.as_deref() != Some("omitted");
        }
        Some(Thinking::BetweenTools {}) | None => {}
    }
    let thinking = request.thinking.as_ref().map(|thinking| match thinking {
        Thinking::Enabled { .. } => "enabled",
        Thinking::Adaptive { .. } => "adaptive",
        Thinking::BetweenTools {} => "between_tools",
        Thinking::Disabled {} => "disabled",
    });
    asked.set("thinking", thinking.map(Value::from));
}

fn thinking(request: &Request) -> Result<(), Failure> {
    let budget = match &request.thinking {
        None | Some(Thinking::Disabled {}) => return Ok(()),
        Some(Thinking::Enabled { budget_tokens, .. }) => Some(*budget_tokens),
        Some(Thinking::Adaptive { .. } | Thinking::BetweenTools {}) => None,
    };
    if let Some(budget) = budget {
        if budget < SMALLEST_BUDGET {
            return Err(bad(format!(
                "thinking.enabled.budget_tokens: Input should be greater than or equal to {SMALLEST_BUDGET}"
            )));
        }
        if request.max_tokens.is_some_and(|most| most <= budget) {
            return Err(bad(
                "`max_tokens` must be greater than `thinking.budget_tokens`.",
            ));
        }
    }
    if request.temperature.is_some_and(|t| t != 1.0) {
        return Err(bad(
            "`temperature` may only be set to 1 when thinking is enabled.",
        ));
    }
    if request.top_k.is_some() {
        return Err(bad("`top_k` must be unset when thinking is enabled."));
    }
    if request.top_p.is_some_and(|p| p < 0.95) {
        return Err(bad(
            "`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.",
        ));
    }
    if matches!(
        request.tool_choice,
        Some(ToolChoice::Any { .. } | ToolChoice::Tool { .. })
    ) {
        return Err(bad(
            "Thinking may not be enabled when tool_choice forces tool use.",
        ));
    }
    Ok(())
}

/// Every object of a schema says that it has no other members.
fn closed_objects(schema: &Value, path: &str) -> Result<(), Failure> {
    if schema["type"] == "object" && schema["additionalProperties"] != json!(false) {
        return Err(bad(format!(
            "{path}: For 'object' type, 'additionalProperties' must be explicitly set to false"
        )));
    }
    match schema {
        Value::Array(values) => values
            .iter()
            .try_for_each(|value| closed_objects(value, path)),
        Value::Object(members) => members
            .values()
            .try_for_each(|value| closed_objects(value, path)),
        _ => Ok(()),
    }
}
