//! Requests of other dialects, as Anthropic gets them.

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{CODEC, read, target, write_without, written};
use crate::{
    codec::{Codec, Feature, Purpose, Target},
    endpoint::Endpoint,
    hub::{
        Arguments, Content, Media, OutputFormat, Part, Request, Role, Schema, Source, Tool,
        ToolCall, ToolChoice, ToolKind, ToolOutput, ToolResult, Turn,
    },
    request::BadRequest,
};

fn asking(parts: Vec<Part>) -> Request {
    Request {
        turns: vec![Turn::new(Role::User, parts)],
        ..Request::new(Dialect::OpenaiChat, "gpt-6-sol")
    }
}

fn hello() -> Request {
    asking(vec![Part::text("Hi")])
}

fn refusal(request: &Request, lacks: &[Feature]) -> String {
    write_without(lacks, "claude-opus-5-5", request)
        .unwrap_err()
        .what
}

#[test]
fn wrong_members_are_named_by_their_place() {
    let problem = |request: Value| {
        let read = CODEC.read_request(&Endpoint::Messages, request.to_string().as_bytes());
        match read.unwrap_err() {
            BadRequest::Member { at, .. } => at,
            other => other.to_string(),
        }
    };
    let content = |block: Value| json!({ "model": "m", "messages": [{ "role": "user", "content": [block] }] });
    for (request, at) in [
        (
            content(json!({ "type": "text" })),
            "messages[0].content[0].text",
        ),
        (content(json!({})), "messages[0].content[0].type"),
        (
            content(json!({ "type": "image", "source": { "type": "url" } })),
            "messages[0].content[0].source.url",
        ),
        (
            content(
                json!({ "type": "tool_result", "tool_use_id": "t", "content": [{ "type": "text" }] }),
            ),
            "messages[0].content[0].content[0].text",
        ),
        (
            json!({ "model": "m", "messages": [{ "role": "bot", "content": "" }] }),
            "messages[0].role",
        ),
        (
            json!({ "model": "m", "messages": [], "system": [{ "type": "text" }] }),
            "system[0].text",
        ),
        (
            json!({ "model": "m", "messages": [], "tools": [{}] }),
            "tools[0].name",
        ),
        (
            json!({ "model": "m", "messages": [], "thinking": { "type": "enabled" } }),
            "thinking.budget_tokens",
        ),
        (
            json!({ "model": "m", "messages": [], "max_tokens": "9" }),
            "max_tokens",
        ),
    ] {
        assert_eq!(problem(request), at);
    }
    let missing = problem(json!({ "messages": [] }));
    assert_eq!(missing, BadRequest::NoModel.to_string());
}

#[test]
fn what_has_no_counterpart_is_named_as_the_client_does() {
    let names = |origin| {
        let request = Request {
            origin,
            logprobs: Some(2),
            verbosity: Some("low".to_owned()),
            cache_key: Some("k".to_owned()),
            service_tier: Some("flex".to_owned()),
            stop: vec!["\n".to_owned(), "END".to_owned()],
            ..hello()
        };
        let (body, dropped) = written("claude-opus-5-5", &request);
        assert_eq!(body["stop_sequences"], json!(["END"]));
        dropped
    };
    assert_eq!(
        names(Dialect::OpenaiChat),
        [
            "stop",
            "service_tier",
            "logprobs",
            "verbosity",
            "prompt_cache_key"
        ]
    );
    assert_eq!(
        names(Dialect::Gemini)[..3],
        [
            "generationConfig.stopSequences",
            "serviceTier",
            "generationConfig.responseLogprobs"
        ]
    );
}

