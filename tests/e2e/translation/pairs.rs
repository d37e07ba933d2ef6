//! Every client is served by every provider, whole and streamed, and the books are right.

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, Seen, answers};
use serde_json::Value;

use super::{ANSWER, ask_for_array, others, provided};

#[tokio::test]
async fn every_client_is_answered_by_every_provider() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange
        let provider = FakeProvider::start().await;
        provider.respond(move |seen| answers::good(dialect, ANSWER, wants_stream(dialect, seen)));
        let app = Config::new()
            .channel(Channel::new("only", dialect, &provider))
            .start()
            .await;

        for client in others(dialect) {
            for stream in [false, true] {
                // Act
                let answer = app.ask(client, "m", stream).send().await;

                // Assert: the client hears its own dialect.
                let pair = format!("{client} <- {dialect}, stream {stream}: {}", answer.text());
                assert_eq!(answer.status, 200, "{pair}");
                assert!(answer.whole, "{pair}");
                let kind = answer.header("content-type").unwrap();
                if stream {
                    assert!(kind.starts_with("text/event-stream"), "{kind} {pair}");
                    let body = &answer.body;
                    assert_eq!(answers::stream_text(client, body), ANSWER, "{pair}");
                    assert!(answers::stream_is_complete(client, body), "{pair}");
                    assert!(answers::stream_errors(client, body).is_empty(), "{pair}");
                } else {
                    assert!(kind.starts_with("application/json"), "{kind} {pair}");
                    assert_eq!(answers::text(client, &answer.json()), ANSWER, "{pair}");
                }
                assert_eq!(answer.header("x-routex-channel"), Some("only"), "{pair}");
                assert_eq!(answer.header("x-routex-attempts"), Some("1"), "{pair}");

                // Assert: the provider was asked in its own.
                let seen = provider.seen().pop().unwrap();
                assert_eq!(seen.method, "POST", "{pair}");
                assert_eq!(seen.target, target(dialect, stream), "{pair}");
                assert_eq!(seen.credential(), Some("sk-only"), "{pair}");
                assert_eq!(asked(dialect, &seen.json()), "Say something.", "{pair}");
            }
        }

        // Assert: every request is on record with what the provider charges.
        let rows = app.rows().await;
        assert_eq!(rows.requests.len(), 6);
        for row in &rows.requests {
            assert_ne!(row.dialect_in, dialect.as_str());
            assert_eq!(row.dialect_out.as_deref(), Some(dialect.as_str()));
            assert_eq!(row.outcome, "success", "{row:?}");
            assert!(!row.usage_partial, "{row:?}");
            let tokens = (row.input_tokens, row.cache_read_tokens, row.output_tokens);
            assert_eq!(tokens, (11, 4, 7), "{row:?}");
        }
        assert_eq!(rows.attempt_outcomes(), ["success"; 6]);
    }
}

#[tokio::test]
async fn the_model_is_named_as_the_channel_names_it() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange
        let provider = FakeProvider::always(answers::good(dialect, ANSWER, false)).await;
        let channel =
            Channel::new("only", dialect, &provider).set("model_map = { \"m\" = \"real-model\" }");
        let app = Config::new().channel(channel).start().await;

        for client in others(dialect) {
            // Act
            let answer = app.ask(client, "m", false).send().await;

            // Assert
            assert_eq!(answer.status, 200, "{client} <- {dialect}");
            let seen = provider.seen().pop().unwrap();
            assert!(seen.contains("real-model"), "{client} <- {dialect}");
            assert!(!seen.contains("\"m\""), "{client} <- {dialect}");
        }
    }
}

#[tokio::test]
async fn a_gemini_client_gets_its_array_from_every_provider() {
    for dialect in others(Dialect::Gemini) {
        // Arrange
        let (_provider, app) = provided(dialect, answers::good(dialect, ANSWER, true)).await;

        // Act
        let answer = ask_for_array(&app).send().await;

        // Assert
        assert_eq!(answer.status, 200, "{dialect}: {}", answer.text());
        let kind = answer.header("content-type").unwrap();
        assert!(kind.starts_with("application/json"), "{dialect}: {kind}");
        let chunks = answer.json();
        let chunks = chunks.as_array().unwrap();
        let texts = chunks
            .iter()
            .map(|chunk| answers::text(Dialect::Gemini, chunk));
        assert_eq!(texts.collect::<String>(), ANSWER, "{dialect}");
        let last = chunks.last().unwrap();
        assert_eq!(last["candidates"][0]["finishReason"], "STOP", "{dialect}");
    }
}

/// Path and query of a request at a provider.
fn target(dialect: Dialect, stream: bool) -> &'static str {
    match (dialect, stream) {
        (Dialect::Anthropic, _) => "/v1/messages",
        (Dialect::OpenaiChat, _) => "/v1/chat/completions",
        (Dialect::OpenaiResponses, _) => "/v1/responses",
        (Dialect::Gemini, true) => "/v1beta/models/m:streamGenerateContent?alt=sse",
        (Dialect::Gemini, false) => "/v1beta/models/m:generateContent",
    }
}

fn wants_stream(dialect: Dialect, seen: &Seen) -> bool {
    match dialect {
        Dialect::Gemini => seen.target.contains(":streamGenerateContent"),
        _ => seen.json()["stream"] == true,
    }
}

/// What the user says, wherever the dialect has it and in whichever of its forms.
fn asked(dialect: Dialect, body: &Value) -> String {
    let content = match dialect {
        Dialect::Anthropic | Dialect::OpenaiChat => &body["messages"][0]["content"],
        Dialect::OpenaiResponses if body["input"].is_string() => &body["input"],
        Dialect::OpenaiResponses => &body["input"][0]["content"],
        Dialect::Gemini => &body["contents"][0]["parts"],
    };
    let text = content.as_str().or_else(|| content[0]["text"].as_str());
    text.unwrap_or_default().to_owned()
}
