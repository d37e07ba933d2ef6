//! Requests of other dialects, written for OpenAI and for those who know less.

use routex_entity::Dialect;
use serde_json::{Value, json};

use super::{body, target, written};
use crate::{
    codec::{Codec, Feature, Features},
    hub::{
        Arguments, Content, Effort, Media, OutputFormat, Part, Reasoning, Request, Role, Schema,
        Source, Tool, ToolCall, ToolChoice, ToolKind, ToolOutput, ToolResult, Turn,
    },
    openai_chat::CODEC,
};

/// What a server has that imitates Chat as it was.
const PLAIN: Features = Features::of(&[Feature::Tools, Feature::Images, Feature::Reasoning]);

fn asked(turns: Vec<Turn>) -> Request {
    Request {
        turns,
        ..Request::new(Dialect::Anthropic, "asked")
    }
}

fn user(text: &str) -> Turn {
    Turn::new(Role::User, vec![Part::text(text)])
}

fn call(id: &str) -> Part {
    Part::new(Content::ToolCall(ToolCall {
        id: id.to_owned(),
        name: "look".to_owned(),
        arguments: Arguments::Json(String::new()),
    }))
}

fn result(id: &str, parts: Vec<Part>, is_error: bool) -> Part {
    Part::new(Content::ToolResult(ToolResult {
        call_id: id.to_owned(),
        name: None,
        output: ToolOutput::Parts(parts),
        is_error: Some(is_error),
        custom: false,
    }))
}

fn picture() -> Part {
    Part::new(Content::Image(Media {
        source: Source::Base64("iVBO".to_owned()),
        media_type: Some("image/png".to_owned()),
        ..Media::default()
    }))
}

