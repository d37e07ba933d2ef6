//! A conversation that was translated before comes to a provider that speaks the client's own dialect.

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, TestApp, answers};
use serde_json::{Value, json};

use super::ANSWER;

/// A seal of Gemini's, and one of Anthropic's, as clients of other dialects got them.
const FROM_GEMINI: &str = "cngxOmdlbWluaTpzOkNpUUI=";
const FROM_ANTHROPIC: &str = "cngxOmFudGhyb3BpYzpzOkNpUUI=";

async fn native(dialect: Dialect) -> (TestApp, FakeProvider) {
    let provider = FakeProvider::always(answers::good(dialect, ANSWER, false)).await;
    let app = Config::new()
        .channel(Channel::new("only", dialect, &provider))
        .start()
        .await;
    (app, provider)
}

/// A conversation of a dialect in which a foreign proof is, and without it.
fn conversation(dialect: Dialect) -> (Value, Value) {
    let said = |parts: Value| match dialect {
        Dialect::Anthropic => json!([
            { "role": "user", "content": "One" },
            { "role": "assistant", "content": parts },
            { "role": "user", "content": "Two" },
        ]),
        Dialect::OpenaiResponses | Dialect::OpenaiChat => {
            let mut items = vec![json!({ "role": "user", "content": "One" })];
            items.extend(parts.as_array().cloned().unwrap_or_default());
            json!(items)
        }
        Dialect::Gemini => json!([
            { "role": "user", "parts": [{ "text": "One" }] },
            { "role": "model", "parts": parts },
            { "role": "user", "parts": [{ "text": "Two" }] },
        ]),
    };
    let (thought, other) = match dialect {
        Dialect::Anthropic => (
            json!({ "type": "thinking", "thinking": "hm", "signature": FROM_GEMINI }),
            json!({ "type": "text", "text": "So" }),
        ),
        Dialect::OpenaiResponses | Dialect::OpenaiChat => (
            json!({ "type": "reasoning", "summary": [], "encrypted_content": FROM_GEMINI }),
            json!({ "role": "assistant", "content": "So" }),
        ),
        Dialect::Gemini => (
            json!({ "text": "hm", "thought": true, "thoughtSignature": FROM_ANTHROPIC }),
            json!({ "text": "So" }),
        ),
    };
    (said(json!([thought, other])), said(json!([other])))
}

#[tokio::test]
async fn proofs_of_other_dialects_stay_behind() {
    for (dialect, member) in [
        (Dialect::Anthropic, "messages"),
        (Dialect::OpenaiResponses, "input"),
        (Dialect::Gemini, "contents"),
    ] {
        // Arrange
        let (app, provider) = native(dialect).await;
        let mut body = answers::request(dialect, "m", false);
        let (with, without) = conversation(dialect);
        body["of_tomorrow"] = json!({ "b": 1.0, "a": [] });
        body[member] = with;

        // Act
        let target = answers::target(dialect, "m", false);
        let answer = app.call("POST", &target).json(&body).send().await;

        // Assert
        assert_eq!(answer.status, 200, "{dialect}: {}", answer.text());
        body[member] = without;
        assert_eq!(provider.seen()[0].json(), body, "{dialect}");
    }
}

#[tokio::test]
async fn all_other_conversations_are_the_very_same_bytes() {
    for dialect in answers::ALL_DIALECTS {
        let (app, provider) = native(dialect).await;
        let request = answers::request(dialect, "m", false).to_string();
        // Told by its beginning only where it stands for a proof.
        let body = request.replacen('{', &format!("{{ \"of_tomorrow\":\"{FROM_GEMINI}\" ,"), 1);

        let target = answers::target(dialect, "m", false);
        let sent = app.call("POST", &target).body(body.clone()).send().await;

        assert_eq!(sent.status, 200, "{dialect}: {}", sent.text());
        assert_eq!(provider.seen()[0].body, body, "{dialect}");
    }
}