#[test]
fn what_would_change_the_meaning_is_refused() {
    let medium = |content: fn(Media) -> Content, source| {
        asking(vec![Part::new(content(Media {
            source,
            ..Media::default()
        }))])
    };
    let data = || Source::Base64("AAAA".to_owned());
    assert_eq!(
        refusal(
            &Request {
                choices: Some(2),
                ..hello()
            },
            &[]
        ),
        "n"
    );
    assert_eq!(
        refusal(&medium(Content::Audio, data()), &[]),
        "messages.input_audio"
    );
    assert_eq!(
        refusal(&medium(Content::Image, data()), &[Feature::Images]),
        "messages.image_url"
    );
    assert_eq!(
        refusal(&medium(Content::Document, data()), &[Feature::Documents]),
        "messages.file"
    );
    assert_eq!(
        refusal(
            &medium(Content::Document, Source::File("file_1".to_owned())),
            &[]
        ),
        "messages.file"
    );
    assert_eq!(
        refusal(
            &medium(Content::Image, Source::Url("gs://b/a.png".to_owned())),
            &[]
        ),
        "messages.image_url"
    );
    let tools = vec![Tool::function("f", None, None)];
    assert_eq!(
        refusal(&Request { tools, ..hello() }, &[Feature::Tools]),
        "tools"
    );
    for choice in [
        ToolChoice::Required,
        ToolChoice::Tool("search".to_owned()),
        ToolChoice::Hosted(json!({ "type": "web_search_preview" })),
    ] {
        let request = Request {
            tools: vec![hosted(json!({ "type": "web_search_preview" }))],
            tool_choice: Some(choice),
            ..hello()
        };
        assert_eq!(refusal(&request, &[]), "tool_choice");
    }
}

fn hosted(definition: Value) -> Tool {
    Tool {
        kind: ToolKind::Hosted(definition),
        cache: None,
        extras: serde_json::Map::new(),
    }
}

#[test]
fn foreign_tools_of_a_provider_are_left_out() {
    let request = Request {
        tools: vec![
            hosted(json!({ "type": "web_search_preview" })),
            hosted(json!({ "googleSearch": {} })),
        ],
        ..hello()
    };
    let (body, dropped) = written("claude-opus-5-5", &request);
    assert_eq!(body.get("tools"), None);
    assert_eq!(dropped, ["tools.web_search_preview", "tools.googleSearch"]);
}

#[test]
fn allowed_tools_are_the_only_ones() {
    let names = ["a", "b", "c"];
    let request = Request {
        tools: names.map(|name| Tool::function(name, None, None)).into(),
        tool_choice: Some(ToolChoice::Allowed {
            required: true,
            names: vec!["a".to_owned(), "c".to_owned()],
        }),
        parallel_tool_calls: Some(false),
        ..hello()
    };
    let (body, dropped) = written("claude-haiku-5-5", &request);
    let tools = body["tools"].as_array().unwrap();
    let names: Vec<&Value> = tools.iter().map(|tool| &tool["name"]).collect();
    assert_eq!(names, ["a", "c"]);
    assert_eq!(
        body["tool_choice"],
        json!({ "type": "any", "disable_parallel_tool_use": true })
    );
    assert!(dropped.is_empty());
}

#[test]
fn a_long_name_is_the_same_everywhere_and_found_again() {
    let name = "mcp__".repeat(40);
    let call = ToolCall {
        id: "call.1".to_owned(),
        name: name.clone(),
        arguments: Arguments::Json("[1]".to_owned()),
    };
    let mut request = hello();
    request.tools = vec![Tool::function(&name, None, None)];
    request.tool_choice = Some(ToolChoice::Tool(name.clone()));
    request.turns.push(Turn::new(
        Role::Assistant,
        vec![Part::new(Content::ToolCall(call))],
    ));
    let written = CODEC
        .write_request(&request, &target("claude-haiku-5-5"))
        .unwrap();
    let body: Value = serde_json::from_slice(&written.body).unwrap();
    let short = body["tools"][0]["name"].as_str().unwrap();
    assert_eq!(short.len(), 128);
    assert_eq!(written.names.original(short), name);
    assert_eq!(body["tool_choice"]["name"], short);
    let called = &body["messages"][1]["content"][0];
    assert_eq!(called["name"], short);
    assert_eq!(called["input"], json!({ "arguments": "[1]" }));
    assert_eq!(
        called["id"],
        body["messages"][2]["content"][0]["tool_use_id"]
    );
}

