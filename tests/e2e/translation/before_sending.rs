//! What is left behind, what does not go on, and what cannot be sent at all.

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, TestApp, answers};
use serde_json::{Value, json};

use super::{ANSWER, ask, others, provided};

#[tokio::test]
async fn what_could_not_be_carried_is_named() {
    // Arrange
    let dialect = Dialect::OpenaiChat;
    for reply in [
        answers::good(dialect, ANSWER, false),
        answers::good(dialect, ANSWER, true),
        answers::refusal(dialect, 400),
    ] {
        let provider = FakeProvider::always(reply).await;
        let app = Config::new()
            .channel(Channel::new("only", dialect, &provider))
            .start()
            .await;

        // Act: Chat has no `top_k`.
        let mut body = answers::request(Dialect::Anthropic, "m", false);
        body["top_k"] = json!(5);
        let answer = app.call("POST", "/v1/messages").json(&body).send().await;
        let plain = app.ask(Dialect::Anthropic, "m", false).send().await;

        // Assert
        let dropped = answer.header("x-routex-dropped").unwrap_or_default();
        assert!(dropped.split(", ").any(|name| name == "top_k"), "{dropped}");
        assert!(!provider.seen()[0].contains("top_k"));
        assert_eq!(plain.header("x-routex-dropped"), None);
    }
}

#[tokio::test]
async fn headers_of_one_dialect_do_not_reach_a_provider_of_another() {
    for dialect in answers::ALL_DIALECTS {
        let (provider, app) = provided(dialect, answers::good(dialect, ANSWER, false)).await;
        for client in others(dialect) {
            let answer = ask(&app, client, false)
                .query("beta=true")
                .header("accept", "application/vnd.odd")
                .header("anthropic-beta", "odd-2026-01-01")
                .header("anthropic-version", "2026-10-21")
                .header("openai-beta", "odd=v1")
                .header("openai-organization", "org-odd")
                .header("x-stainless-lang", "odd")
                .header("x-goog-api-client", "odd")
                .header("x-claude-code-session-id", "odd")
                .header(
                    "traceparent",
                    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                )
                .send()
                .await;

            let case = format!("{client} <- {dialect}: {}", answer.text());
            assert_eq!(answer.status, 200, "{case}");
            let seen = provider.seen().pop().unwrap();
            assert!(
                !seen.contains("odd") && !seen.contains("2026-10-21"),
                "{case}"
            );
            assert_eq!(seen.query(), None, "{case}");
            assert_eq!(
                seen.header("content-type"),
                Some("application/json"),
                "{case}"
            );
            assert_eq!(seen.header("accept"), Some("application/json"), "{case}");
            assert!(seen.header("traceparent").is_some(), "{case}");
            let version = (dialect == Dialect::Anthropic).then_some("2023-06-01");
            assert_eq!(seen.header("anthropic-version"), version, "{case}");
        }
    }
}

#[tokio::test]
async fn what_means_something_else_elsewhere_is_refused_and_nobody_is_asked() {
    // Arrange
    let dialect = Dialect::Anthropic;
    let provider = FakeProvider::always(answers::good(dialect, ANSWER, false)).await;
    let app = Config::new()
        .channel(Channel::new("only", dialect, &provider).keys(&["sk-a", "sk-b"]))
        .start()
        .await;

    // Act: Anthropic gives one answer only.
    let answer = ask_for_two(&app).await;

    // Assert
    assert_eq!(answer.0, 400, "{}", answer.1);
    assert!(answers::is_error(Dialect::OpenaiChat, &answer.1));
    let message = answer.1["error"]["message"].as_str().unwrap();
    assert!(message.starts_with("n cannot be translated"), "{message}");
    assert_eq!(provider.count(), 0);
    let rows = app.rows().await;
    let row = rows.only_request();
    assert_eq!(
        (row.outcome.as_str(), row.status),
        ("client_error", Some(400))
    );
    assert!(rows.attempts.is_empty(), "{:?}", rows.attempts);
}

#[tokio::test]
async fn a_channel_that_can_is_found_behind_those_that_cannot() {
    // Arrange
    let first = FakeProvider::always(answers::good(Dialect::Anthropic, ANSWER, false)).await;
    let able = answers::good(Dialect::OpenaiChat, ANSWER, false);
    let second = FakeProvider::always(able).await;
    let app = Config::new()
        .set("routing", "max_attempts = 1")
        .channel(Channel::new("unable", Dialect::Anthropic, &first).set("priority = 0"))
        .channel(Channel::new("able", Dialect::OpenaiChat, &second).set("priority = 1"))
        .start()
        .await;

    // Act: more often than there are retries in hand.
    for _ in 0..150 {
        let (status, body) = ask_for_two(&app).await;
        assert_eq!(status, 200, "{body}");
    }

    // Assert: being unable is no failure.
    assert_eq!((first.count(), second.count()), (0, 150));
    let plain = app.ask(Dialect::OpenaiChat, "m", false).send().await;
    assert_eq!(plain.header("x-routex-channel"), Some("unable"));
    let rows = app.rows().await;
    assert_eq!(rows.attempts.len(), 151);
    assert!(rows.requests.iter().all(|row| row.outcome == "success"));
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_the_clients_mistake() {
    for dialect in answers::ALL_DIALECTS {
        let (provider, app) = provided(dialect, answers::good(dialect, ANSWER, false)).await;
        for client in others(dialect) {
            let body = match client {
                Dialect::Gemini => json!({"contents": 7}),
                Dialect::OpenaiResponses => json!({"model": client, "input": 7}),
                _ => json!({"model": client, "max_tokens": 5, "messages": 7}),
            };
            let target = answers::target(client, client.as_str(), false);

            let answer = app.call("POST", &target).json(&body).send().await;

            let case = format!("{client} <- {dialect}: {}", answer.text());
            assert_eq!(answer.status, 400, "{case}");
            assert!(answers::is_error(client, &answer.json()), "{case}");
        }
        assert_eq!(provider.count(), 0, "{dialect}");
    }
}

async fn ask_for_two(app: &TestApp) -> (u16, Value) {
    let mut body = answers::request(Dialect::OpenaiChat, "m", false);
    body["n"] = json!(2);
    let answer = app.call("POST", "/v1/chat/completions").json(&body);
    let answer = answer.send().await;
    (answer.status, answer.json())
}
