//! Requests as clients send them that go by older rules, or by none.

use serde_json::{Value, json};

use super::{CODEC, Codec, body, request};
use crate::{
    endpoint::Endpoint,
    hub::{Arguments, Content, ToolChoice},
    request::BadRequest,
};

fn asked(messages: &Value) -> Value {
    json!({"model": "m", "messages": messages})
}

fn refused(json: &Value) -> String {
    let body = json.to_string();
    let read = CODEC.read_request(&Endpoint::ChatCompletions, body.as_bytes());
    read.unwrap_err().to_string()
}

#[test]
fn functions_become_tools_and_find_their_results() {
    let request = request(&json!({
        "model": "m",
        "functions": [{"name": "weather", "parameters": {"type": "object", "properties": {}}}],
        "function_call": {"name": "weather"},
        "messages": [
            {"role": "user", "content": "Weather?"},
            {"role": "assistant", "content": null, "function_call": {"name": "weather", "arguments": "{}"}},
            {"role": "function", "name": "weather", "content": "Sun"},
        ],
    }));
    assert!(request.legacy_functions);
    assert_eq!(request.parallel_tool_calls, Some(false));
    assert_eq!(
        request.tool_choice,
        Some(ToolChoice::Tool("weather".to_owned()))
    );
    let body = body(&request);
    let call = &body["messages"][1]["tool_calls"][0];
    assert_eq!(call["function"]["name"], "weather");
    assert_eq!(body["messages"][2]["role"], "tool");
    assert_eq!(body["messages"][2]["tool_call_id"], call["id"]);
    assert_eq!(body["tools"][0]["function"]["name"], "weather");
}

#[test]
fn older_limits_and_odd_numbers_are_understood() {
    for (members, most) in [
        (json!({"max_tokens": 7}), Some(7)),
        (
            json!({"max_tokens": 7, "max_completion_tokens": 9}),
            Some(9),
        ),
        (json!({"max_tokens": 7.0}), Some(7)),
        (json!({"max_tokens": -1}), None),
        (json!({"max_tokens": null}), None),
    ] {
        let mut asked = asked(&json!([]));
        asked
            .as_object_mut()
            .unwrap()
            .extend(members.as_object().unwrap().clone());
        assert_eq!(request(&asked).max_output, most, "{members}");
    }
}

#[test]
fn an_image_may_be_a_bare_url_and_arguments_an_object() {
    let request = request(&asked(&json!([
        {"role": "user", "content": [{"type": "image_url", "image_url": "https://example.com/a.png"}]},
        {"role": "assistant", "content": "", "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": {"a": 1}}}]},
    ])));
    assert!(
        matches!(&request.turns[0].parts[0].content, Content::Image(media) if media.media_type.is_none())
    );
    let [part] = request.turns[1].parts.as_slice() else {
        panic!("{:?}", request.turns[1]);
    };
    let Content::ToolCall(call) = &part.content else {
        panic!("{part:?}");
    };
    assert_eq!(call.arguments, Arguments::Json("{\"a\":1}".to_owned()));
}

#[test]
fn a_result_without_an_id_answers_the_oldest_call() {
    let body = body(&request(&asked(&json!([
        {"role": "assistant", "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}},
            {"type": "function", "function": {"name": "g", "arguments": "{}"}},
        ]},
        {"role": "tool", "name": "g", "content": "of g"},
        {"role": "tool", "content": "of f"},
    ]))));
    let messages = body["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 3);
    assert_eq!(
        messages[1]["tool_call_id"],
        messages[0]["tool_calls"][1]["id"]
    );
    assert_eq!(messages[2]["tool_call_id"], "a");
}

#[test]
fn either_name_of_the_thought_is_read() {
    for name in ["reasoning_content", "reasoning"] {
        let request = request(&asked(
            &json!([{"role": "assistant", name: "Hm.", "content": "Yes"}]),
        ));
        let thought = Content::Thought(vec!["Hm.".to_owned()]);
        assert_eq!(request.turns[0].parts[0].content, thought);
    }
}

#[test]
fn errors_name_the_place() {
    let model = CODEC.read_request(&Endpoint::ChatCompletions, b"{\"messages\":[]}");
    assert_eq!(model, Err(BadRequest::NoModel));
    for (asked, place) in [
        (json!({"model": "m"}), "`messages`"),
        (asked(&json!([{"content": "x"}])), "`messages[0]`"),
        (asked(&json!([{"role": "owl"}])), "`messages[0].role`"),
        (
            asked(&json!([{"role": "user", "content": 7}])),
            "`messages[0].content`",
        ),
        (
            asked(&json!([{"role": "user", "content": [{"type": "text"}]}])),
            "`messages[0].content[0]`",
        ),
        (
            asked(&json!([{"role": "assistant", "tool_calls": [{"id": "a"}]}])),
            "`messages[0].tool_calls[0]`",
        ),
        (
            json!({"model": "m", "messages": [], "tools": [{"type": "function"}]}),
            "`tools[0]`",
        ),
        (
            json!({"model": "m", "messages": [], "tools": [{"type": "function", "function": {}}]}),
            "`tools[0].function`",
        ),
        (
            json!({"model": "m", "messages": [], "tool_choice": "maybe"}),
            "`tool_choice`",
        ),
    ] {
        let refused = refused(&asked);
        assert!(refused.starts_with(&format!("{place}:")), "{refused}");
    }
}
