//! Tools that must be called, of Claudes that refuse it in one way or another.

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::written;
use crate::hub::{Effort, Part, Request, Role, Tool, ToolChoice, Turn};

fn body(model: &str, choice: ToolChoice, effort: Option<Effort>) -> (Value, Vec<String>) {
    let mut request = Request {
        turns: vec![Turn::new(Role::User, vec![Part::text("Weather?")])],
        tools: vec![Tool::function("get_weather", None, None)],
        tool_choice: Some(choice),
        parallel_tool_calls: Some(false),
        ..Request::new(Dialect::OpenaiChat, "m")
    };
    request.reasoning.effort = effort;
    written(model, &request)
}

#[test]
fn who_cannot_be_forced_is_asked() {
    let named = ToolChoice::Tool("get_weather".to_owned());
    let (body, dropped) = body("claude-opus-5-5", named, Some(Effort::High));
    let auto = json!({ "type": "auto", "disable_parallel_tool_use": true });
    assert_eq!(body["tool_choice"], auto);
    assert_eq!(
        body["system"],
        "Call the tool `get_weather` now, before you answer."
    );
    assert_eq!(body["thinking"]["type"], "adaptive");
    assert_eq!(dropped, ["tool_choice"]);
}

#[test]
fn who_thinks_unasked_is_told_not_to_when_forced() {
    let (body, dropped) = body("claude-sonnet-5", ToolChoice::Required, None);
    assert_eq!(body["tool_choice"]["type"], "any");
    assert_eq!(body["thinking"], json!({ "type": "disabled" }));
    assert!(dropped.is_empty());
}

#[test]
fn older_ones_are_forced_without_a_thought() {
    let (body, dropped) = body("claude-sonnet-4-6", ToolChoice::Required, Some(Effort::Low));
    assert_eq!(body["tool_choice"]["type"], "any");
    assert_eq!(body.get("thinking"), None);
    assert_eq!(dropped, ["reasoning_effort"]);
}
