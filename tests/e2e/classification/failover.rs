//! Every failure that another channel can heal, streaming and not: the client sees the good answer and nothing else.

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, Gate, Reply, answers};

use super::{GOOD, Pair};

#[tokio::test]
async fn a_reset_instead_of_an_answer() {
    fails_over("connect_error", |_| Reply::reset_at_once()).await;
}

#[tokio::test]
async fn a_close_instead_of_an_answer() {
    fails_over("connect_error", |_| Reply::close_at_once()).await;
}

#[tokio::test]
async fn bytes_that_are_not_http() {
    fails_over("malformed", |_| Reply::raw("nonsense\r\n\r\n").close()).await;
}

#[tokio::test]
async fn a_port_where_nobody_listens() {
    for (dialect, stream) in combinations() {
        // Arrange
        let gone = FakeProvider::start().await.url();
        let good = FakeProvider::always(answers::good(dialect, GOOD, stream)).await;
        let app = Config::new()
            .channel(
                Channel::at("bad", dialect, &gone)
                    .keys(&["sk-bad"])
                    .set("priority = 0"),
            )
            .channel(Channel::new("good", dialect, &good).set("priority = 1"))
            .start()
            .await;

        // Act
        let answer = app.ask(dialect, "m", stream).send().await;

        // Assert
        assert_eq!(answer.status, 200, "{dialect}: {}", answer.text());
        assert_eq!(answer.header("x-routex-channel"), Some("good"));
        let rows = app.rows().await;
        assert_eq!(rows.attempts.last().unwrap().outcome, "success");
        assert_eq!(rows.attempts[0].outcome, "connect_error");
    }
}

#[tokio::test]
async fn status_500() {
    fails_over("upstream_error", |dialect| answers::refusal(dialect, 500)).await;
}

#[tokio::test]
async fn status_502() {
    fails_over("upstream_error", |dialect| answers::refusal(dialect, 502)).await;
}

#[tokio::test]
async fn status_502_with_the_page_of_an_edge() {
    fails_over("upstream_error", |_| {
        Reply::status(502)
            .header("content-type", "text/html")
            .piece("<html>Bad gateway</html>")
    })
    .await;
}

#[tokio::test]
async fn status_503() {
    fails_over("upstream_error", |dialect| answers::refusal(dialect, 503)).await;
}

#[tokio::test]
async fn status_504() {
    fails_over("upstream_error", |dialect| answers::refusal(dialect, 504)).await;
}

#[tokio::test]
async fn status_408() {
    fails_over("upstream_error", |dialect| answers::refusal(dialect, 408)).await;
}

#[tokio::test]
async fn status_529_overloaded() {
    fails_over("overloaded", |dialect| answers::refusal(dialect, 529)).await;
}

#[tokio::test]
async fn status_429_that_says_how_long() {
    fails_over("rate_limited", |dialect| {
        answers::refusal(dialect, 429).header("retry-after", "30")
    })
    .await;
}

#[tokio::test]
async fn status_429_that_does_not_say() {
    fails_over("rate_limited", |dialect| answers::refusal(dialect, 429)).await;
}

#[tokio::test]
async fn status_429_that_means_no_money() {
    fails_over("quota_exhausted", answers::out_of_money).await;
}

#[tokio::test]
async fn status_402() {
    fails_over("quota_exhausted", |dialect| answers::refusal(dialect, 402)).await;
}

#[tokio::test]
async fn status_401() {
    fails_over("unauthorized", |dialect| answers::refusal(dialect, 401)).await;
}

#[tokio::test]
async fn status_403() {
    fails_over("unauthorized", |dialect| answers::refusal(dialect, 403)).await;
}

#[tokio::test]
async fn status_404_for_an_unknown_model() {
    fails_over("client_error", answers::unknown_model).await;
}

#[tokio::test]
async fn a_redirect() {
    fails_over("upstream_error", |_| {
        Reply::redirect("http://127.0.0.1:9/elsewhere")
    })
    .await;
}

#[tokio::test]
async fn silence_instead_of_headers() {
    fails_over("timeout_first_byte", |_| Reply::never()).await;
}

#[tokio::test]
async fn headers_and_then_silence() {
    // Headers alone are no content.
    streams_fail_over("timeout_first_byte", |_| Reply::events().silence()).await;
    answers_fail_over("timeout_first_byte", |_| {
        Reply::status(200)
            .header("content-type", "application/json")
            .announce(100)
            .silence()
    })
    .await;
}

