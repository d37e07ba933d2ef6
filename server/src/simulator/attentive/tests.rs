//! The attentive models over HTTP: what they refuse, and that what they call and think comes back to them.

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::super::tests::{json_of, post_as, text};

const CHAT: &str = "/v1/chat/completions";
const RESPONSES: &str = "/v1/responses";
const MESSAGES: &str = "/v1/messages";
const GEMINI: &str = "/v1beta/models/gemini-3-sim-tools:generateContent";

async fn ask(target: &str, body: Value) -> (StatusCode, Value) {
    let response = post_as(target, body, &[("anthropic-version", "2023-06-01")]).await;
    (response.status(), json_of(response).await)
}

async fn refused(target: &str, body: Value, because: &str) {
    let (status, answer) = ask(target, body).await;
    let message = answer["error"]["message"].as_str().unwrap_or_default();
    assert_eq!(status.as_u16(), 400, "{answer}");
    assert!(message.contains(because), "{message}");
}

fn tool() -> Value {
    json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]})
}

fn messages(members: Value) -> Value {
    let mut body = json!({
        "model": "sim-tools",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": "hi"}],
        "tools": [{"name": "weather", "input_schema": tool()}],
    });
    merge(&mut body, members);
    body
}

fn merge(body: &mut Value, members: Value) {
    if let (Some(body), Value::Object(members)) = (body.as_object_mut(), members) {
        for (name, value) in members {
            if value.is_null() {
                body.remove(&name);
            } else {
                body.insert(name, value);
            }
        }
    }
}

