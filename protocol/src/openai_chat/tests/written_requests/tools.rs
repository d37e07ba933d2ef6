//! Tools that the target does not know.

use serde_json::json;

use super::{PLAIN, asked, call, picture, user};
use crate::{
    codec::{Codec, Features},
    hub::{Arguments, Content, Request, Role, Tool, ToolChoice, ToolKind, Turn},
    openai_chat::{
        CODEC,
        tests::{target, written},
    },
};

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
    assert!(refused(&seen, Features::NONE).starts_with("messages.image cannot"));
    let tooled = Request {
        tools: vec![Tool::function("f", None, None)],
        ..asked(vec![user("Hi")])
    };
    assert!(refused(&tooled, Features::NONE).starts_with("tools cannot"));
}
