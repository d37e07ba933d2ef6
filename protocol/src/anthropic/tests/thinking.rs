//! What is asked of models that think, each generation in its own way.

use routex_entity::Dialect;
use serde_json::{Number, Value, json};

use super::{write_without, written};
use crate::{
    codec::Feature,
    hub::{
        Arguments, Content, Effort, Part, Reasoning, Request, Role, Sampling, Seal, Thinking, Tool,
        ToolCall, ToolChoice, ToolOutput, ToolResult, Turn,
    },
};

fn request(effort: Effort) -> Request {
    Request {
        turns: vec![Turn::new(Role::User, vec![Part::text("Hi")])],
        reasoning: Reasoning {
            effort: Some(effort),
            ..Reasoning::default()
        },
        ..Request::new(Dialect::OpenaiResponses, "gpt-6-sol")
    }
}

/// `thinking`, effort and `max_tokens`.
fn asked(model: &str, request: &Request) -> (Value, Value, u64) {
    let (body, _) = written(model, request);
    let effort = body["output_config"]["effort"].clone();
    (
        body["thinking"].clone(),
        effort,
        body["max_tokens"].as_u64().unwrap(),
    )
}

#[test]
fn older_models_get_a_budget_within_what_they_may_write() {
    let model = "claude-haiku-4-5";
    let enabled = |tokens: u64| json!({ "type": "enabled", "budget_tokens": tokens });
    let none = Value::Null;
    assert_eq!(
        asked(model, &request(Effort::Minimal)),
        (enabled(1_024), none.clone(), 9_216)
    );
    assert_eq!(
        asked(model, &request(Effort::Max)),
        (enabled(16_384), none.clone(), 24_576)
    );
    for (all, budget) in [(1_025, 1_024), (4_000, 3_000), (20_000, 4_096)] {
        let limited = Request {
            max_output: Some(all),
            ..request(Effort::High)
        };
        assert_eq!(asked(model, &limited), (enabled(budget), none.clone(), all));
    }
}

#[test]
fn where_no_budget_fits_there_is_no_thinking() {
    let request = Request {
        max_output: Some(1_024),
        ..request(Effort::High)
    };
    let (body, dropped) = written("claude-haiku-4-5", &request);
    assert_eq!(body.get("thinking"), None);
    assert_eq!(dropped, ["reasoning.effort"]);
}

#[test]
fn newer_models_get_an_effort_that_they_know() {
    let adaptive = json!({ "type": "adaptive" });
    for (model, effort, named) in [
        ("claude-opus-5-5", Effort::Minimal, "low"),
        ("claude-opus-5-5", Effort::Xhigh, "xhigh"),
        ("claude-sonnet-4-6", Effort::Xhigh, "high"),
        ("claude-sonnet-4-6", Effort::Max, "max"),
    ] {
        let (thinking, effort, _) = asked(model, &request(effort));
        assert_eq!(
            (thinking, effort),
            (adaptive.clone(), json!(named)),
            "{model}"
        );
    }
}

#[test]
fn thoughts_are_shown_to_who_asks_or_cannot_ask() {
    let display = |origin, show: Option<&str>, model| {
        let mut request = request(Effort::High);
        request.origin = origin;
        request.reasoning.show = show.map(str::to_owned);
        written(model, &request).0["thinking"]["display"].clone()
    };
    let new = "claude-opus-5-5";
    assert_eq!(display(Dialect::OpenaiChat, None, new), "summarized");
    assert_eq!(
        display(Dialect::OpenaiResponses, Some("auto"), new),
        "summarized"
    );
    assert_eq!(display(Dialect::OpenaiResponses, None, new), Value::Null);
    assert_eq!(display(Dialect::Gemini, Some("false"), new), Value::Null);
    assert_eq!(
        display(Dialect::OpenaiChat, None, "claude-opus-4-6"),
        Value::Null
    );
}

#[test]
fn thinking_is_turned_off_where_that_can_be() {
    let off = request(Effort::None);
    assert_eq!(
        asked("claude-opus-5", &off).0,
        json!({ "type": "disabled" })
    );
    assert_eq!(asked("claude-haiku-4-5", &off).0, Value::Null);
    let (body, dropped) = written("claude-opus-5-5", &off);
    assert_eq!(body.get("thinking"), None);
    assert_eq!(body["output_config"], json!({ "effort": "low" }));
    assert_eq!(dropped, ["reasoning.effort"]);
}

#[test]
fn models_that_cannot_think_are_not_asked_to() {
    let request = request(Effort::High);
    assert_eq!(
        written("claude-3-5-haiku-20241022", &request).1,
        ["reasoning.effort"]
    );
    let lacking = write_without(&[Feature::Reasoning], "claude-opus-5-5", &request).unwrap();
    assert_eq!(lacking.dropped.names(), ["reasoning.effort"]);
}

#[test]
fn a_forced_tool_goes_before_thinking() {
    let request = Request {
        tools: vec![Tool::function("f", None, None)],
        tool_choice: Some(ToolChoice::Required),
        ..request(Effort::High)
    };
    let (body, dropped) = written("claude-haiku-4-5", &request);
    assert_eq!(body["tool_choice"], json!({ "type": "any" }));
    assert_eq!(body.get("thinking"), None);
    assert_eq!(dropped, ["reasoning.effort"]);
}

