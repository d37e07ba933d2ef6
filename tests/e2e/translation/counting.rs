//! Counting tokens at providers of another dialect.

use routex_entity::Dialect;
use routex_tests::{Answer, Channel, Config, FakeProvider, Reply, TestApp, answers};
use serde_json::{Value, json};

use super::{others, provided};

/// Chat clients cannot ask.
const CLIENTS: [Dialect; 3] = [
    Dialect::Anthropic,
    Dialect::OpenaiResponses,
    Dialect::Gemini,
];

#[tokio::test]
async fn the_provider_counts_and_the_client_gets_its_own_form() {
    for dialect in CLIENTS {
        let (provider, app) = provided(dialect, Reply::json(200, &counted(dialect))).await;
        for client in others(dialect).filter(|client| *client != Dialect::OpenaiChat) {
            let answer = count(&app, client).await;

            let case = format!("{client} <- {dialect}: {}", answer.text());
            assert_eq!(answer.status, 200, "{case}");
            assert_eq!(answer.json(), counted(client), "{case}");
            let seen = provider.seen().pop().unwrap();
            assert_eq!(seen.target, target(dialect, client.as_str()), "{case}");
            assert!(seen.contains("Say something."), "{case}");
        }
        for row in &app.rows().await.requests {
            assert_eq!(row.outcome, "success", "{row:?}");
            assert_eq!((row.input_tokens, row.output_tokens), (0, 0), "{row:?}");
        }
    }
}

#[tokio::test]
async fn where_the_provider_cannot_count_it_is_not_asked() {
    let (provider, app) = provided(Dialect::OpenaiChat, Reply::status(500)).await;
    for client in CLIENTS {
        let answer = count(&app, client).await;

        assert_eq!(answer.status, 200, "{client}: {}", answer.text());
        assert!(tokens(client, &answer.json()) > 0, "{client}");
    }
    assert_eq!(provider.count(), 0);
    let rows = app.rows().await;
    assert!(rows.requests.iter().all(|row| row.outcome == "success"));
    assert!(rows.attempts.is_empty(), "{:?}", rows.attempts);
}

#[tokio::test]
async fn what_is_not_sent_uses_nothing_of_a_channels_limits() {
    // Arrange
    let provider = FakeProvider::always(answers::good(Dialect::OpenaiChat, "Yes.", false)).await;
    let channel = Channel::new("only", Dialect::OpenaiChat, &provider).set("rpm = 1");
    let app = Config::new().operated().channel(channel).start().await;

    // Act
    for _ in 0..3 {
        let counted = count(&app, Dialect::Anthropic).await;
        assert_eq!(counted.status, 200, "{}", counted.text());
    }
    // Chat answers with text only.
    let mut drawing = answers::request(Dialect::Gemini, "m", false);
    drawing["generationConfig"] = json!({ "responseModalities": ["IMAGE"] });
    let target = answers::target(Dialect::Gemini, "m", false);
    let refused = app.call("POST", &target).json(&drawing).send().await;
    let answer = app.ask(Dialect::Anthropic, "m", false).send().await;
    let second = app.ask(Dialect::Anthropic, "m", false).send().await;

    // Assert
    assert_eq!(refused.status, 400, "{}", refused.text());
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(second.status, 429, "{}", second.text());
    let channels = app.admin("GET", "/channels").send().await.json();
    assert_eq!(
        channels["items"][0]["counters"]["attempts"], 1,
        "{channels}"
    );
}

#[tokio::test]
async fn where_the_provider_has_no_counting_or_tells_no_number_routex_estimates() {
    for dialect in CLIENTS {
        for reply in [
            answers::refusal(dialect, 404),
            Reply::json(200, &json!({"odd": true})),
        ] {
            let (_provider, app) = provided(dialect, reply).await;
            for client in others(dialect).filter(|client| *client != Dialect::OpenaiChat) {
                let answer = count(&app, client).await;

                let case = format!("{client} <- {dialect}: {}", answer.text());
                assert_eq!(answer.status, 200, "{case}");
                assert!(tokens(client, &answer.json()) > 0, "{case}");
            }
        }
    }
}

async fn count(app: &TestApp, client: Dialect) -> Answer {
    let model = client.as_str();
    let mut body = answers::request(client, model, false);
    for member in ["stream", "max_tokens"] {
        body.as_object_mut().unwrap().remove(member);
    }
    let path = match client {
        Dialect::OpenaiResponses => "/v1/responses/input_tokens".to_owned(),
        _ => target(client, model),
    };
    app.call("POST", &path).json(&body).send().await
}

fn target(dialect: Dialect, model: &str) -> String {
    match dialect {
        Dialect::Anthropic => "/v1/messages/count_tokens".to_owned(),
        Dialect::Gemini => format!("/v1beta/models/{model}:countTokens"),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => "/v1/responses/input_tokens".to_owned(),
    }
}

/// 42.
fn counted(dialect: Dialect) -> Value {
    match dialect {
        Dialect::Anthropic => json!({"input_tokens": 42}),
        Dialect::Gemini => json!({"totalTokens": 42}),
        Dialect::OpenaiChat | Dialect::OpenaiResponses => {
            json!({"object": "response.input_tokens", "input_tokens": 42})
        }
    }
}

fn tokens(dialect: Dialect, body: &Value) -> u64 {
    let member = match dialect {
        Dialect::Gemini => "totalTokens",
        _ => "input_tokens",
    };
    body[member].as_u64().unwrap_or_default()
}