fn roles(body: &Value) -> Vec<&str> {
    let messages = body["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|message| message["role"].as_str().unwrap())
        .collect()
}

#[test]
fn results_stand_behind_their_calls_and_pictures_behind_them() {
    let body = body(&asked(vec![
        user("Look"),
        Turn::new(Role::Assistant, vec![call("a"), call("b")]),
        Turn::new(
            Role::User,
            vec![
                Part::text("And?"),
                result("b", vec![picture()], false),
                result("a", vec![Part::text("no such file")], true),
            ],
        ),
    ]));
    assert_eq!(roles(&body), ["user", "assistant", "tool", "tool", "user"]);
    let messages = &body["messages"];
    assert_eq!(messages[1]["content"], Value::Null);
    assert_eq!(messages[1]["tool_calls"][0]["function"]["arguments"], "{}");
    assert_eq!(messages[2]["tool_call_id"], "b");
    assert_eq!(messages[3]["content"], "Error: no such file");
    let last = messages[4]["content"].as_array().unwrap();
    assert_eq!(last[0]["text"], "From the result of look (b):");
    assert_eq!(last[1]["image_url"]["url"], "data:image/png;base64,iVBO");
    assert_eq!(last[2]["text"], "And?");
}

#[test]
fn calls_and_results_without_each_other_are_still_valid() {
    let body = body(&asked(vec![
        Turn::new(
            Role::User,
            vec![result("gone", vec![Part::text("42")], false)],
        ),
        Turn::new(Role::Assistant, vec![call("a")]),
        user("Never mind"),
        Turn::new(Role::Assistant, vec![call("a")]),
        Turn::new(
            Role::User,
            vec![result("a", vec![Part::text("late")], false)],
        ),
    ]));
    assert_eq!(
        roles(&body),
        ["user", "assistant", "tool", "user", "assistant", "tool"]
    );
    let messages = &body["messages"];
    assert_eq!(messages[0]["content"], "The result of a tool (gone):\n42");
    assert_eq!(messages[2]["content"], "The call was not answered.");
    assert_eq!(messages[5]["content"], "late");
}

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
fn thoughts_go_to_those_who_want_them_back() {
    let turns = vec![
        Turn::new(
            Role::Assistant,
            vec![Part::thought("Hm.", None), Part::text("Yes"), call("a")],
        ),
        Turn::new(Role::Assistant, vec![call("b")]),
        user("Go on"),
        Turn::new(Role::Assistant, vec![call("c")]),
    ];
    let (wants, _) = written(&asked(turns.clone()), PLAIN.with(Feature::ReasoningContent));
    assert_eq!(wants["messages"][0]["reasoning_content"], "Hm.");
    assert_eq!(wants["messages"][4]["reasoning_content"], " ");
    let (other, told) = written(&asked(turns), PLAIN);
    assert!(other["messages"][0].get("reasoning_content").is_none());
    assert_eq!(told.dropped.names(), ["messages.thinking"]);
}

#[test]
fn custom_tools_become_functions_where_they_are_unknown() {
    let mut said = call("a");
    if let Content::ToolCall(call) = &mut said.content {
        call.arguments = Arguments::Text("ls".to_owned());
    }
    let request = Request {
        tools: vec![Tool {
            kind: ToolKind::Custom {
                name: "look".to_owned(),
                description: None,
                format: Some(
                    json!({"type": "grammar", "syntax": "lark", "definition": "start: A"}),
                ),
            },
            ..Tool::function("", None, None)
        }],
        tool_choice: Some(ToolChoice::Tool("look".to_owned())),
        ..asked(vec![Turn::new(Role::Assistant, vec![said])])
    };
    let (body, told) = written(&request, PLAIN);
    assert_eq!(
        body["tools"][0]["function"]["parameters"]["required"],
        json!(["input"])
    );
    assert_eq!(
        body["tool_choice"],
        json!({"type": "function", "function": {"name": "look"}})
    );
    let call = &body["messages"][0]["tool_calls"][0];
    assert_eq!(call["function"]["arguments"], "{\"input\":\"ls\"}");
    assert_eq!(told.dropped.names(), ["tools.format"]);
    let (body, _) = written(&request, Features::all());
    assert_eq!(
        body["tools"][0]["custom"]["format"]["grammar"]["syntax"],
        "lark"
    );
    assert_eq!(
        body["messages"][0]["tool_calls"][0]["custom"]["input"],
        "ls"
    );
}

#[test]
fn a_choice_of_few_is_made_by_offering_few() {
    let request = Request {
        tools: ["f", "g", "h"]
            .map(|name| Tool::function(name, None, None))
            .into(),
        tool_choice: Some(ToolChoice::Allowed {
            required: true,
            names: vec!["g".to_owned()],
        }),
        ..asked(vec![user("Hi")])
    };
    let (body, _) = written(&request, PLAIN);
    assert_eq!(body["tools"].as_array().unwrap().len(), 1);
    assert_eq!(body["tool_choice"], "required");
    let (body, _) = written(&request, Features::all());
    assert_eq!(body["tools"].as_array().unwrap().len(), 3);
    assert_eq!(
        body["tool_choice"]["allowed_tools"]["tools"][0]["function"]["name"],
        "g"
    );
}

#[test]
fn what_cannot_be_done_is_refused() {
    let hosted = || Tool {
        kind: ToolKind::Hosted(json!({"type": "web_search_20250305", "name": "web_search"})),
        ..Tool::function("", None, None)
    };
    let refused = |request: &Request, features| {
        CODEC
            .write_request(request, &target(features))
            .unwrap_err()
            .to_string()
    };

    let forced = Request {
        tools: vec![hosted()],
        tool_choice: Some(ToolChoice::Required),
        ..asked(vec![user("Hi")])
    };
    assert!(refused(&forced, Features::all()).starts_with("tool_choice cannot"));
    let free = Request {
        tool_choice: None,
        ..forced
    };
    let (body, told) = written(&free, Features::all());
    assert!(body.get("tools").is_none());
    assert_eq!(told.dropped.names(), ["tools.web_search_20250305"]);

    let seen = asked(vec![Turn::new(Role::User, vec![picture()])]);
    assert!(refused(&seen, Features::NONE).starts_with("an image cannot"));
    let tooled = Request {
        tools: vec![Tool::function("f", None, None)],
        ..asked(vec![user("Hi")])
    };
    assert!(refused(&tooled, Features::NONE).starts_with("tools cannot"));
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
fn long_names_and_ids_fit_and_find_back() {
    let long = "mcp__".repeat(30);
    let id = "toolu_".repeat(20);
    let mut request = asked(vec![
        Turn::new(Role::Assistant, vec![call(&id)]),
        Turn::new(Role::User, vec![result(&id, vec![Part::text("ok")], false)]),
    ]);
    request.tools = vec![Tool::function(&long, None, None)];
    request.tool_choice = Some(ToolChoice::Tool(long.clone()));
    let (body, told) = written(&request, Features::all());
    let name = body["tools"][0]["function"]["name"].as_str().unwrap();
    assert_eq!(name.len(), 64);
    assert_eq!(body["tool_choice"]["function"]["name"], name);
    assert_eq!(told.names.original(name), long);
    let messages = &body["messages"];
    assert_eq!(
        messages[0]["tool_calls"][0]["id"].as_str().unwrap().len(),
        40
    );
    assert_eq!(
        messages[1]["tool_call_id"],
        messages[0]["tool_calls"][0]["id"]
    );
}
