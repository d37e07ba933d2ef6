//! The order of messages that Anthropic insists on, from whatever conversation.

use std::collections::HashSet;

use proptest::prelude::*;
use routex_entity::Dialect;
use serde_json::{Value, json};

use super::written;
use crate::hub::{
    Arguments, Content, Media, Part, Request, Role, Seal, Source, ToolCall, ToolOutput, ToolResult,
    Turn,
};

fn request(turns: Vec<Turn>) -> Request {
    Request {
        turns,
        ..Request::new(Dialect::OpenaiChat, "gpt-6-sol")
    }
}

fn turn(role: Role, parts: impl Into<Vec<Part>>) -> Turn {
    Turn::new(role, parts.into())
}

fn call(id: &str) -> Part {
    Part::new(Content::ToolCall(ToolCall {
        id: id.to_owned(),
        name: "get_weather".to_owned(),
        arguments: Arguments::Json("{\"city\":\"Oslo\"}".to_owned()),
    }))
}

fn result(call_id: &str, text: &str) -> Part {
    Part::new(Content::ToolResult(ToolResult {
        call_id: call_id.to_owned(),
        name: None,
        output: ToolOutput::Parts(vec![Part::text(text)]),
        is_error: None,
        custom: false,
    }))
}

fn messages(turns: Vec<Turn>) -> Value {
    let (body, _) = written("claude-opus-5-5", &request(turns));
    assert_valid(&body);
    body["messages"].clone()
}

fn tool_use(id: &str) -> Value {
    json!({ "type": "tool_use", "id": id, "name": "get_weather", "input": { "city": "Oslo" } })
}

fn tool_result(id: &str, content: &str) -> Value {
    json!({ "type": "tool_result", "tool_use_id": id, "content": content })
}

/// What the API checks before it asks a model.
fn assert_valid(body: &Value) {
    let messages = body["messages"].as_array().unwrap();
    let mut expected = "user";
    let mut open: Vec<&str> = Vec::new();
    let mut ids = HashSet::new();
    for message in messages {
        assert_eq!(message["role"], expected, "{body:#}");
        expected = if expected == "user" {
            "assistant"
        } else {
            "user"
        };
        let blocks = match &message["content"] {
            Value::String(text) => vec![json!({ "type": "text", "text": text })],
            blocks => blocks.as_array().unwrap().clone(),
        };
        assert!(!blocks.is_empty(), "{body:#}");
        for (index, block) in blocks.iter().enumerate() {
            match block["type"].as_str().unwrap() {
                "text" => assert!(!block["text"].as_str().unwrap().trim().is_empty()),
                "tool_result" => {
                    let of = block["tool_use_id"].as_str().unwrap();
                    let at = open.iter().position(|id| *id == of);
                    open.remove(at.unwrap_or_else(|| panic!("orphan {of}: {body:#}")));
                    let first = blocks[..index].iter();
                    assert!(
                        first.clone().all(|block| block["type"] == "tool_result"),
                        "{body:#}"
                    );
                }
                _ => {}
            }
        }
        assert!(open.is_empty(), "unanswered {open:?}: {body:#}");
        if message["role"] == "assistant" {
            let blocks = message["content"].as_array().into_iter().flatten();
            for id in blocks.filter_map(|block| block.get("id")?.as_str()) {
                assert!(ids.insert(id), "twice {id}: {body:#}");
                open.push(id);
            }
        }
    }
    assert!(open.is_empty() && !messages.is_empty(), "{body:#}");
}

#[test]
fn results_come_first_in_the_very_next_turn() {
    let messages = messages(vec![
        turn(Role::User, [Part::text("Weather?")]),
        turn(Role::Assistant, [call("call_1"), call("call_2")]),
        turn(Role::User, [result("call_2", "rain")]),
        turn(Role::User, [Part::text("Hurry.")]),
        turn(Role::User, [result("call_1", "sun")]),
    ]);
    let expected = json!([
        { "role": "user", "content": "Weather?" },
        { "role": "assistant", "content": [tool_use("call_1"), tool_use("call_2")] },
        { "role": "user", "content": [
            tool_result("call_2", "rain"), tool_result("call_1", "sun"), { "type": "text", "text": "Hurry." },
        ] },
    ]);
    assert_eq!(messages, expected);
}

#[test]
fn a_result_that_comes_late_goes_back_to_its_call() {
    let messages = messages(vec![
        turn(Role::User, [Part::text("Weather?")]),
        turn(Role::Assistant, [call("call_1")]),
        turn(Role::User, [Part::text("And?")]),
        turn(Role::Assistant, [Part::text("One moment.")]),
        turn(Role::User, [result("call_1", "sun")]),
    ]);
    assert_eq!(messages[2]["content"][0], tool_result("call_1", "sun"));
    assert_eq!(messages.as_array().unwrap().len(), 5);
    assert_eq!(messages[4]["content"], "Continue.");
}

