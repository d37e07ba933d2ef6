//! What the client sees when nothing else can serve: the provider's own error where it is the client's business, and
//! Routex's error in the client's dialect where it is not.

use routex_entity::Dialect;
use routex_tests::{Answer, Reply, answers};

use super::{GOOD, alone};

#[tokio::test]
async fn a_providers_failure_is_forwarded_unmodified() {
    for status in [402, 500, 502, 503, 504, 529] {
        for (dialect, stream) in combinations() {
            // Arrange
            let body = oddly_formatted_error(dialect, status);
            let reply = Reply::status(status)
                .header("content-type", "application/json")
                .piece(body.clone());
            let (_provider, app) = alone(dialect, reply).await;

            // Act
            let answer = app.ask(dialect, "m", stream).send().await;

            // Assert
            assert_eq!(answer.status, status, "{dialect}: {}", answer.text());
            assert_eq!(answer.text(), body, "{dialect} {status}");
        }
    }
}

#[tokio::test]
async fn a_rate_limit_says_how_long_to_wait() {
    for (dialect, stream) in combinations() {
        // Arrange
        let reply = answers::refusal(dialect, 429).header("retry-after", "30");
        let (provider, app) = alone(dialect, reply).await;

        // Act
        let first = app.ask(dialect, "m", stream).send().await;
        let second = app.ask(dialect, "m", stream).send().await;

        // Assert: the provider's words first; then nobody is asked before the wait is over.
        for answer in [&first, &second] {
            assert_eq!(answer.status, 429, "{dialect}: {}", answer.text());
            assert!(
                answers::is_error(dialect, &answer.json()),
                "{}",
                answer.text()
            );
            let wait = answer.header("retry-after").map(str::parse::<u64>);
            assert!(matches!(wait, Some(Ok(1..=30))), "{dialect}: {wait:?}");
        }
        assert_eq!(provider.count(), 1, "{dialect}");
    }
}

#[tokio::test]
async fn a_rejected_credential_is_not_the_clients_401() {
    for status in [401, 403] {
        for (dialect, stream) in combinations() {
            // Arrange
            let (_provider, app) = alone(dialect, answers::refusal(dialect, status)).await;

            // Act
            let answer = app.ask(dialect, "m", stream).send().await;

            // Assert
            assert_bad_gateway(dialect, &answer);
            assert!(!answer.text().contains("the provider said no"));
        }
    }
}

#[tokio::test]
async fn a_redirect_is_neither_followed_nor_forwarded() {
    for (dialect, stream) in combinations() {
        // Arrange
        let elsewhere =
            routex_tests::FakeProvider::always(answers::good(dialect, GOOD, stream)).await;
        let (provider, app) = alone(dialect, Reply::redirect(&elsewhere.url())).await;

        // Act
        let answer = app.ask(dialect, "m", stream).send().await;

        // Assert
        assert_bad_gateway(dialect, &answer);
        assert_eq!(answer.header("location"), None);
        assert!(provider.count() >= 1);
        assert_eq!(elsewhere.count(), 0, "{dialect}: the redirect was followed");
    }
}

#[tokio::test]
async fn a_broken_connection_is_a_bad_gateway() {
    for (dialect, stream) in combinations() {
        let (_provider, app) = alone(dialect, Reply::reset_at_once()).await;
        let answer = app.ask(dialect, "m", stream).send().await;
        assert_bad_gateway(dialect, &answer);
    }
}

#[tokio::test]
async fn silence_is_a_gateway_timeout() {
    for (dialect, stream) in combinations() {
        // Arrange
        let (provider, app) = alone(dialect, Reply::never()).await;

        // Act
        let answer = app.ask(dialect, "m", stream).send().await;

        // Assert: silence is not tried again on the same credential.
        assert_eq!(answer.status, 504, "{dialect}: {}", answer.text());
        assert!(
            answers::is_error(dialect, &answer.json()),
            "{}",
            answer.text()
        );
        assert_eq!(provider.count(), 1, "{dialect}");
    }
}

#[tokio::test]
async fn a_stream_without_content_is_a_bad_gateway() {
    for dialect in answers::MAIN_DIALECTS {
        let (_provider, app) = alone(dialect, Reply::events().end()).await;
        let answer = app.ask(dialect, "m", true).send().await;
        assert_bad_gateway(dialect, &answer);
    }
}

#[tokio::test]
async fn a_stream_that_begins_with_an_error_is_an_error_with_its_words() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let frame = answers::error_frame(dialect, "we are overloaded");
        let (_provider, app) = alone(dialect, Reply::events().piece(frame).end()).await;

        // Act
        let answer = app.ask(dialect, "m", true).send().await;

        // Assert
        assert!(answer.status >= 500, "{dialect}: {}", answer.status);
        assert!(
            answers::is_error(dialect, &answer.json()),
            "{}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn an_unknown_model_is_the_clients_404() {
    for (dialect, stream) in combinations() {
        let (_provider, app) = alone(dialect, answers::unknown_model(dialect)).await;
        let answer = app.ask(dialect, "m", stream).send().await;
        assert_eq!(answer.status, 404, "{dialect}: {}", answer.text());
        assert!(
            answers::is_error(dialect, &answer.json()),
            "{}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn clients_are_told_not_to_try_again_when_it_cannot_help() {
    for dialect in answers::MAIN_DIALECTS {
        let (_provider, app) = alone(dialect, answers::refusal(dialect, 401)).await;
        let answer = app.ask(dialect, "m", false).send().await;
        assert_eq!(answer.header("x-should-retry"), Some("false"), "{dialect}");
    }
}

fn combinations() -> impl Iterator<Item = (Dialect, bool)> {
    let dialects = answers::MAIN_DIALECTS.into_iter();
    dialects.flat_map(|dialect| [(dialect, false), (dialect, true)])
}

/// An error that would not survive being parsed and printed again.
fn oddly_formatted_error(dialect: Dialect, status: u16) -> String {
    let body = answers::error(dialect, status, "it is us");
    format!(" {}\n", body.to_string().replace(':', " :\t"))
}

fn assert_bad_gateway(dialect: Dialect, answer: &Answer) {
    assert_eq!(answer.status, 502, "{dialect}: {}", answer.text());
    let body = answer.json();
    assert!(answers::is_error(dialect, &body), "{dialect}: {body}");
}
