//! What OpenAI refuses, and what other clients say that it does not know.

mod tools;

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::ALL;
use crate::{
    codec::{Feature, Purpose, Target, Untranslatable, Written, codec},
    endpoint::Endpoint,
    hub::{OutputFormat, Part, Request, Role, Turn},
    openai_responses::write_request,
};

fn read(client: Dialect, body: &Value) -> Request {
    let endpoint = match client {
        Dialect::Anthropic => Endpoint::Messages,
        Dialect::OpenaiChat => Endpoint::ChatCompletions,
        _ => Endpoint::Responses,
    };
    let body = body.to_string();
    codec(client)
        .read_request(&endpoint, body.as_bytes())
        .unwrap()
}

fn write(request: &Request, target: Target<'_>) -> Result<(Value, Written), Untranslatable> {
    let written = write_request::write(request, &target)?;
    Ok((serde_json::from_slice(&written.body).unwrap(), written))
}

fn of_anthropic(body: &Value) -> Value {
    write(&read(Dialect::Anthropic, body), ALL).unwrap().0
}

fn of_chat(body: &Value) -> Value {
    write(&read(Dialect::OpenaiChat, body), ALL).unwrap().0
}

fn refused(client: Dialect, body: &Value, target: Target<'_>) -> String {
    write(&read(client, body), target).unwrap_err().what
}

fn without(feature: Feature) -> Target<'static> {
    Target {
        features: ALL.features.without(feature),
        ..ALL
    }
}

fn ask(members: &Value) -> Value {
    let mut body =
        json!({"model": "m", "max_tokens": 100, "messages": [{"role": "user", "content": "Hi"}]});
    body.as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    body
}

#[test]
fn nothing_is_stored_and_seals_are_asked_for() {
    let body = of_anthropic(&ask(&json!({})));
    assert_eq!(
        (&body["store"], &body["include"]),
        (&json!(false), &json!(["reasoning.encrypted_content"]))
    );
    let stored = of_chat(&ask(&json!({"store": true})));
    assert_eq!(stored["store"], true);
}

#[test]
fn fewer_output_tokens_than_allowed_become_the_fewest() {
    assert_eq!(
        of_anthropic(&ask(&json!({"max_tokens": 1})))["max_output_tokens"],
        16
    );
}

#[test]
fn system_messages_are_instructions_first_and_items_later() {
    let body = of_chat(&json!({"model": "m", "messages": [
        {"role": "system", "content": "One."}, {"role": "developer", "content": "Two."},
        {"role": "user", "content": "Hi"}, {"role": "system", "content": "Three."}]}));
    assert_eq!(body["instructions"], "One.\n\nTwo.");
    assert_eq!(body["input"][1]["role"], "developer");
}

#[test]
fn what_claude_code_tells_of_itself_stays_behind() {
    let system = json!([{"type": "text", "text": "x-anthropic-billing-header: cc_version=2;"},
        {"type": "text", "text": "You are Claude Code.", "cache_control": {"type": "ephemeral"}}]);
    let request = read(Dialect::Anthropic, &ask(&json!({"system": system})));
    let (body, written) = write(&request, ALL).unwrap();
    assert_eq!(body["instructions"], "You are Claude Code.");
    assert!(
        written
            .dropped
            .names()
            .iter()
            .any(|name| name.ends_with("cache_control"))
    );
}

#[test]
fn a_whole_record_as_user_is_hashed() {
    let record = json!({"device_id": "a".repeat(64), "session_id": "b"}).to_string();
    let body = of_anthropic(&ask(&json!({"metadata": {"user_id": record}})));
    let user = body["safety_identifier"].as_str().unwrap();
    assert!(user.len() == 64 && user.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let short = of_chat(&ask(&json!({"user": "u-1"})));
    assert_eq!(short["safety_identifier"], "u-1");
}

#[test]
fn reasoning_that_nothing_follows_is_left_out() {
    let thought = |seal: &str| json!({"type": "thinking", "thinking": "Hm.", "signature": seal});
    let own = "cngxOm9wZW5haV9yZXNwb25zZXM6czpnQUFBQQ==";
    let said = |parts: Value| {
        let body = json!({"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": parts},
            {"role": "user", "content": "So?"}]});
        let input = of_anthropic(&ask(&body))["input"].take();
        let kinds: Vec<Value> = input
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["type"].clone())
            .collect();
        Value::Array(kinds)
    };
    let text = json!({"type": "text", "text": "Yes."});
    assert_eq!(
        said(json!([thought(own), text])),
        json!(["message", "reasoning", "message", "message"])
    );
    assert_eq!(said(json!([thought(own)])), json!(["message", "message"]));
    assert_eq!(
        said(json!([thought("EqQB"), text])),
        json!(["message", "message", "message"])
    );
}

