//! Clients that cannot carry a provider's sealed reasoning still get through a tool loop with it.

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, Reply, Seen, TestApp, answers};
use serde_json::{Value, json};

use super::PROVIDER;

/// A provider that calls a tool, and goes on only when it sees its own reasoning again.
async fn forgetful() -> FakeProvider {
    let provider = FakeProvider::start().await;
    provider.respond(|seen: &Seen| {
        let request = seen.json();
        let messages = request["messages"].as_array().cloned().unwrap_or_default();
        let Some(turn) = messages.iter().rev().find(|one| one["role"] == "assistant") else {
            return calls();
        };
        let expected = json!({ "type": "thinking", "thinking": "Hm", "signature": "sig-1" });
        if turn["content"][0] == expected {
            answers::good(PROVIDER, "Sunny.", false)
        } else {
            answers::refusal(PROVIDER, 400)
        }
    });
    provider
}

fn calls() -> Reply {
    let mut body = answers::whole(PROVIDER, "");
    body["stop_reason"] = json!("tool_use");
    body["content"] = json!([
        { "type": "thinking", "thinking": "Hm", "signature": "sig-1" },
        { "type": "text", "text": "Let me look." },
        { "type": "tool_use", "id": "toolu_1", "name": "weather", "input": { "city": "Ulm" } },
    ]);
    Reply::json(200, &body)
}

async fn chat(app: &TestApp, messages: &Value) -> Value {
    let request = json!({
        "model": "m",
        "messages": messages,
        "reasoning_effort": "high",
        "tools": [{ "type": "function", "function": {
            "name": "weather",
            "parameters": { "type": "object", "properties": { "city": { "type": "string" } } },
        } }],
    });
    let call = app.call("POST", "/v1/chat/completions").json(&request);
    let answer = call.send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["choices"][0]["message"].clone()
}

#[tokio::test]
async fn a_tool_loop_of_a_chat_client_keeps_its_reasoning_also_across_a_restart() {
    let provider = forgetful().await;
    let mut app = Config::new()
        .channel(Channel::new("a", Dialect::Anthropic, &provider))
        .start()
        .await;
    let user = json!({ "role": "user", "content": "Weather in Ulm?" });
    let turn = chat(&app, &json!([user])).await;
    let call = &turn["tool_calls"][0];
    // What a client of this dialect knows to send back.
    let assistant =
        json!({ "role": "assistant", "content": turn["content"], "tool_calls": [call] });
    let result = json!({ "role": "tool", "tool_call_id": call["id"], "content": "22 °C" });
    let messages = json!([user, assistant, result]);

    for _ in 0..2 {
        let last = chat(&app, &messages).await;
        assert_eq!(last["content"], "Sunny.");
        app.restart().await;
    }
    assert!(!app.is_stored("sig-1"));
}
