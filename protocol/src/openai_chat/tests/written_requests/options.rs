//! Members beside the conversation.

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{PLAIN, asked, roles, user};
use crate::{
    codec::{Codec, Features, Target},
    hub::{Effort, OutputFormat, Part, Reasoning, Request, Role, Schema, Thinking, Tool, Turn},
    openai_chat::{
        CODEC,
        tests::{body, target, written},
    },
};

#[test]
fn a_plain_server_gets_what_all_servers_know() {
    let request = Request {
        system: vec![Part::text("Be brief."), Part::text("Be kind.")],
        turns: vec![
            Turn::new(Role::Developer, vec![Part::text("In French.")]),
            user("Hi"),
        ],
        tools: vec![Tool::function("f", None, None)],
        max_output: Some(5),
        reasoning: Reasoning {
            effort: Some(Effort::Max),
            ..Reasoning::default()
        },
        verbosity: Some("low".to_owned()),
        user: Some("u".to_owned()),
        cache_key: Some("k".to_owned()),
        service_tier: Some("auto".to_owned()),
        store: Some(true),
        ..Request::new(Dialect::OpenaiResponses, "asked")
    };
    let (body, written) = written(&request, PLAIN);
    let expected = json!({
        "model": "m",
        "messages": [
            {"role": "system", "content": "Be brief.\n\nBe kind.\n\nIn French."},
            {"role": "user", "content": "Hi"},
        ],
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}],
        "max_tokens": 5,
        "reasoning_effort": "high",
        "user": "u",
    });
    assert_eq!(body, expected);
    assert_eq!(
        written.dropped.names(),
        ["text.verbosity", "prompt_cache_key", "service_tier"]
    );
}

#[test]
fn openai_gets_its_own_members() {
    let request = Request {
        system: vec![Part::text("Be brief.")],
        turns: vec![user("Hi")],
        max_output: Some(5),
        user: Some("u".repeat(100)),
        cache_key: Some("k".to_owned()),
        stream: true,
        ..Request::new(Dialect::OpenaiResponses, "asked")
    };
    let body = body(&request);
    assert_eq!(roles(&body), ["developer", "user"]);
    assert_eq!(body["max_completion_tokens"], 5);
    assert_eq!(body["safety_identifier"].as_str().unwrap().len(), 64);
    assert_eq!(body["prompt_cache_key"], "k");
    assert_eq!(body["stream_options"], json!({"include_usage": true}));
}

#[test]
fn a_schema_becomes_an_instruction_where_there_are_none() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false});
    let request = Request {
        format: Some(OutputFormat::JsonSchema(Schema {
            schema,
            ..Schema::default()
        })),
        ..asked(vec![user("Hi")])
    };
    let (body, told) = written(&request, PLAIN);
    assert_eq!(body["response_format"], json!({"type": "json_object"}));
    assert!(
        body["messages"][0]["content"]
            .as_str()
            .unwrap()
            .contains("JSON schema")
    );
    assert_eq!(told.dropped.names(), ["output_config.format"]);
    let (body, _) = written(&request, Features::all());
    assert_eq!(body["response_format"]["json_schema"]["strict"], true);
    assert_eq!(body["response_format"]["json_schema"]["name"], "answer");
}

#[test]
fn json_is_spoken_of_when_it_is_wanted() {
    let wanted = |text: &str| Request {
        format: Some(OutputFormat::JsonObject),
        ..asked(vec![user(text)])
    };
    assert_eq!(roles(&body(&wanted("List three"))), ["developer", "user"]);
    assert_eq!(roles(&body(&wanted("List three as Json"))), ["user"]);
}

#[test]
fn a_schema_of_something_else_than_an_object_is_told_in_words() {
    let request = Request {
        format: Some(OutputFormat::JsonSchema(Schema {
            schema: json!({"type": "array", "items": {"type": "string"}}),
            ..Schema::default()
        })),
        ..asked(vec![user("Hi")])
    };
    let (body, told) = written(&request, Features::all());
    assert!(body.get("response_format").is_none());
    assert!(
        body["messages"][0]["content"]
            .as_str()
            .unwrap()
            .contains("JSON schema")
    );
    assert_eq!(told.dropped.names(), ["output_config.format"]);
    let (body, _) = written(&request, PLAIN.with(crate::codec::Feature::JsonSchema));
    assert_eq!(
        body["response_format"]["json_schema"]["schema"]["type"],
        "array"
    );
}

#[test]
fn reasoning_gives_way_to_tools_where_both_cannot_be() {
    let mut request = Request {
        reasoning: Reasoning {
            thinking: Some(Thinking::Adaptive),
            ..Reasoning::default()
        },
        ..asked(vec![user("Hi")])
    };
    let target = Target {
        model: "gpt-6-sol",
        ..target(Features::all())
    };
    let written = CODEC.write_request(&request, &target).unwrap();
    assert!(written.dropped.is_empty());
    request.tools = vec![Tool::function("f", None, None)];
    let written = CODEC.write_request(&request, &target).unwrap();
    let body: Value = serde_json::from_slice(&written.body).unwrap();
    assert_eq!(body["reasoning_effort"], "none");
    assert_eq!(written.dropped.names(), ["thinking"]);
}
