//! Tools, their calls and results.

use routex_entity::Dialect;
use serde_json::json;

use super::{ALL, ask, of_anthropic, read, without, write};
use crate::codec::Feature;

#[test]
fn tools_get_a_complete_schema_that_is_not_made_strict() {
    let tools = json!([{"name": "list", "input_schema": {"type": "object"}}]);
    let body = of_anthropic(&ask(
        &json!({"tools": tools, "tool_choice": {"type": "any"}}),
    ));
    let tool = &body["tools"][0];
    assert_eq!(tool["strict"], false);
    assert_eq!(
        tool["parameters"],
        json!({"type": "object", "properties": {}})
    );
    assert_eq!(body["tool_choice"], "required");
}

#[test]
fn a_choice_without_tools_is_not_said() {
    let body = of_anthropic(&ask(&json!({"tool_choice": {"type": "auto"}})));
    assert_eq!(body.get("tool_choice"), None);
}

#[test]
fn long_names_are_the_same_everywhere() {
    let name = "mcp__".repeat(20);
    let body = json!({"tools": [{"name": name, "input_schema": {"type": "object"}}],
        "tool_choice": {"type": "tool", "name": name},
        "messages": [{"role": "user", "content": "Hi"},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "t".repeat(90), "name": name, "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t".repeat(90), "content": "ok"}]}]});
    let request = read(Dialect::Anthropic, &ask(&body));
    let (body, written) = write(&request, ALL).unwrap();
    let fitted = body["tools"][0]["name"].as_str().unwrap();
    assert_eq!(written.names.original(fitted), name);
    assert_eq!(body["tool_choice"]["name"], fitted);
    assert_eq!(body["input"][1]["name"], fitted);
    assert_eq!(body["input"][1]["call_id"], body["input"][2]["call_id"]);
    assert!(fitted.len() <= 64 && body["input"][1]["call_id"].as_str().unwrap().len() <= 64);
}

#[test]
fn a_picture_in_a_result_stays_in_the_result() {
    let image = json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBO"}});
    let body = json!({"messages": [{"role": "user", "content": "Hi"},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "shot", "input": {}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "is_error": true,
            "content": [{"type": "text", "text": "seen"}, image]}]}]});
    let request = read(Dialect::Anthropic, &ask(&body));
    let (body, written) = write(&request, ALL).unwrap();
    let output = &body["input"][2]["output"];
    assert_eq!(
        output[0],
        json!({"type": "input_text", "text": "Error: seen"})
    );
    assert_eq!(output[1]["image_url"], "data:image/png;base64,iVBO");
    assert!(written.dropped.is_empty());
    let blind = write(&request, without(Feature::Images)).unwrap_err();
    assert_eq!(blind.what, "messages.image");
}

#[test]
fn custom_tools_become_functions_where_there_are_none() {
    let body = json!({"model": "m", "tools": [{"type": "custom", "name": "patch"}],
        "tool_choice": {"type": "custom", "name": "patch"},
        "input": [{"type": "custom_tool_call", "call_id": "c1", "name": "patch", "input": "x"},
            {"type": "custom_tool_call_output", "call_id": "c1", "output": "ok"}]});
    let request = read(Dialect::OpenaiResponses, &body);
    let (body, _) = write(&request, without(Feature::CustomTools)).unwrap();
    assert_eq!(body["tools"][0]["parameters"]["required"], json!(["input"]));
    assert_eq!(
        body["tool_choice"],
        json!({"type": "function", "name": "patch"})
    );
    assert_eq!(body["input"][0]["arguments"], r#"{"input":"x"}"#);
    assert_eq!(body["input"][1]["type"], "function_call_output");
}

#[test]
fn namespaces_are_flattened_together_with_their_calls() {
    let tool = json!({"type": "function", "name": "read", "parameters": {"type": "object", "properties": {}}});
    let body = json!({"model": "m", "tools": [{"type": "namespace", "name": "crm", "description": "d", "tools": [tool]}],
        "input": [{"type": "function_call", "call_id": "c1", "name": "read", "namespace": "crm", "arguments": "{}"}]});
    let request = read(Dialect::OpenaiResponses, &body);
    let (body, _) = write(&request, without(Feature::HostedTools)).unwrap();
    assert_eq!(body["tools"][0]["name"], "crm__read");
    assert_eq!(body["input"][0]["name"], "crm__read");
    assert_eq!(body["input"][0].get("namespace"), None);
}

#[test]
fn what_cannot_be_strict_here_is_not() {
    let schema = |required| {
        json!({"type": "object", "properties": {"a": {"type": "string"}},
        "required": required, "additionalProperties": false})
    };
    for (required, strict) in [(json!(["a"]), true), (json!([]), false)] {
        let tool = json!({"name": "f", "strict": true, "input_schema": schema(required)});
        let request = read(Dialect::Anthropic, &ask(&json!({"tools": [tool]})));
        let (body, written) = write(&request, ALL).unwrap();
        assert_eq!(body["tools"][0]["strict"], strict);
        assert_eq!(written.dropped.is_empty(), strict);
    }
}
