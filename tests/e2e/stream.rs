//! Streams: nothing before the first content, honest ends after it, and no work for a client that has left.

use std::time::{Duration, Instant};

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, Gate, Piece, Reply, TestApp, answers, sse};

const ANSWER: &str = "One two three four.";

#[tokio::test]
async fn the_preamble_is_held_back_until_the_first_content() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let gate = Gate::closed();
        let frames = answers::frames(dialect, ANSWER);
        let reply = Reply::events()
            .pieces(frames.preamble.clone())
            .gate(&gate)
            .pieces(frames.content.clone())
            .pieces(frames.ending.clone())
            .end();
        let (provider, app) = one(dialect, reply).await;

        // Act: while the provider holds its content, so does Routex.
        let asking = tokio::spawn(app.ask(dialect, "m", true).send());
        provider.wait_for_seen(1).await;
        let opened = Instant::now();
        gate.open();
        let answer = asking.await.unwrap();

        // Assert
        assert!(opened.elapsed() < Duration::from_secs(5));
        assert_eq!(answer.text(), frames.all().concat(), "{dialect}");
    }
}

#[tokio::test]
async fn every_frame_is_forwarded_when_it_comes() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange: the provider sends a word only when the client has seen the one before.
        let gate = Gate::closed();
        let frames = answers::frames(dialect, ANSWER);
        let mut reply = Reply::events().pieces(frames.preamble);
        for frame in frames.content {
            reply = reply.gate(&gate).piece(frame);
        }
        let (_provider, app) = one(dialect, reply.pieces(frames.ending).end()).await;

        // Act and assert
        gate.release_one();
        let mut stream = app.ask(dialect, "m", true).open().await;
        stream.read_until("One").await;
        for word in ["two", "three", "four"] {
            gate.release_one();
            stream.read_until(word).await;
        }
        assert!(stream.finish().await.whole, "{dialect}");
    }
}

#[tokio::test]
async fn a_reset_after_content_is_an_error_in_the_clients_dialect() {
    ends_with_an_error("truncated", |dialect| broken_after_content(dialect).reset()).await;
}

#[tokio::test]
async fn a_close_after_content_is_an_error_in_the_clients_dialect() {
    ends_with_an_error("truncated", |dialect| broken_after_content(dialect).close()).await;
}

#[tokio::test]
async fn a_clean_end_of_http_is_no_clean_end_of_the_answer() {
    ends_with_an_error("truncated", |dialect| broken_after_content(dialect).end()).await;
}

#[tokio::test]
async fn a_stall_after_content_is_an_error_in_the_clients_dialect() {
    ends_with_an_error("timeout_idle", |dialect| {
        broken_after_content(dialect).silence()
    })
    .await;
}

#[tokio::test]
async fn a_malformed_frame_after_content_is_an_error_in_the_clients_dialect() {
    ends_with_an_error("malformed", |dialect| {
        let broken = match dialect {
            Dialect::Anthropic => "event: content_block_delta\ndata: {\"type\":\"content_bl\n\n",
            _ => "data: {\"choices\":[{\n\n",
        };
        broken_after_content(dialect).piece(broken).silence()
    })
    .await;
}

#[tokio::test]
async fn an_error_of_the_provider_after_content_reaches_the_client() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let error = answers::error_frame(dialect, "it broke in the middle");
        let reply = broken_after_content(dialect).piece(error).end();
        let (provider, app) = one(dialect, reply).await;

        // Act
        let answer = app.ask(dialect, "m", true).send().await;

        // Assert: the provider's own words, once, and no second attempt.
        let errors = answers::stream_errors(dialect, &answer.body);
        assert_eq!(errors.len(), 1, "{dialect}: {}", answer.text());
        assert!(answer.text().contains("it broke in the middle"));
        assert!(!answers::stream_is_complete(dialect, &answer.body));
        assert_eq!(provider.count(), 1);
        assert_ne!(app.rows().await.only_request().outcome, "success");
    }
}