#[actix_web::test]
async fn anthropic_is_strict() {
    let call = json!({"type": "tool_use", "id": "t1", "name": "weather", "input": {}});
    let result = json!({"type": "tool_result", "tool_use_id": "t1", "content": "grey"});
    let turns = |content: Value| {
        json!({"messages": [
            {"role": "user", "content": "hi"},
            {"role": "assistant", "content": [call]},
            {"role": "user", "content": content},
        ]})
    };
    for (members, because) in [
        (json!({"max_tokens": null}), "max_tokens: Field required"),
        (json!({"seed": 1}), "seed: Extra inputs are not permitted"),
        (json!({"temperature": 1.5}), "less than or equal to 1"),
        (json!({"messages": []}), "at least one message"),
        (
            json!({"messages": [{"role": "user", "content": ""}]}),
            "must be non-empty",
        ),
        (
            json!({"messages": [{"role": "tool", "content": "x"}]}),
            "messages.0",
        ),
        (
            turns(json!("and?")),
            "without `tool_result` blocks immediately after: t1",
        ),
        (
            turns(json!([{"type": "text", "text": "so"}, result])),
            "without `tool_result` blocks",
        ),
        (turns(json!([result, result])), "must have a single result"),
        (
            json!({"thinking": {"type": "enabled", "budget_tokens": 100}}),
            "1024",
        ),
        (
            json!({"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 1024}),
            "`max_tokens` must be greater",
        ),
        (
            json!({"tools": [{"name": "a b", "input_schema": tool()}]}),
            "String should match pattern",
        ),
        (
            json!({"tool_choice": {"type": "tool", "name": "other"}}),
            "not found",
        ),
    ] {
        refused(MESSAGES, messages(members), because).await;
    }
    let (status, _) = ask(MESSAGES, messages(turns(json!([result])))).await;
    assert!(status.is_success());
}

#[actix_web::test]
async fn chat_is_strict() {
    let user = json!({"role": "user", "content": "hi"});
    let calling = json!({"role": "assistant", "content": null, "tool_calls": [
        {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}},
    ]});
    let result = json!({"role": "tool", "tool_call_id": "c1", "content": "grey"});
    let body = |members: Value| {
        let mut body = json!({"model": "sim-tools", "messages": [user]});
        merge(&mut body, members);
        body
    };
    for (members, because) in [
        (
            json!({"messages": [{"role": "model", "content": "x"}]}),
            "messages[0]",
        ),
        (json!({"top_k": 1}), "Unknown parameter: 'top_k'."),
        (
            json!({"messages": [user, calling, user]}),
            "did not have response messages: c1",
        ),
        (
            json!({"messages": [user, result]}),
            "must be a response to a preceeding message",
        ),
        (json!({"tools": []}), "empty array"),
        (
            json!({"tool_choice": "auto"}),
            "only allowed when 'tools' are specified",
        ),
        (
            json!({"stream_options": {"include_usage": true}}),
            "only allowed when 'stream'",
        ),
        (
            json!({"stop": ["a", "b", "c", "d", "e"]}),
            "maximum length 4",
        ),
        (
            json!({"response_format": {"type": "json_schema", "json_schema": {
                "name": "x", "strict": true, "schema": tool(),
            }}}),
            "'additionalProperties' is required",
        ),
    ] {
        refused(CHAT, body(members), because).await;
    }
    let fine = body(json!({"messages": [
        {"role": "developer", "content": "be terse"}, user, calling, result,
    ]}));
    let (_, answer) = ask(CHAT, fine).await;
    assert_eq!(
        answer["choices"][0]["message"]["content"],
        "tool results: weather=grey"
    );
}

#[actix_web::test]
async fn responses_are_strict() {
    let call =
        json!({"type": "function_call", "call_id": "c1", "name": "weather", "arguments": "{}"});
    let result = json!({"type": "function_call_output", "call_id": "c1", "output": "grey"});
    let body = |members: Value| {
        let mut body = json!({"model": "sim-tools", "input": "hi"});
        merge(&mut body, members);
        body
    };
    for (members, because) in [
        (json!({"stop": ["x"]}), "Unknown parameter: 'stop'."),
        (json!({"max_output_tokens": 1}), "Expected a value >= 16"),
        (
            json!({"input": [call]}),
            "No tool output found for function call c1.",
        ),
        (
            json!({"input": [result]}),
            "No tool call found for function call output",
        ),
        (
            json!({"input": [{"type": "tool", "id": "x"}]}),
            "unknown variant",
        ),
        (
            json!({"input": [{"role": "assistant", "content": [{"type": "input_text", "text": "x"}]}]}),
            "Supported values are: 'output_text' and 'refusal'.",
        ),
        (
            json!({"input": [{"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "x"}]}),
            "could not be verified",
        ),
    ] {
        refused(RESPONSES, body(members), because).await;
    }
    let (_, answer) = ask(
        RESPONSES,
        body(json!({"input": [{"role": "user", "content": "hi"}, call, result]})),
    )
    .await;
    let text = &answer["output"][0]["content"][0]["text"];
    assert_eq!(text, "tool results: weather=grey");
}

#[actix_web::test]
async fn gemini_is_strict() {
    let user = json!({"role": "user", "parts": [{"text": "hi"}]});
    let call = |signature: Option<&str>| {
        let mut part = json!({"functionCall": {"name": "weather", "args": {}}});
        if let Some(signature) = signature {
            part["thoughtSignature"] = json!(signature);
        }
        json!({"role": "model", "parts": [part]})
    };
    let skipping = call(Some("skip_thought_signature_validator"));
    let result = |name: &str| {
        json!({"role": "user", "parts": [
            {"functionResponse": {"name": name, "response": {"sky": "grey"}}},
        ]})
    };
    for (body, because) in [
        (json!({"contents": []}), "contents is not specified"),
        (
            json!({"contents": [{"role": "assistant", "parts": [{"text": "x"}]}]}),
            "valid role",
        ),
        (
            json!({"contents": [{"role": "user", "parts": []}]}),
            "must not be empty",
        ),
        (
            json!({"contents": [user], "stop": []}),
            "Unknown name \"stop\"",
        ),
        (
            json!({"contents": [user, call(None), result("weather")]}),
            "missing a thought_signature",
        ),
        (
            json!({"contents": [user, skipping, user]}),
            "number of function response parts",
        ),
        (
            json!({"contents": [user, skipping, result("other")]}),
            "match function calls",
        ),
        (
            json!({"contents": [user], "tools": [{"functionDeclarations": [{
                "name": "a", "parameters": {"type": "object", "additionalProperties": false},
            }]}]}),
            "additionalProperties",
        ),
    ] {
        refused(GEMINI, body, because).await;
    }
    let (_, answer) = ask(
        GEMINI,
        json!({"contents": [user, skipping, result("weather")]}),
    )
    .await;
    let text = &answer["candidates"][0]["content"]["parts"][0]["text"];
    assert_eq!(text, "tool results: weather={\"sky\":\"grey\"}");
}

#[actix_web::test]
async fn tools_are_called_as_the_request_allows() {
    for (members, calls) in [
        (json!({}), 2),
        (json!({"tool_choice": {"type": "none"}}), 0),
        (
            json!({"tool_choice": {"type": "tool", "name": "weather"}}),
            1,
        ),
        (
            json!({"tool_choice": {"type": "auto", "disable_parallel_tool_use": true}}),
            1,
        ),
    ] {
        let (_, answer) = ask(MESSAGES, messages(members)).await;
        let content = answer["content"].as_array().cloned().unwrap_or_default();
        let called: Vec<_> = content
            .iter()
            .filter(|block| block["type"] == "tool_use")
            .collect();
        assert_eq!(called.len(), calls, "{answer}");
        assert!(
            called
                .iter()
                .all(|call| call["input"] == json!({"city": "Köln"}))
        );
    }
}

#[actix_web::test]
async fn a_thought_that_was_changed_is_not_believed() {
    let body = messages(json!({"model": "sim-think"}));
    let (_, answer) = ask(MESSAGES, body).await;
    let mut content = answer["content"].clone();
    let id = content[1]["id"].clone();
    let next = |content: &Value| {
        messages(json!({"model": "sim-think", "messages": [
            {"role": "user", "content": "hi"},
            {"role": "assistant", "content": content},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": id, "content": "grey"}]},
        ]}))
    };
    let (status, _) = ask(MESSAGES, next(&content)).await;
    assert!(status.is_success());
    refused(MESSAGES, next(&json!([content[1]])), "Expected `thinking`").await;
    content[0]["thinking"] = json!("Let me think of something else.");
    refused(MESSAGES, next(&content), "Invalid `signature`").await;
}

#[actix_web::test]
async fn a_stream_says_the_same_as_a_whole_answer() {
    let ask = |stream: bool| json!({"model": "sim-think", "stream": stream, "messages": [{"role": "user", "content": "hi"}]});
    let streamed = text(post_as(CHAT, ask(true), &[]).await).await.unwrap();
    for word in ["reasoning_content", "thought", "[DONE]"] {
        assert!(streamed.contains(word), "{streamed}");
    }
}
