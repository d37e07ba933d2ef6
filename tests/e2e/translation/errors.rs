//! What a provider says is wrong reaches clients of every dialect in their own form.

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, Reply, answers};
use serde_json::Value;

use super::{ask, ask_for_array, broken_after_content, others, provided};

/// What the provider answers with, and what the client gets.
const CLASSES: [(u16, u16); 10] = [
    (400, 400),
    (404, 404),
    (413, 413),
    (422, 422),
    (429, 429),
    (500, 500),
    (503, 503),
    (529, 529),
    // About Routex's own key.
    (401, 502),
    (403, 502),
];

#[tokio::test]
async fn every_class_of_error_keeps_its_status_and_message() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange: a channel for each case, so that what one does to its channel says nothing to the others.
        let mut config = Config::new();
        let mut cases = Vec::new();
        let mut providers = Vec::new();
        for (status, expected) in CLASSES {
            let reply = answers::refusal(dialect, status)
                .header("request-id", "req_provider")
                .header("anthropic-organization-id", "org");
            let provider = FakeProvider::always(reply).await;
            for client in others(dialect) {
                for stream in [false, true] {
                    let name = format!("{status}-{client}-{stream}");
                    let channel = Channel::new(&name, dialect, &provider);
                    config = config.channel(channel.set(&format!("models = [\"{name}\"]")));
                    cases.push((name, client, stream, status, expected));
                }
            }
            providers.push(provider);
        }
        let app = config.start().await;

        for (name, client, stream, status, expected) in &cases {
            // Act
            let answer = app.ask(*client, name, *stream).send().await;

            // Assert
            let case = format!("{dialect}, {name}: {}", answer.text());
            assert_eq!(answer.status, *expected, "{case}");
            let body = answer.json();
            assert!(answers::is_error(*client, &body), "{case}");
            if expected == status {
                assert_eq!(body["error"]["message"], "the provider said no", "{case}");
                assert_eq!(answer.header("request-id"), Some("req_provider"), "{case}");
            } else {
                assert!(!answer.text().contains("the provider said no"), "{case}");
            }
            assert_eq!(answer.header("anthropic-organization-id"), None, "{case}");
        }
        let rows = app.rows().await;
        for ((name, _, _, _, expected), row) in cases.iter().zip(&rows.requests) {
            assert_eq!(row.status, Some(i64::from(*expected)), "{name}");
            assert_eq!(row.dialect_out.as_deref(), Some(dialect.as_str()), "{name}");
        }
    }
}

#[tokio::test]
async fn the_providers_wish_to_wait_is_passed_on() {
    for dialect in answers::ALL_DIALECTS {
        let reply = answers::refusal(dialect, 429).header("retry-after", "7");
        let (_provider, app) = provided(dialect, reply).await;
        for client in others(dialect) {
            let answer = ask(&app, client, false).send().await;

            assert_eq!(answer.status, 429, "{client} <- {dialect}");
            let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=7).contains(&wait), "{client} <- {dialect}: {wait}");
        }
    }
}

#[tokio::test]
async fn a_page_instead_of_an_error_is_not_quoted() {
    for dialect in answers::ALL_DIALECTS {
        let reply = Reply::status(500)
            .header("content-type", "text/html")
            .piece("<html>secret page</html>");
        let (_provider, app) = provided(dialect, reply).await;
        for client in others(dialect) {
            let answer = ask(&app, client, false).send().await;

            let case = format!("{client} <- {dialect}: {}", answer.text());
            assert_eq!(answer.status, 500, "{case}");
            assert!(answers::is_error(client, &answer.json()), "{case}");
            assert!(!answer.text().contains("secret page"), "{case}");
        }
    }
}