#[tokio::test]
async fn a_missing_done_after_a_complete_answer_is_no_error() {
    // Arrange
    let dialect = Dialect::OpenaiChat;
    let mut frames = answers::frames(dialect, ANSWER).all();
    let done = frames.pop();
    assert_eq!(done.as_deref(), Some("data: [DONE]\n\n"));
    let (_provider, app) = one(dialect, Reply::events().pieces(frames.clone()).end()).await;

    // Act
    let answer = app.ask(dialect, "m", true).send().await;

    // Assert
    assert!(
        answer.text().starts_with(&frames.concat()),
        "{}",
        answer.text()
    );
    assert!(answers::stream_errors(dialect, &answer.body).is_empty());
    assert!(answer.whole);
    assert_eq!(app.rows().await.only_request().outcome, "success");
}

#[tokio::test]
async fn the_upstream_is_left_within_a_second_of_the_client() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let (provider, app) = one(dialect, broken_after_content(dialect).silence()).await;
        let mut stream = app.ask(dialect, "m", true).open().await;
        stream.read_until("two").await;

        // Act
        let left = Instant::now();
        drop(stream);

        // Assert
        let closed = provider.wait_closed(0).await;
        let took = closed.saturating_duration_since(left);
        assert!(took < Duration::from_secs(1), "{dialect}: {took:?}");
        let rows = app.rows().await;
        let row = rows.only_request();
        assert_eq!(row.outcome, "client_cancelled", "{dialect}");
        assert!(row.usage_partial, "{dialect}");
    }
}

#[tokio::test]
async fn the_upstream_is_left_by_a_client_that_does_not_wait_for_the_first_byte() {
    for dialect in answers::MAIN_DIALECTS {
        for stream in [false, true] {
            // Arrange
            let (provider, app) = one(dialect, Reply::never()).await;
            let client = app.ask(dialect, "m", stream).send_and_leave().await;
            provider.wait_for_seen(1).await;

            // Act
            let left = Instant::now();
            drop(client);

            // Assert
            let closed = provider.wait_closed(0).await;
            let took = closed.saturating_duration_since(left);
            assert!(
                took < Duration::from_secs(1),
                "{dialect} {stream}: {took:?}"
            );
            let rows = app.rows().await;
            assert_eq!(rows.only_request().outcome, "client_cancelled");
        }
    }
}

#[tokio::test]
async fn a_waiting_client_hears_that_the_connection_lives() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let gate = Gate::closed();
        let reply = answers::good(dialect, ANSWER, true).held_by(&gate);
        let provider = FakeProvider::always(reply).await;
        let app = Config::new()
            .set("routing", "keep_alive_interval_ms = 50")
            .channel(Channel::new("only", dialect, &provider))
            .start()
            .await;

        // Act: two signs of life while the provider thinks, then the answer.
        let mut stream = app.ask(dialect, "m", true).open().await;
        let mut heard = Vec::new();
        while signs_of_life(&heard) < 2 {
            let Piece::Data(data) = stream.next().await else {
                panic!("the stream ended while the client waited");
            };
            heard.extend_from_slice(&data);
        }
        gate.open();
        let answer = stream.finish().await;

        // Assert
        assert_eq!(answers::stream_text(dialect, &heard), "", "{dialect}");
        assert_eq!(answers::stream_text(dialect, &answer.body), ANSWER);
        assert!(answers::stream_is_complete(dialect, &answer.body));
    }
}

#[tokio::test]
async fn a_pause_in_the_middle_of_an_answer_is_bridged() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange: content, then a silence that ends when the client has heard two signs of life in it.
        let gate = Gate::closed();
        let frames = answers::frames(dialect, ANSWER);
        let reply = Reply::events()
            .pieces(frames.preamble.clone())
            .pieces(frames.content.clone())
            .gate(&gate)
            .pieces(frames.ending.clone())
            .end();
        let provider = FakeProvider::always(reply).await;
        let app = Config::new()
            .set("routing", "keep_alive_interval_ms = 200")
            .channel(Channel::new("only", dialect, &provider))
            .start()
            .await;

        // Act
        let mut stream = app.ask(dialect, "m", true).open().await;
        let mut heard = Vec::new();
        while signs_of_life(&heard) < 2 {
            let Piece::Data(data) = stream.next().await else {
                panic!("the stream ended in the pause");
            };
            heard.extend_from_slice(&data);
        }
        gate.open();
        heard.extend_from_slice(&stream.finish().await.body);

        // Assert
        assert_eq!(answers::stream_text(dialect, &heard), ANSWER, "{dialect}");
        assert!(answers::stream_is_complete(dialect, &heard));
        assert!(answers::stream_errors(dialect, &heard).is_empty());
    }
}