#[test]
fn tools_that_were_called_are_named_even_when_none_is_offered() {
    let call = ToolCall {
        id: "call_1".to_owned(),
        name: "f".to_owned(),
        arguments: Arguments::Json(String::new()),
    };
    let mut request = hello();
    request.turns.push(Turn::new(
        Role::Assistant,
        vec![Part::new(Content::ToolCall(call))],
    ));
    let (body, _) = written("claude-opus-5-5", &request);
    let empty = json!({ "type": "object", "properties": {} });
    assert_eq!(
        body["tools"],
        json!([{ "name": "f", "input_schema": empty }])
    );
    assert_eq!(body["tool_choice"], json!({ "type": "none" }));
}

#[test]
fn a_custom_tool_takes_its_text_in_an_object() {
    let tool = Tool {
        kind: ToolKind::Custom {
            name: "apply_patch".to_owned(),
            description: Some("Applies a patch.".to_owned()),
            format: Some(
                json!({ "type": "grammar", "syntax": "lark", "definition": "start: \"x\"" }),
            ),
        },
        cache: None,
        extras: serde_json::Map::new(),
    };
    let call = ToolCall {
        id: "call_1".to_owned(),
        name: "apply_patch".to_owned(),
        arguments: Arguments::Text("*** Begin".to_owned()),
    };
    let mut request = hello();
    request.tools = vec![tool];
    request.turns.push(Turn::new(
        Role::Assistant,
        vec![Part::new(Content::ToolCall(call))],
    ));
    let (body, dropped) = written("claude-opus-5-5", &request);
    let told = "Applies a patch.\n\n`input` follows this lark grammar:\nstart: \"x\"";
    assert_eq!(body["tools"][0]["description"], told);
    assert_eq!(
        body["messages"][1]["content"][0]["input"],
        json!({ "input": "*** Begin" })
    );
    assert_eq!(dropped, ["tools.custom.format"]);
}

#[test]
fn a_schema_is_enforced_asked_for_or_both_named() {
    let closed = json!({ "type": "object", "properties": { "n": { "type": "integer" } }, "additionalProperties": false });
    let open = json!({ "type": "object", "additionalProperties": true });
    let of = |schema: &Value| Request {
        format: Some(OutputFormat::JsonSchema(Schema {
            name: Some("answer".to_owned()),
            schema: schema.clone(),
            ..Schema::default()
        })),
        ..hello()
    };
    let (body, dropped) = written("claude-opus-5-5", &of(&closed));
    assert_eq!(
        body["output_config"]["format"],
        json!({ "type": "json_schema", "schema": closed })
    );
    assert!(body.get("system").is_none() && dropped.is_empty());
    let (body, dropped) = written("claude-opus-5-5", &of(&open));
    assert!(
        body["system"]
            .as_str()
            .unwrap()
            .ends_with(&open.to_string())
    );
    assert_eq!(dropped, ["response_format"]);
    let lacking = write_without(&[Feature::JsonSchema], "claude-opus-5-5", &of(&closed)).unwrap();
    assert_eq!(lacking.dropped.names(), ["response_format"]);
    let json_mode = Request {
        format: Some(OutputFormat::JsonObject),
        ..hello()
    };
    let (body, dropped) = written("claude-opus-5-5", &json_mode);
    assert!(body["system"].as_str().unwrap().contains("JSON object"));
    assert!(dropped.is_empty());
}

