//! Answers of other providers to clients with tools of this dialect's kinds.

use std::sync::Arc;

use bytes::BytesMut;
use routex_entity::Dialect;
use serde_json::{Value, json};

use super::context;
use crate::{
    codec::{Context, Names, WriteEvents},
    hub::{
        Answer, Arguments, Choice, Content, End, EndReason, Event, Extras, Opening, Part, Seal,
        ToolCall,
    },
    openai_responses::{read_request, write_answer, write_stream::Writer},
};

/// A client with a namespace and a custom tool.
fn client() -> Context {
    let function = json!({"type": "function", "name": "read", "parameters": {"type": "object"}});
    let body = json!({"model": "asked", "input": "Hi", "metadata": {"a": "b"}, "tools": [
        {"type": "namespace", "name": "mcp__notes__", "description": "d", "tools": [function]},
        {"type": "custom", "name": "patch"}]});
    let request = read_request::read(body.to_string().as_bytes()).unwrap();
    context(request)
}

fn call(name: &str, arguments: &str) -> Part {
    Part::new(Content::ToolCall(ToolCall {
        id: "toolu_1".to_owned(),
        name: name.to_owned(),
        arguments: Arguments::Json(arguments.to_owned()),
    }))
}

fn answered(parts: Vec<Part>, context: &Context) -> Value {
    let answer = Answer {
        origin: Dialect::Anthropic,
        id: "msg_1".to_owned(),
        model: "claude-opus-5-5".to_owned(),
        created: None,
        choices: vec![Choice {
            parts,
            end: End::new(EndReason::ToolUse),
            extras: Extras::new(),
        }],
        usage: None,
        extras: Extras::new(),
    };
    let written = write_answer::write(&answer, context);
    serde_json::from_slice(&written).unwrap()
}

fn streamed(name: &str, pieces: &[&str], context: Context) -> Vec<Value> {
    let mut writer = Writer::new(Arc::new(context));
    let mut out = BytesMut::new();
    let opening = Opening::ToolCall {
        id: "toolu_1".to_owned(),
        name: name.to_owned(),
        custom: false,
    };
    let opened = |part, choice| Event::Opened {
        part,
        choice,
        opening: opening.clone(),
    };
    // A second choice is nothing that a client of this dialect could have asked for.
    let mut events = vec![opened(7, 1), opened(0, 0)];
    events.extend(pieces.iter().map(|text| Event::Piece {
        part: 0,
        text: (*text).to_owned(),
    }));
    events.extend([
        Event::Closed { part: 7 },
        Event::Closed { part: 0 },
        Event::Done,
    ]);
    for event in events {
        writer.event(event, &mut out);
    }
    let text = String::from_utf8(out.to_vec()).unwrap();
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    data.map(|data| serde_json::from_str(data).unwrap())
        .collect()
}

fn kinds(events: &[Value]) -> Vec<&str> {
    let kinds = events.iter().map(|event| event["type"].as_str().unwrap());
    kinds
        .map(|kind| kind.trim_start_matches("response."))
        .collect()
}

#[test]
fn a_call_goes_back_into_its_namespace() {
    let response = answered(vec![call("mcp__notes__read", "{}")], &client());
    let item = &response["output"][0];
    assert_eq!(
        (&item["name"], &item["namespace"]),
        (&json!("read"), &json!("mcp__notes__"))
    );
    assert_eq!(item["call_id"], "toolu_1");
}

#[test]
fn the_function_that_stood_for_a_custom_tool_is_one_again() {
    let events = streamed("patch", &["{\"in", "put\":\"a\\nb\"}"], client());
    let done = events
        .iter()
        .find(|event| event["type"] == "response.output_item.done")
        .unwrap();
    assert_eq!(
        kinds(&events),
        [
            "created",
            "in_progress",
            "output_item.added",
            "custom_tool_call_input.delta",
            "custom_tool_call_input.done",
            "output_item.done",
            "completed"
        ]
    );
    assert_eq!(events[3]["delta"], "a\nb");
    assert_eq!(
        (&done["item"]["type"], &done["item"]["input"]),
        (&json!("custom_tool_call"), &json!("a\nb"))
    );
    let whole = answered(vec![call("patch", r#"{"input":"a\nb"}"#)], &client());
    assert_eq!(whole["output"][0], done["item"]);
}

#[test]
fn no_arguments_are_an_empty_object() {
    let events = streamed("plain", &[], client());
    assert_eq!(events[3]["delta"], "{}");
    assert_eq!(events[4]["arguments"], "{}");
}

#[test]
fn a_shortened_name_is_told_in_full() {
    let mut names = Names::default();
    let long = "n".repeat(80);
    let short = names.fit(&long, 64);
    let context = Context { names, ..client() };
    assert_eq!(
        answered(vec![call(&short, "{}")], &context)["output"][0]["name"],
        long
    );
}

#[test]
fn the_seal_of_a_call_follows_it() {
    let seal = Seal::new(Dialect::Gemini, "c2ln");
    let sealed = Part {
        seal: Some(seal.clone()),
        ..call("plain", "{}")
    };
    let response = answered(vec![sealed, call("plain", "{}")], &client());
    let kinds: Vec<&Value> = response["output"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["type"])
        .collect();
    assert_eq!(kinds, ["function_call", "reasoning", "function_call"]);
    // The client sends it back as it is.
    let body = json!({"model": "m", "input": response["output"]});
    let request = read_request::read(body.to_string().as_bytes()).unwrap();
    let seals: Vec<Option<Seal>> = request
        .turns
        .iter()
        .map(|turn| turn.parts[0].seal.clone())
        .collect();
    assert_eq!(seals, [Some(seal), None]);
}

#[test]
fn the_request_is_told_again() {
    let response = answered(Vec::new(), &client());
    for (name, value) in [
        ("metadata", json!({"a": "b"})),
        ("temperature", json!(1.0)),
        ("parallel_tool_calls", json!(true)),
        ("tool_choice", json!("auto")),
        ("truncation", json!("disabled")),
        (
            "text",
            json!({"format": {"type": "text"}, "verbosity": "medium"}),
        ),
        ("model", json!("claude-opus-5-5")),
        ("instructions", Value::Null),
    ] {
        assert_eq!(response[name], value, "{name}");
    }
    assert_eq!(response["tools"][0]["type"], "namespace");
    assert_eq!(
        response["tools"][1],
        json!({"type": "custom", "name": "patch"})
    );
    assert!(response["id"].as_str().unwrap().starts_with("resp_rx"));
}