#[tokio::test]
async fn failing_over_after_a_sign_of_life_still_gives_a_clean_answer() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let gate = Gate::closed();
        let bad = FakeProvider::always(answers::refusal(dialect, 503).held_by(&gate)).await;
        let good = FakeProvider::always(answers::good(dialect, ANSWER, true)).await;
        let app = Config::new()
            .set("routing", "keep_alive_interval_ms = 50")
            .channel(Channel::new("bad", dialect, &bad).set("priority = 0"))
            .channel(Channel::new("good", dialect, &good).set("priority = 1"))
            .start()
            .await;

        // Act
        let mut stream = app.ask(dialect, "m", true).open().await;
        stream.next().await;
        gate.open();
        let answer = stream.finish().await;

        // Assert
        assert_eq!(
            answers::stream_text(dialect, &answer.body),
            ANSWER,
            "{dialect}"
        );
        assert!(answers::stream_errors(dialect, &answer.body).is_empty());
    }
}

#[tokio::test]
async fn the_total_limit_ends_a_stream_within_its_idle_limit() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange: content, and then a silence that the idle limit alone would allow.
        let provider = FakeProvider::always(broken_after_content(dialect).silence()).await;
        let app = Config::new()
            .set("routing", "first_byte_timeout_ms = 400")
            .set("routing", "total_timeout_ms = 400")
            .set("routing", "idle_timeout_ms = 60000")
            .channel(Channel::new("only", dialect, &provider))
            .start()
            .await;

        // Act
        let answer = app.ask(dialect, "m", true).send().await;

        // Assert
        assert!(!answers::stream_is_complete(dialect, &answer.body));
        assert_eq!(answers::stream_errors(dialect, &answer.body).len(), 1);
    }
}

/// Preamble and two words.
fn broken_after_content(dialect: Dialect) -> Reply {
    let frames = answers::frames(dialect, ANSWER);
    let content = frames.content.into_iter().take(2);
    Reply::events().pieces(frames.preamble).pieces(content)
}

/// Comments, and Anthropic's pings.
fn signs_of_life(body: &[u8]) -> usize {
    let events = sse::events(body).into_iter();
    let pings = events.filter(|event| event.name.as_deref() == Some("ping"));
    sse::comments(body).len() + pings.count()
}

async fn one(dialect: Dialect, reply: Reply) -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(reply).await;
    let app = Config::new()
        .set("routing", "idle_timeout_ms = 500")
        .channel(Channel::new("only", dialect, &provider))
        .start()
        .await;
    (provider, app)
}

async fn ends_with_an_error(outcome: &str, reply: impl Fn(Dialect) -> Reply) {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange
        let (provider, app) = one(dialect, reply(dialect)).await;

        // Act
        let answer = app.ask(dialect, "m", true).send().await;

        // Assert: what came, then one error in the dialect, and nothing that looks like an end.
        let text = answers::stream_text(dialect, &answer.body);
        assert_eq!(text, "One two", "{dialect}");
        let errors = answers::stream_errors(dialect, &answer.body);
        assert_eq!(errors.len(), 1, "{dialect}: {}", answer.text());
        assert!(
            answers::is_error(dialect, &errors[0]),
            "{dialect}: {}",
            errors[0]
        );
        assert!(!answers::stream_is_complete(dialect, &answer.body));
        assert!(!answer.text().contains("[DONE]"), "{dialect}");

        // Assert: no second attempt, and the log says so.
        assert_eq!(provider.count(), 1, "{dialect}");
        let rows = app.rows().await;
        let row = rows.only_request();
        assert_eq!(row.outcome, outcome, "{dialect}");
        assert!(row.usage_partial, "{dialect}");
    }
}