#[tokio::test]
async fn a_preamble_and_then_silence() {
    streams_fail_over("timeout_first_byte", |dialect| {
        Reply::events()
            .pieces(answers::frames(dialect, GOOD).preamble)
            .silence()
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_begins_with_an_error() {
    streams_fail_over_somehow(|dialect| {
        Reply::events()
            .piece(answers::error_frame(dialect, "Overloaded"))
            .end()
    })
    .await;
}

#[tokio::test]
async fn a_stream_with_an_error_after_its_preamble() {
    streams_fail_over_somehow(|dialect| {
        Reply::events()
            .pieces(answers::frames(dialect, GOOD).preamble)
            .piece(answers::error_frame(dialect, "Overloaded"))
            .end()
    })
    .await;
}

#[tokio::test]
async fn a_stream_with_nothing_in_it() {
    streams_fail_over("upstream_error", |_| Reply::events().end()).await;
}

#[tokio::test]
async fn a_stream_that_ends_after_its_preamble() {
    streams_fail_over_somehow(|dialect| {
        Reply::events()
            .pieces(answers::frames(dialect, GOOD).preamble)
            .end()
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_breaks_after_its_preamble() {
    streams_fail_over_somehow(|dialect| {
        Reply::events()
            .pieces(answers::frames(dialect, GOOD).preamble)
            .reset()
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_is_shorter_than_announced() {
    answers_fail_over("truncated", |dialect| {
        let body = answers::whole(dialect, GOOD).to_string();
        Reply::status(200)
            .header("content-type", "application/json")
            .announce(body.len())
            .piece(body[..body.len() / 2].to_owned())
            .close()
    })
    .await;
}

#[tokio::test]
async fn the_client_gets_no_byte_of_the_failed_attempt() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange: a preamble that names another message, held until the client waits for its answer.
        let gate = Gate::closed();
        let preamble = answers::frames(dialect, GOOD).preamble.concat();
        let preamble = preamble.replace("fake", "abandoned");
        let failing = Reply::events().piece(preamble).gate(&gate).reset();
        let pair = Pair::start(dialect, failing, true).await;

        // Act
        let asking = tokio::spawn(pair.app.ask(dialect, "m", true).send());
        pair.bad.wait_for_seen(1).await;
        gate.open();
        let answer = asking.await.unwrap();

        // Assert
        assert!(!answer.text().contains("abandoned"), "{}", answer.text());
        assert_eq!(answers::stream_text(dialect, &answer.body), GOOD);
    }
}

/// Both forms of request, in every main dialect.
fn combinations() -> impl Iterator<Item = (Dialect, bool)> {
    let dialects = answers::MAIN_DIALECTS.into_iter();
    dialects.flat_map(|dialect| [(dialect, false), (dialect, true)])
}

async fn fails_over(outcome: &str, failing: impl Fn(Dialect) -> Reply) {
    for (dialect, stream) in combinations() {
        assert_failover(dialect, stream, failing(dialect), Some(outcome)).await;
    }
}

async fn answers_fail_over(outcome: &str, failing: impl Fn(Dialect) -> Reply) {
    for dialect in answers::MAIN_DIALECTS {
        assert_failover(dialect, false, failing(dialect), Some(outcome)).await;
    }
}

async fn streams_fail_over(outcome: &str, failing: impl Fn(Dialect) -> Reply) {
    for dialect in answers::MAIN_DIALECTS {
        assert_failover(dialect, true, failing(dialect), Some(outcome)).await;
    }
}

/// For failures whose name depends on the provider's words.
async fn streams_fail_over_somehow(failing: impl Fn(Dialect) -> Reply) {
    for dialect in answers::MAIN_DIALECTS {
        assert_failover(dialect, true, failing(dialect), None).await;
    }
}

async fn assert_failover(dialect: Dialect, stream: bool, failing: Reply, outcome: Option<&str>) {
    let case = format!("{dialect}, stream {stream}");

    // Arrange
    let pair = Pair::start(dialect, failing, stream).await;

    // Act
    let answer = pair.app.ask(dialect, "m", stream).send().await;

    // Assert: the client sees the good answer, whole and untouched.
    assert_eq!(answer.status, 200, "{case}: {}", answer.text());
    assert!(answer.whole, "{case}");
    let expected = if stream {
        answers::frames(dialect, GOOD).all().concat()
    } else {
        answers::whole(dialect, GOOD).to_string()
    };
    assert_eq!(without_comments(&answer.text()), expected, "{case}");
    assert_eq!(answer.header("x-routex-channel"), Some("good"), "{case}");
    assert_eq!(answer.header("x-routex-attempts"), Some("2"), "{case}");

    // Assert: each provider was asked once, and the log says how that went.
    assert_eq!(pair.bad.count(), 1, "{case}");
    assert_eq!(pair.good.count(), 1, "{case}");
    let rows = pair.app.rows().await;
    let request = rows.only_request();
    assert_eq!(request.outcome, "success", "{case}");
    assert_eq!(request.channel.as_deref(), Some("good"), "{case}");
    let outcomes = rows.attempt_outcomes();
    assert_eq!(outcomes.len(), 2, "{case}: {outcomes:?}");
    assert_eq!(outcomes[1], "success", "{case}");
    match outcome {
        Some(outcome) => assert_eq!(outcomes[0], outcome, "{case}"),
        None => assert_ne!(outcomes[0], "success", "{case}"),
    }
}

/// Keep-alives may come while the client waits; they are no part of the answer.
fn without_comments(body: &str) -> String {
    let frames = body.split_inclusive("\n\n");
    frames.filter(|frame| !frame.starts_with(':')).collect()
}
