//! Messages, and the results of tools among them.

use serde_json::Value;

use super::{PLAIN, asked, call, picture, result, roles, user};
use crate::{
    codec::{Feature, Features},
    hub::{Content, Media, Part, Role, Source, Tool, ToolChoice, Turn},
    openai_chat::tests::{body, written},
};

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
    assert_eq!(messages[0]["content"], "Result of the tool call gone:\n42");
    assert_eq!(messages[2]["content"], "No result was given.");
    assert_eq!(messages[5]["content"], "late");
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

#[test]
fn documents_are_files_with_an_ending_or_text() {
    let document = |source, name: &str| {
        Part::new(Content::Document(Media {
            source,
            name: Some(name.to_owned()),
            ..Media::default()
        }))
    };
    let pdf = document(Source::Base64("JVBERi0=".to_owned()), "Report");
    let note = document(Source::Text("On Monday.".to_owned()), "Note");
    let body = body(&asked(vec![Turn::new(Role::User, vec![pdf, note])]));
    let parts = &body["messages"][0]["content"];
    assert_eq!(parts[0]["file"]["filename"], "Report.pdf");
    assert_eq!(
        parts[0]["file"]["file_data"],
        "data:application/pdf;base64,JVBERi0="
    );
    assert_eq!(parts[1]["text"], "Note\n\nOn Monday.");
}
