//! Calls, results and signatures of conversations that other dialects had.

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{body, endpoint, read, target, write};
use crate::{
    codec::Codec,
    endpoint::GeminiAction,
    gemini::CODEC,
    hub::{
        Arguments, Content, Media, Part, Request, Role, Seal, Source, ToolCall, ToolOutput,
        ToolResult, Turn,
    },
};

const THIRD: &str = "gemini-3.1-pro-preview";
const SECOND: &str = "gemini-2.5-pro";
const BYPASS: &str = "skip_thought_signature_validator";

fn call(id: &str) -> Part {
    Part::new(Content::ToolCall(ToolCall {
        id: id.to_owned(),
        name: "look".to_owned(),
        arguments: Arguments::Json("{\"at\":1}".to_owned()),
    }))
}

fn result(id: &str, parts: Vec<Part>, is_error: bool) -> Part {
    Part::new(Content::ToolResult(ToolResult {
        call_id: id.to_owned(),
        name: None,
        output: ToolOutput::Parts(parts),
        is_error: is_error.then_some(true),
        custom: false,
    }))
}

fn image() -> Part {
    Part::new(Content::Image(Media {
        source: Source::Base64("iVBO".to_owned()),
        media_type: Some("image/png".to_owned()),
        ..Media::default()
    }))
}

fn conversation(assistant: Vec<Part>, user: Vec<Part>) -> Request {
    Request {
        turns: vec![
            Turn::new(Role::User, vec![Part::text("Look.")]),
            Turn::new(Role::Assistant, assistant),
            Turn::new(Role::User, user),
        ],
        ..Request::new(Dialect::Anthropic, "m")
    }
}

fn sealed(value: &str) -> Option<Seal> {
    Some(Seal::new(Dialect::Gemini, value))
}

#[test]
fn results_come_first_and_know_their_tool() {
    let request = conversation(
        vec![call("a"), call("b")],
        vec![
            Part::text("Well?"),
            result("a", vec![Part::text("x"), Part::text("y")], false),
            result("b", vec![Part::text("broken")], true),
        ],
    );
    let parts = &body(&request, SECOND)["contents"][2]["parts"];
    let expected = json!([
        {"functionResponse": {"id": "a", "name": "look", "response": {"output": "x\n\ny"}}},
        {"functionResponse": {"id": "b", "name": "look", "response": {"error": "broken"}}},
        {"text": "Well?"},
    ]);
    assert_eq!(parts, &expected);
}

#[test]
fn every_call_has_a_result_and_every_result_a_call() {
    let request = conversation(
        vec![call("a"), call("b")],
        vec![
            Part::text("Never mind."),
            result("b", vec![Part::text("y")], false),
            result("c", vec![Part::text("z")], false),
        ],
    );
    let expected = json!([
        {"functionResponse": {"id": "b", "name": "look", "response": {"output": "y"}}},
        {"functionResponse": {"id": "a", "name": "look", "response": {"error": "No result was given."}}},
        {"text": "Never mind."},
        {"text": "Result of the tool call c:"},
        {"text": "z"},
    ]);
    assert_eq!(body(&request, SECOND)["contents"][2]["parts"], expected);
    let cut = conversation(vec![call("a")], vec![]);
    let last = &body(&cut, SECOND)["contents"][2];
    assert_eq!(last["role"], "user");
    assert_eq!(last["parts"][0]["functionResponse"]["id"], "a");
}

#[test]
fn media_of_a_result_stand_where_the_model_looks() {
    let request = conversation(
        vec![call("a"), call("b")],
        vec![
            result("a", vec![image()], false),
            result("b", vec![Part::text("y")], false),
        ],
    );
    let parts = |model| body(&request, model)["contents"][2]["parts"].clone();
    let media = json!({"inlineData": {"mimeType": "image/png", "data": "iVBO"}});
    let third = parts(THIRD);
    assert_eq!(third[0]["functionResponse"]["parts"], json!([media]));
    assert_eq!(third.as_array().unwrap().len(), 2);
    let second = parts(SECOND);
    let text = json!({"output": "The result is attached."});
    assert_eq!(second[0]["functionResponse"]["response"], text);
    assert_eq!(second[0]["functionResponse"]["parts"], Value::Null);
    assert_eq!(second[1]["functionResponse"]["response"]["output"], "y");
    assert_eq!(second[2], media);
}

