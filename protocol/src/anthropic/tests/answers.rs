//! Complete answers of other providers, as an Anthropic client gets them.

use routex_entity::{Dialect, TokenUsage};
use serde_json::{Value, json};

use super::context;
use crate::{
    anthropic::CODEC,
    codec::Codec,
    hub::{
        Answer, Arguments, Choice, Content, End, EndReason, Extras, Media, Part, Seal, ToolCall,
        Usage,
    },
};

fn answer(parts: Vec<Part>, reason: EndReason) -> Answer {
    Answer {
        origin: Dialect::OpenaiChat,
        id: "chatcmpl-1".to_owned(),
        model: String::new(),
        created: None,
        choices: vec![Choice {
            parts,
            end: End::new(reason),
            extras: Extras::new(),
        }],
        usage: None,
        extras: Extras::new(),
    }
}

fn written(answer: &Answer) -> Value {
    let body = CODEC.write_answer(answer, &context(Dialect::Anthropic));
    serde_json::from_slice(&body).unwrap()
}

#[test]
fn every_member_that_the_sdk_wants_is_there() {
    let expected = json!({
        "id": "msg_019ab", "type": "message", "role": "assistant", "model": "asked-model",
        "content": [{ "type": "text", "text": "Hi" }],
        "stop_reason": "end_turn", "stop_sequence": null,
        "usage": {
            "input_tokens": 25, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
            "cache_creation": { "ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0 },
            "output_tokens": 1,
        },
    });
    assert_eq!(
        written(&answer(vec![Part::text("Hi")], EndReason::Natural)),
        expected
    );
}

#[test]
fn every_end_has_a_word() {
    let call = || {
        Part::new(Content::ToolCall(ToolCall {
            id: "call_1".to_owned(),
            name: "f".to_owned(),
            arguments: Arguments::Json(String::new()),
        }))
    };
    for (parts, reason, word) in [
        (vec![], EndReason::Natural, "end_turn"),
        (vec![call()], EndReason::Natural, "tool_use"),
        (vec![call()], EndReason::ToolUse, "tool_use"),
        (vec![call()], EndReason::Length, "max_tokens"),
        (
            vec![],
            EndReason::ContextWindow,
            "model_context_window_exceeded",
        ),
        (vec![], EndReason::Refused, "refusal"),
        (vec![], EndReason::Paused, "pause_turn"),
        (vec![], EndReason::Malformed, "end_turn"),
    ] {
        assert_eq!(
            written(&answer(parts, reason))["stop_reason"],
            word,
            "{reason:?}"
        );
    }
    let mut refused = answer(vec![], EndReason::Natural);
    refused.choices.clear();
    assert_eq!(written(&refused)["stop_reason"], "refusal");
    assert_eq!(written(&refused)["content"], json!([]));
}

#[test]
fn an_answer_that_was_lost_says_so() {
    let lost = written(&answer(vec![], EndReason::Malformed));
    assert!(
        lost["content"][0]["text"]
            .as_str()
            .unwrap()
            .contains("could not use")
    );
}

#[test]
fn thoughts_carry_seals_of_any_origin() {
    let seal = Seal::new(Dialect::OpenaiResponses, "gAAA");
    let sealed = Part {
        seal: Some(seal.clone()),
        ..Part::new(Content::Thought(vec!["One.".to_owned(), "Two.".to_owned()]))
    };
    let parts = vec![
        sealed,
        Part::thought("Hm.", None),
        Part::new(Content::Thought(vec![])),
    ];
    let content = written(&answer(parts, EndReason::Natural))["content"].clone();
    let expected = json!([
        { "type": "thinking", "thinking": "One.\n\nTwo.", "signature": seal.to_client(Dialect::Anthropic) },
        { "type": "thinking", "thinking": "Hm.", "signature": "" },
    ]);
    assert_eq!(content, expected);
}

#[test]
fn the_seal_of_a_call_goes_before_it() {
    let seal = Seal::new(Dialect::Gemini, "G");
    let call = Part {
        seal: Some(seal.clone()),
        ..Part::new(Content::ToolCall(ToolCall {
            id: "call_1".to_owned(),
            name: "f".to_owned(),
            arguments: Arguments::Json("{}".to_owned()),
        }))
    };
    let content = written(&answer(vec![call], EndReason::ToolUse))["content"].clone();
    let expected = json!([
        { "type": "thinking", "thinking": "", "signature": seal.to_client(Dialect::Anthropic) },
        { "type": "tool_use", "id": "call_1", "name": "f", "input": {} },
    ]);
    assert_eq!(content, expected);
}

#[test]
fn empty_texts_and_foreign_blocks_are_left_out() {
    let parts = vec![
        Part::text(""),
        Part::new(Content::Foreign(json!({ "type": "web_search_call" }))),
        Part::new(Content::Refusal("No.".to_owned())),
        Part::new(Content::Image(Media::default())),
    ];
    let content = written(&answer(parts, EndReason::Natural))["content"].clone();
    assert_eq!(content[0], json!({ "type": "text", "text": "No." }));
    assert!(content[1]["text"].as_str().unwrap().contains("image"));
}

#[test]
fn usage_adds_up_in_its_own_terms() {
    let mut answer = answer(vec![Part::text("Hi")], EndReason::Natural);
    answer.usage = Some(Usage::from(TokenUsage {
        input: 10,
        cache_read: 20,
        cache_write_short: 3,
        cache_write_long: 4,
        output: 50,
        reasoning: 40,
    }));
    let expected = json!({
        "input_tokens": 10, "cache_creation_input_tokens": 7, "cache_read_input_tokens": 20,
        "cache_creation": { "ephemeral_5m_input_tokens": 3, "ephemeral_1h_input_tokens": 4 },
        "output_tokens": 50, "output_tokens_details": { "thinking_tokens": 40 },
    });
    assert_eq!(written(&answer)["usage"], expected);
}

#[test]
fn imitators_are_understood() {
    let read = |body: &str| CODEC.read_answer(body.as_bytes()).unwrap();
    let called = read(
        r#"{"content":[{"type":"tool_use","id":"t","name":"f","input":{}}],"stop_reason":"end_turn"}"#,
    );
    assert_eq!(called.choices[0].end.reason, EndReason::ToolUse);
    let text = read(r#"{"id":7,"content":"Hi","usage":null,"stop_reason":null}"#);
    assert_eq!(text.choices[0].parts, [Part::text("Hi")]);
    let odd = read(r#"{"content":[{"type":"tool_use"},3,{"type":"text","text":"Hi"}]}"#);
    assert_eq!(odd.choices[0].parts.len(), 3);
    assert_eq!(odd.choices[0].parts[2], Part::text("Hi"));
}
