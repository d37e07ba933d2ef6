//! What Routex itself keeps of conversations that it translates.

mod chain;
mod objects;
mod reasoning;
mod references;

use routex_entity::Dialect;
use routex_tests::{Answer, Channel, Config, FakeProvider, TestApp, answers};
use serde_json::{Value, json};

const CLIENT: Dialect = Dialect::OpenaiResponses;
const PROVIDER: Dialect = Dialect::Anthropic;

/// Routex in front of a provider that speaks another dialect than its client, and answers everything with "Yes."
async fn translated() -> (TestApp, FakeProvider) {
    let provider = FakeProvider::always(answers::good(PROVIDER, "Yes.", false)).await;
    let app = Config::new()
        .operated()
        .channel(Channel::new("a", PROVIDER, &provider))
        .start()
        .await;
    (app, provider)
}

/// A turn of a conversation. `previous`: the response that it goes on from.
async fn say(app: &TestApp, text: &str, previous: Option<&str>) -> Answer {
    let mut request = json!({ "model": "m", "input": text });
    if let Some(previous) = previous {
        request["previous_response_id"] = json!(previous);
    }
    app.call("POST", "/v1/responses")
        .json(&request)
        .send()
        .await
}

fn id(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let id = answer.json()["id"].as_str().unwrap_or_default().to_owned();
    assert!(id.starts_with("resp_rx"), "{id}");
    id
}

/// As OpenAI says it.
fn assert_not_found(answer: &Answer, previous: &str) {
    assert_eq!(answer.status, 400, "{}", answer.text());
    let expected = json!({ "error": {
        "message": format!("Previous response with id '{previous}' not found."),
        "type": "invalid_request_error",
        "param": "previous_response_id",
        "code": "previous_response_not_found",
    } });
    assert_eq!(answer.json(), expected);
}

/// What was said to an Anthropic provider, text by text.
fn said(request: &Value) -> Vec<String> {
    let messages = request["messages"].as_array().cloned().unwrap_or_default();
    let texts = |message: &Value| match &message["content"] {
        Value::Array(blocks) => blocks.iter().map(|block| block["text"].clone()).collect(),
        text => vec![text.clone()],
    };
    let texts = messages.iter().flat_map(texts);
    texts
        .map(|text| text.as_str().unwrap_or_default().to_owned())
        .collect()
}