#[test]
fn a_call_without_a_result_gets_one_that_says_so() {
    for last in [None, Some(turn(Role::User, [Part::text("Never mind.")]))] {
        let mut turns = vec![
            turn(Role::User, [Part::text("Weather?")]),
            turn(Role::Assistant, [call("call_1")]),
        ];
        turns.extend(last);
        let result = &messages(turns)[2]["content"][0];
        assert_eq!(result["tool_use_id"], "call_1");
        assert_eq!(result["is_error"], true);
    }
}

#[test]
fn a_result_without_a_call_is_told_in_words() {
    let messages = messages(vec![turn(Role::User, [result("call_9", "sun")])]);
    let expected = json!([{ "role": "user", "content": [
        { "type": "text", "text": "Result of the tool call call_9:" }, { "type": "text", "text": "sun" },
    ] }]);
    assert_eq!(messages, expected);
}

#[test]
fn calls_of_one_id_are_told_apart() {
    let messages = messages(vec![
        turn(Role::User, [Part::text("Weather?")]),
        turn(Role::Assistant, [call("call_0")]),
        turn(Role::User, [result("call_0", "sun")]),
        turn(Role::Assistant, [call("call_0")]),
        turn(Role::User, [result("call_0", "rain")]),
    ]);
    assert_eq!(messages[3]["content"], json!([tool_use("call_0_2")]));
    assert_eq!(
        messages[4]["content"],
        json!([tool_result("call_0_2", "rain")])
    );
}

#[test]
fn the_user_begins() {
    let messages = messages(vec![turn(Role::Assistant, [Part::text("Hello!")])]);
    assert_eq!(messages[0]["role"], "user");
    assert_eq!(messages[1]["content"], "Hello!");
}

#[test]
fn the_beginning_of_an_answer_ends_without_a_blank() {
    let request = request(vec![
        turn(Role::User, [Part::text("Name?")]),
        turn(Role::Assistant, [Part::text("My name is \n")]),
    ]);
    let (body, _) = written("claude-sonnet-4-5", &request);
    assert_eq!(body["messages"][1]["content"], "My name is");
    // Newer ones refuse to go on from there.
    let (body, _) = written("claude-sonnet-4-6", &request);
    assert_eq!(body["messages"][2]["content"], "Continue.");
}

#[test]
fn nothing_but_instructions_is_what_the_user_says() {
    let request = request(vec![turn(Role::System, [Part::text("Write a haiku.")])]);
    let (body, _) = written("claude-opus-5-5", &request);
    assert_eq!(
        body["messages"],
        json!([{ "role": "user", "content": "Write a haiku." }])
    );
    assert_eq!(body.get("system"), None);
}

#[test]
fn a_later_instruction_stays_where_it_was_said() {
    let messages = messages(vec![
        turn(Role::User, [Part::text("Hi")]),
        turn(Role::Assistant, [call("call_1")]),
        turn(Role::Developer, [Part::text("Answer in French.")]),
        turn(Role::User, [result("call_1", "sun")]),
    ]);
    let said = json!({ "type": "text", "text": "<system>\nAnswer in French.\n</system>" });
    assert_eq!(
        messages[2]["content"],
        json!([tool_result("call_1", "sun"), said])
    );
}

#[test]
fn an_image_of_the_model_is_shown_by_the_user() {
    let image = Part::new(Content::Image(Media {
        source: Source::Base64("iVBORw0KGgo=".to_owned()),
        ..Media::default()
    }));
    let messages = messages(vec![
        turn(Role::User, [Part::text("Draw a cat.")]),
        turn(Role::Assistant, [Part::text("Here."), image]),
        turn(Role::User, [Part::text("Bigger.")]),
    ]);
    assert_eq!(messages[1]["content"], "Here.");
    assert_eq!(messages[2]["content"][0]["type"], "image");
    assert_eq!(
        messages[2]["content"][0]["source"]["media_type"],
        "image/png"
    );
}

fn any_part() -> impl Strategy<Value = Part> {
    let id = "[ab]";
    let seal = Seal::new(Dialect::Anthropic, "E");
    prop_oneof![
        "[ a]{0,2}".prop_map(Part::text),
        id.prop_map(|id| call(&id)),
        (id, "[ a]{0,2}").prop_map(|(id, text)| result(&id, &text)),
        Just(Part::thought("t", Some(seal))),
        Just(Part::thought("t", None)),
    ]
}

fn any_turn() -> impl Strategy<Value = Turn> {
    let role = prop::sample::select(vec![
        Role::User,
        Role::User,
        Role::Assistant,
        Role::Assistant,
        Role::System,
    ]);
    (role, prop::collection::vec(any_part(), 0..4)).prop_map(|(role, mut parts)| {
        // Instructions are text in every dialect.
        parts.retain(|part| role != Role::System || part.as_text().is_some());
        Turn::new(role, parts)
    })
}

proptest! {
    #[test]
    fn every_conversation_becomes_a_valid_one(turns in prop::collection::vec(any_turn(), 0..9)) {
        let mut request = request(turns);
        request.turns.push(turn(Role::User, [Part::text("Go on.")]));
        let (body, _) = written("claude-opus-4-5", &request);
        assert_valid(&body);
    }
}