#[test]
fn files_become_what_claude_reads() {
    let source = |media: Media| {
        let (body, _) = written(
            "claude-opus-5-5",
            &asking(vec![Part::new(Content::Document(media))]),
        );
        body["messages"][0]["content"][0]["source"].clone()
    };
    let media = |data: &str, media_type: Option<&str>| Media {
        source: Source::Base64(data.to_owned()),
        media_type: media_type.map(str::to_owned),
        ..Media::default()
    };
    let pdf = json!({ "type": "base64", "media_type": "application/pdf", "data": "JVBERi0x" });
    assert_eq!(source(media("JVBERi0x", None)), pdf);
    let text = json!({ "type": "text", "media_type": "text/plain", "data": "a,b" });
    assert_eq!(source(media("YSxi", Some("text/csv"))), text);
    let inline = Media {
        source: Source::Url("data:application/pdf;base64,JVBERi0x".to_owned()),
        ..Media::default()
    };
    assert_eq!(source(inline), pdf);
    let word = asking(vec![Part::new(Content::Document(media(
        "UEsDBA==",
        Some("application/msword"),
    )))]);
    assert_eq!(refusal(&word, &[]), "messages.file");
}

#[test]
fn a_result_may_be_an_object_or_an_image() {
    let result = |output| {
        Part::new(Content::ToolResult(ToolResult {
            call_id: "call_1".to_owned(),
            name: None,
            output,
            is_error: Some(false),
            custom: false,
        }))
    };
    let call = Part::new(Content::ToolCall(ToolCall {
        id: "call_1".to_owned(),
        name: "f".to_owned(),
        arguments: Arguments::Json("{}".to_owned()),
    }));
    let content = |output| {
        let mut request = hello();
        request
            .turns
            .push(Turn::new(Role::Assistant, vec![call.clone()]));
        request
            .turns
            .push(Turn::new(Role::User, vec![result(output)]));
        written("claude-opus-5-5", &request).0["messages"][2]["content"][0].clone()
    };
    let Value::Object(object) = json!({ "degrees": 18 }) else {
        panic!("no object");
    };
    let expected =
        json!({ "type": "tool_result", "tool_use_id": "call_1", "content": "{\"degrees\":18}" });
    assert_eq!(content(ToolOutput::Object(object)), expected);
    let image = Part::new(Content::Image(Media {
        source: Source::Base64("/9j/4AAQ".to_owned()),
        ..Media::default()
    }));
    let shown = content(ToolOutput::Parts(vec![Part::text(" "), image]));
    assert_eq!(shown["content"][0]["source"]["media_type"], "image/jpeg");
    assert_eq!(content(ToolOutput::Parts(Vec::new())).get("content"), None);
}

#[test]
fn counting_asks_only_for_what_is_counted() {
    let request = read(&json!({
        "model": "m", "max_tokens": 9, "stream": true, "temperature": 0.5, "stop_sequences": ["x"],
        "metadata": { "user_id": "u" }, "service_tier": "auto", "thinking": { "type": "adaptive" },
        "tools": [{ "name": "f", "input_schema": { "type": "object" } }], "tool_choice": { "type": "auto" },
        "system": "s", "messages": [{ "role": "user", "content": "Hi" }],
    }));
    let target = Target {
        purpose: Purpose::Count,
        ..target("claude-opus-5-5")
    };
    let written = CODEC.write_request(&request, &target).unwrap();
    let body: Value = serde_json::from_slice(&written.body).unwrap();
    let mut names: Vec<&String> = body.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(
        names,
        [
            "messages",
            "model",
            "system",
            "thinking",
            "tool_choice",
            "tools"
        ]
    );
    assert_eq!(CODEC.read_count(br#"{"input_tokens":2095}"#), Some(2_095));
    assert_eq!(CODEC.read_count(b"{}"), None);
}

#[test]
fn an_older_place_of_the_format_is_known() {
    let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let request = read(&json!({
        "model": "m", "max_tokens": 9, "messages": [],
        "output_format": { "type": "json_schema", "schema": schema },
    }));
    assert!(
        matches!(request.format, Some(OutputFormat::JsonSchema(read)) if read.schema == schema)
    );
}