#[test]
fn sampling_gives_way_to_thinking_and_to_models_that_take_none() {
    let sampling = |temperature: f64, top_p: f64| Sampling {
        temperature: Number::from_f64(temperature),
        top_p: Number::from_f64(top_p),
        top_k: Some(Number::from(40)),
        ..Sampling::default()
    };
    let chosen = |model, effort, sampling| {
        let request = Request {
            sampling,
            ..request(effort)
        };
        let (body, dropped) = written(model, &request);
        let chosen = json!([body["temperature"], body["top_p"], body["top_k"]]);
        (chosen, dropped)
    };
    let old = "claude-sonnet-4-6";
    let all = ["temperature", "top_k", "top_p"];
    let (values, dropped) = chosen(old, Effort::High, sampling(0.5, 0.9));
    assert_eq!(
        (values, dropped),
        (json!([null, null, null]), all.map(str::to_owned).into())
    );
    let (values, dropped) = chosen(old, Effort::High, sampling(1.0, 0.95));
    assert_eq!(
        (values, dropped),
        (json!([null, 0.95, null]), vec!["top_k".to_owned()])
    );
    let (values, dropped) = chosen(old, Effort::None, sampling(1.7, 0.9));
    assert_eq!(
        (values, dropped),
        (json!([1, null, 40]), vec!["top_p".to_owned()])
    );
    let (values, dropped) = chosen("claude-opus-5", Effort::None, sampling(0.5, 1.0));
    assert_eq!(values, json!([null, null, null]));
    assert_eq!(dropped, ["temperature", "top_k"]);
    let (values, _) = chosen("deepseek-chat", Effort::None, sampling(0.5, 0.9));
    assert_eq!(values, json!([0.5, 0.9, 40]));
}

fn tool_loop(thought: Option<Part>) -> Request {
    let call = Part::new(Content::ToolCall(ToolCall {
        id: "call_1".to_owned(),
        name: "f".to_owned(),
        arguments: Arguments::Json(String::new()),
    }));
    let result = Part::new(Content::ToolResult(ToolResult {
        call_id: "call_1".to_owned(),
        name: None,
        output: ToolOutput::Parts(vec![Part::text("1")]),
        is_error: None,
        custom: false,
    }));
    let mut request = request(Effort::High);
    request.tools = vec![Tool::function("f", None, None)];
    request.turns.extend([
        Turn::new(Role::Assistant, thought.into_iter().chain([call]).collect()),
        Turn::new(Role::User, vec![result]),
    ]);
    request
}

#[test]
fn a_tool_loop_that_began_without_a_thought_goes_on_without() {
    let foreign = Part::thought("Hm.", Some(Seal::new(Dialect::Gemini, "G")));
    let own = Part::thought("Hm.", Some(Seal::new(Dialect::Anthropic, "E")));
    for (thought, thinks) in [(None, false), (Some(foreign), false), (Some(own), true)] {
        let request = tool_loop(thought);
        let (body, dropped) = written("claude-haiku-4-5", &request);
        assert_eq!(body.get("thinking").is_some(), thinks);
        assert_eq!(dropped.contains(&"reasoning.effort".to_owned()), !thinks);
        // Adaptive models do not insist.
        let (body, _) = written("claude-opus-5", &request);
        assert_eq!(body["thinking"]["type"], "adaptive");
    }
}

#[test]
fn a_loop_that_is_over_does_not_matter() {
    let mut request = tool_loop(None);
    request
        .turns
        .push(Turn::new(Role::Assistant, vec![Part::text("1")]));
    request
        .turns
        .push(Turn::new(Role::User, vec![Part::text("And now?")]));
    let (body, _) = written("claude-haiku-4-5", &request);
    assert_eq!(body["thinking"]["type"], "enabled");
}

#[test]
fn only_thoughts_that_anthropic_sealed_go_back() {
    let sealed = |origin, redacted| Part {
        seal: Some(Seal {
            redacted,
            ..Seal::new(origin, "S")
        }),
        ..Part::new(Content::Thought(vec!["Hm.".to_owned()]))
    };
    let mut request = request(Effort::High);
    request.turns.push(Turn::new(
        Role::Assistant,
        vec![
            sealed(Dialect::Anthropic, false),
            sealed(Dialect::Anthropic, true),
            sealed(Dialect::OpenaiResponses, false),
            Part::thought("Hm.", None),
            Part::text("Hi."),
        ],
    ));
    let (body, dropped) = written("claude-opus-5-5", &request);
    let expected = json!([
        { "type": "thinking", "thinking": "Hm.", "signature": "S" },
        { "type": "redacted_thinking", "data": "S" },
        { "type": "text", "text": "Hi." },
    ]);
    assert_eq!(body["messages"][1]["content"], expected);
    assert_eq!(dropped, ["input.reasoning"]);
}

#[test]
fn room_to_think_is_made_when_nobody_limits_it() {
    let request = Request {
        reasoning: Reasoning {
            thinking: Some(Thinking::Budget(20_000)),
            ..Reasoning::default()
        },
        ..request(Effort::Max)
    };
    assert_eq!(asked("claude-haiku-4-5", &request).2, 28_192);
    assert_eq!(asked("claude-opus-5-5", &request).2, 24_576);
}