#[test]
fn an_answer_in_the_history_is_a_text() {
    let body = json!({"messages": [{"role": "user", "content": "Hi"},
        {"role": "assistant", "content": [{"type": "text", "text": "One."}, {"type": "text", "text": "Two."}]},
        {"role": "user", "content": "So?"}]});
    let input = of_anthropic(&ask(&body))["input"].take();
    assert_eq!(
        input[1],
        json!({"type": "message", "role": "assistant", "content": "One."})
    );
    assert_eq!(input[2]["content"], "Two.");
}

#[test]
fn json_is_spoken_of_where_it_is_asked_for() {
    let mut request = Request::new(Dialect::Gemini, "m");
    request.turns = vec![Turn::new(Role::User, vec![Part::text("Name a city.")])];
    request.format = Some(OutputFormat::JsonObject);
    let (body, _) = write(&request, ALL).unwrap();
    assert_eq!(
        body["input"][0]["content"][0]["text"],
        "Answer with a JSON object."
    );
    request.turns[0].parts[0] = Part::text("Name a city in json.");
    let (body, _) = write(&request, ALL).unwrap();
    assert_eq!(body["input"].as_array().unwrap().len(), 1);
}

#[test]
fn a_schema_is_told_in_words_where_it_cannot_be_enforced() {
    let schema =
        json!({"type": "json_schema", "json_schema": {"name": "n", "schema": {"type": "object"}}});
    let request = read(
        Dialect::OpenaiChat,
        &ask(&json!({"response_format": schema})),
    );
    let (body, written) = write(&request, without(Feature::JsonSchema)).unwrap();
    assert_eq!(body["text"]["format"], json!({"type": "json_object"}));
    assert!(
        body["input"][0]["content"][0]["text"]
            .as_str()
            .unwrap()
            .contains(r#"{"type":"object"}"#)
    );
    assert!(
        written
            .dropped
            .names()
            .contains(&"response_format".to_owned())
    );
}

#[test]
fn thoughts_are_summarised_for_who_wants_to_see_them() {
    for (thinking, reasoning) in [
        (json!({"type": "adaptive"}), json!({"summary": "auto"})),
        (
            json!({"type": "enabled", "budget_tokens": 2048}),
            json!({"effort": "medium", "summary": "auto"}),
        ),
        (json!({"type": "disabled"}), json!({"effort": "none"})),
    ] {
        let request = ask(&json!({"max_tokens": 9000, "thinking": thinking}));
        assert_eq!(of_anthropic(&request)["reasoning"], reasoning, "{thinking}");
    }
    let effort = of_chat(&ask(&json!({"reasoning_effort": "low"})));
    assert_eq!(effort["reasoning"], json!({"effort": "low"}));
}

#[test]
fn what_has_no_place_is_dropped_by_its_own_name() {
    let body = ask(
        &json!({"stop": ["x"], "seed": 1, "presence_penalty": 0.5, "logprobs": true, "metadata": {"a": "b"}}),
    );
    let (body, written) = write(&read(Dialect::OpenaiChat, &body), ALL).unwrap();
    assert_eq!(
        written.dropped.names(),
        ["stop", "presence_penalty", "seed", "logprobs"]
    );
    assert_eq!(body["metadata"], json!({"a": "b"}));
}

#[test]
fn what_would_mean_something_else_is_refused() {
    let chat = Dialect::OpenaiChat;
    let tools =
        json!([{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]);
    assert_eq!(refused(chat, &ask(&json!({"n": 2})), ALL), "n");
    assert_eq!(
        refused(
            chat,
            &ask(&json!({"tools": tools})),
            without(Feature::Tools)
        ),
        "tools"
    );
    let anthropic = json!([{"type": "web_search_20250305", "name": "web_search"}]);
    let forced = json!({"tools": anthropic, "tool_choice": {"type": "tool", "name": "web_search"}});
    assert_eq!(
        refused(Dialect::Anthropic, &ask(&forced), ALL),
        "tool_choice"
    );
}

#[test]
fn counting_says_only_what_counting_takes() {
    let target = Target {
        purpose: Purpose::Count,
        ..ALL
    };
    let (body, _) = write(
        &read(
            Dialect::Anthropic,
            &ask(&json!({"stream": true, "system": "S"})),
        ),
        target,
    )
    .unwrap();
    let names: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(names, ["model", "instructions", "input"]);
}

#[test]
fn instructions_alone_are_the_input() {
    let body =
        of_chat(&json!({"model": "m", "messages": [{"role": "system", "content": "Say hello."}]}));
    assert_eq!(body.get("instructions"), None);
    assert_eq!(body["input"][0]["role"], "developer");
    assert_eq!(body["input"][0]["content"][0]["text"], "Say hello.");
}