#[tokio::test]
async fn an_error_under_a_200_is_an_error() {
    for dialect in answers::ALL_DIALECTS {
        let body = answers::error(dialect, 500, "inside");
        let (_provider, app) = provided(dialect, Reply::json(200, &body)).await;
        for client in others(dialect) {
            for stream in [false, true] {
                let answer = ask(&app, client, stream).send().await;

                let case = format!("{client} <- {dialect}, {stream}: {}", answer.text());
                assert_eq!(answer.status, 502, "{case}");
                assert!(answers::is_error(client, &answer.json()), "{case}");
                assert_eq!(answer.json()["error"]["message"], "inside", "{case}");
            }
        }
    }
}

#[tokio::test]
async fn an_error_inside_a_stream_ends_it_in_the_clients_form() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange
        let frame = answers::error_frame(dialect, "it broke in the middle");
        let reply = broken_after_content(dialect).piece(frame).end();
        let (provider, app) = provided(dialect, reply).await;

        for client in others(dialect) {
            // Act
            let answer = ask(&app, client, true).send().await;

            // Assert: what came, then one error, and nothing that looks like an end.
            let case = format!("{client} <- {dialect}: {}", answer.text());
            let text = answers::stream_text(client, &answer.body);
            assert_eq!(text, "One two", "{case}");
            let error = only_error(client, &answer.body);
            assert!(
                error.to_string().contains("it broke in the middle"),
                "{case}"
            );
            assert!(!answers::stream_is_complete(client, &answer.body), "{case}");
            assert!(!answer.text().contains("[DONE]"), "{case}");
        }
        assert_eq!(provider.count(), 3, "{dialect}: no second attempts");
        let rows = app.rows().await;
        assert!(rows.requests.iter().all(|row| row.outcome != "success"));
    }
}

#[tokio::test]
async fn a_cut_stream_ends_with_an_error_in_the_clients_form() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange
        let reply = broken_after_content(dialect).reset();
        let (provider, app) = provided(dialect, reply).await;

        for client in others(dialect) {
            // Act
            let answer = ask(&app, client, true).send().await;

            // Assert
            let case = format!("{client} <- {dialect}: {}", answer.text());
            let text = answers::stream_text(client, &answer.body);
            assert_eq!(text, "One two", "{case}");
            let error = only_error(client, &answer.body);
            assert!(error.to_string().contains("not complete"), "{case}");
            assert!(!answers::stream_is_complete(client, &answer.body), "{case}");
            assert!(!answer.text().contains("[DONE]"), "{case}");
        }
        assert_eq!(provider.count(), 3, "{dialect}: no second attempts");
        for row in &app.rows().await.requests {
            assert_eq!(row.outcome, "truncated", "{row:?}");
            assert!(row.usage_partial, "{row:?}");
        }
    }
}

#[tokio::test]
async fn the_error_of_a_responses_stream_goes_on_counting() {
    for dialect in others(Dialect::OpenaiResponses) {
        let (_provider, app) = provided(dialect, broken_after_content(dialect).end()).await;

        let answer = ask(&app, Dialect::OpenaiResponses, true).send().await;

        let events = answer.events();
        let numbers = events
            .iter()
            .map(|event| event.json()["sequence_number"].as_u64());
        let expected = (0..).map(Some).take(events.len());
        assert!(numbers.eq(expected), "{dialect}: {}", answer.text());
        let last = events.last().unwrap().json();
        assert_eq!(last["type"], "error", "{dialect}");
    }
}

#[tokio::test]
async fn a_broken_array_of_a_gemini_client_is_closed() {
    for dialect in others(Dialect::Gemini) {
        let (_provider, app) = provided(dialect, broken_after_content(dialect).end()).await;

        let answer = ask_for_array(&app).send().await;

        let chunks = answer.json();
        let last = chunks.as_array().unwrap().last().unwrap();
        assert!(
            answers::is_error(Dialect::Gemini, last),
            "{dialect}: {last}"
        );
    }
}

fn only_error(client: Dialect, body: &[u8]) -> Value {
    let mut errors = answers::stream_errors(client, body);
    let text = String::from_utf8_lossy(body);
    assert_eq!(errors.len(), 1, "{client}: {text}");
    errors.remove(0)
}