#[test]
fn the_first_call_of_a_step_has_a_signature_from_the_third_generation_on() {
    let signatures = |request: &Request, model| {
        let body = body(request, model);
        let parts = body["contents"][1]["parts"].as_array().unwrap().clone();
        let of = |part: Value| part["thoughtSignature"].as_str().map(str::to_owned);
        parts.into_iter().map(of).collect::<Vec<_>>()
    };
    let bypass = Some(BYPASS.to_owned());
    let bare = conversation(vec![Part::text("Hm."), call("a"), call("b")], vec![]);
    assert_eq!(signatures(&bare, THIRD), [None, bypass, None]);
    assert_eq!(signatures(&bare, SECOND), [None, None, None]);
    let mut own = call("a");
    own.seal = sealed("c2ln");
    let own = conversation(vec![own, call("b")], vec![]);
    assert_eq!(signatures(&own, THIRD), [Some("c2ln".to_owned()), None]);
}

#[test]
fn a_seal_that_a_thought_carried_goes_to_what_the_thought_led_to() {
    let thought = Part::thought("I must look.", sealed("c2ln"));
    let request = conversation(vec![thought.clone(), call("a")], vec![]);
    let (body, written) = write(&request, &target(THIRD)).unwrap();
    let parts = body["contents"][1]["parts"].as_array().unwrap();
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0]["thoughtSignature"], "c2ln");
    assert!(written.dropped.is_empty());
    let alone = conversation(vec![thought], vec![]);
    let expected = json!([{"text": "I must look.", "thought": true, "thoughtSignature": "c2ln"}]);
    assert_eq!(super::body(&alone, THIRD)["contents"][1]["parts"], expected);
}

#[test]
fn thoughts_of_others_are_left_out() {
    let foreign = Part::thought("Hm.", Some(Seal::new(Dialect::Anthropic, "EqQB")));
    let request = conversation(vec![foreign, Part::text("Yes.")], vec![]);
    let (body, written) = write(&request, &target(THIRD)).unwrap();
    assert_eq!(body["contents"][1]["parts"], json!([{"text": "Yes."}]));
    assert_eq!(written.dropped.names(), ["messages.thinking"]);
}

#[test]
fn a_proof_comes_back_whatever_alphabet_the_client_has() {
    let seal = Seal::new(Dialect::Anthropic, "EqQB>>>???+/=");
    let sent = seal.to_client(Dialect::Gemini);
    let for_urls = sent.replace('+', "-").replace('/', "_");
    let own = "ab-_";
    let request = read(&json!({"contents": [{"role": "model", "parts": [
        {"text": "Let me ", "thought": true},
        {"text": "think.", "thought": true},
        {"text": "", "thought": true, "thoughtSignature": for_urls},
        {"text": "x", "thoughtSignature": own},
    ]}]}));
    let parts = &request.turns[0].parts;
    assert_eq!(parts.len(), 2);
    assert_eq!(parts[0], Part::thought("Let me think.", Some(seal)));
    assert_eq!(parts[1].seal, sealed(own));
}

#[test]
fn a_count_reads_the_request_inside() {
    let body = json!({"generateContentRequest": {"model": "models/gemini-2.5-pro",
        "contents": [{"parts": [{"text": "Hi"}]}]}});
    let endpoint = endpoint(GeminiAction::CountTokens);
    let request = CODEC.read_request(&endpoint, body.to_string().as_bytes());
    assert_eq!(request.unwrap().turns[0].parts, [Part::text("Hi")]);
    assert_eq!(CODEC.read_count(br#"{"totalTokens": 31}"#), Some(31));
    assert_eq!(CODEC.read_count(b"{}"), None);
}

#[test]
fn a_wrong_member_is_named_with_its_place() {
    for (body, place) in [
        (
            json!({"contents": [{"parts": [{"text": 5}]}]}),
            "contents[0].parts[0].text",
        ),
        (
            json!({"generation_config": {"maxOutputTokens": -1}}),
            "generation_config.maxOutputTokens",
        ),
        (
            json!({"generationConfig": {"thinkingConfig": {"thinkingBudget": -7}}}),
            "generationConfig.thinkingConfig.thinkingBudget",
        ),
    ] {
        let endpoint = endpoint(GeminiAction::Generate);
        let error = CODEC.read_request(&endpoint, body.to_string().as_bytes());
        let error = error.unwrap_err().to_string();
        assert!(error.starts_with(&format!("`{place}`")), "{error}");
    }
}
