//! Failures that are the request's own fault: no other channel is asked, and the body goes to the client unmodified.

use routex_entity::Dialect;
use routex_tests::{Reply, answers};

use super::Pair;

#[tokio::test]
async fn a_bad_request_goes_back_unmodified() {
    for status in [400, 413, 422] {
        for dialect in answers::MAIN_DIALECTS {
            for stream in [false, true] {
                assert_neutral(dialect, stream, status, "max_tokens: must be positive").await;
            }
        }
    }
}

#[tokio::test]
async fn a_context_that_is_too_long_goes_back_unmodified() {
    for dialect in answers::MAIN_DIALECTS {
        let message = "prompt is too long: 1000001 tokens > 1000000 maximum";
        assert_neutral(dialect, false, 400, message).await;
    }
}

#[tokio::test]
async fn bad_requests_do_not_harm_the_channel() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange: more bad requests than failures that would open a breaker.
        let pair = Pair::start(dialect, answers::good(dialect, "Still here.", false), false).await;
        for _ in 0..10 {
            pair.bad.enqueue(answers::refusal(dialect, 400));
        }
        for _ in 0..10 {
            let answer = pair.app.ask(dialect, "m", false).send().await;
            assert_eq!(answer.status, 400);
        }

        // Act
        let answer = pair.app.ask(dialect, "m", false).send().await;

        // Assert
        assert_eq!(answer.header("x-routex-channel"), Some("bad"), "{dialect}");
        assert_eq!(answers::text(dialect, &answer.json()), "Still here.");
        assert_eq!(pair.good.count(), 0);
    }
}

async fn assert_neutral(dialect: Dialect, stream: bool, status: u16, message: &str) {
    // Arrange
    let body = answers::error(dialect, status, message).to_string();
    let body = format!("\n{} ", body.replace(',', " ,\r\n"));
    let reply = Reply::status(status)
        .header("content-type", "application/json")
        .piece(body.clone());
    let pair = Pair::start(dialect, reply, stream).await;

    // Act
    let answer = pair.app.ask(dialect, "m", stream).send().await;

    // Assert
    assert_eq!(answer.status, status, "{dialect}: {}", answer.text());
    assert_eq!(answer.text(), body, "{dialect} {status}");
    assert_eq!(pair.bad.count(), 1, "{dialect} {status}");
    assert_eq!(pair.good.count(), 0, "{dialect} {status}");
    let rows = pair.app.rows().await;
    assert_eq!(rows.only_request().outcome, "client_error");
    assert_eq!(rows.attempt_outcomes(), ["client_error"]);
}
