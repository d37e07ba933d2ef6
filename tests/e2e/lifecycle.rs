//! Starting, reloading and stopping, with streams in flight.

use std::time::Duration;

use routex_entity::Dialect;
use routex_tests::{
    Channel, Config, FakeProvider, Gate, Incoming, Reply, TestApp, answers, within,
};

const DIALECT: Dialect = Dialect::Anthropic;
const ANSWER: &str = "One two three.";

#[tokio::test]
async fn sigterm_lets_streams_in_flight_finish() {
    // Arrange
    let (gate, provider, app) = stream_in_the_middle().await;
    let stream = begun(&app).await;

    // Act: the stream goes on only when new requests are no longer taken.
    app.terminate();
    within("Routex to stop listening", async {
        while is_served(&app).await {}
    })
    .await;
    gate.open();
    let answer = stream.finish().await;

    // Assert
    assert!(answer.whole);
    assert!(answers::stream_is_complete(DIALECT, &answer.body));
    assert_eq!(app.exited().await, Some(0), "{}", app.log());
    assert_eq!(provider.count(), 1);
    let rows = app.rows_so_far().await;
    assert_eq!(rows.only_request().outcome, "success");
}

#[tokio::test]
async fn a_reload_leaves_streams_in_flight_alone() {
    // Arrange
    let (gate, _provider, app) = stream_in_the_middle().await;
    let stream = begun(&app).await;
    let replacement =
        FakeProvider::always(answers::good(DIALECT, "From the new one.", false)).await;
    app.rewrite(&Config::new().channel(Channel::new("new", DIALECT, &replacement)));

    // Act: the channel of the stream is gone when new requests go to the new one.
    app.hang_up();
    within("the new channel to serve", async {
        while replacement.count() == 0 {
            let mut request = answers::request(DIALECT, "m", false);
            // Another conversation than the stream's.
            request["messages"][0]["content"] = "Who is there?".into();
            let call = app.call("POST", "/v1/messages").json(&request).send();
            // The old channel does not answer before the gate opens.
            tokio::time::timeout(Duration::from_millis(200), call)
                .await
                .ok();
        }
    })
    .await;
    gate.open();
    let answer = stream.finish().await;

    // Assert
    assert!(answer.whole);
    assert!(answers::stream_is_complete(DIALECT, &answer.body));
}

#[tokio::test]
async fn a_reload_of_a_broken_file_keeps_what_was() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, ANSWER, false)).await;
    let config = Config::new().channel(Channel::new("only", DIALECT, &provider));
    let app = config.start().await;
    app.rewrite(
        &config
            .clone()
            .set("routing", "strategy = \"no such strategy\""),
    );

    // Act
    app.hang_up();
    within("the complaint in the log", async {
        while !app.log().contains("no such strategy") {
            let answer = app.ask(DIALECT, "m", false).send().await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
    })
    .await;

    // Assert
    let answer = app.ask(DIALECT, "m", false).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn it_is_alive_and_ready_once_it_says_so() {
    let provider = FakeProvider::start().await;
    let app = Config::new()
        .channel(Channel::new("only", DIALECT, &provider))
        .start()
        .await;
    for path in ["/health/live", "/health/ready"] {
        let answer = app.anonymous("GET", path).send().await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    }
}

/// A provider that stops after the first word until the gate opens.
async fn stream_in_the_middle() -> (Gate, FakeProvider, TestApp) {
    let gate = Gate::closed();
    let frames = answers::frames(DIALECT, ANSWER);
    let (first, rest) = frames.content.split_at(1);
    let reply = Reply::events()
        .pieces(frames.preamble.clone())
        .pieces(first.to_vec())
        .gate(&gate)
        .pieces(rest.to_vec())
        .pieces(frames.ending.clone())
        .end();
    let provider = FakeProvider::always(reply).await;
    let app = Config::new()
        .channel(Channel::new("old", DIALECT, &provider))
        .start()
        .await;
    (gate, provider, app)
}

async fn begun(app: &TestApp) -> Incoming {
    let mut stream = app.ask(DIALECT, "m", true).open().await;
    stream.read_until("One").await;
    stream
}

/// Whether a new connection gets an answer. One that the system accepted but nobody serves does not.
async fn is_served(app: &TestApp) -> bool {
    let probe = app.anonymous("GET", "/health/live").try_open();
    let answered = tokio::time::timeout(Duration::from_millis(200), probe).await;
    matches!(answered, Ok(Ok(answer)) if answer.status == 200)
}

#[tokio::test]
async fn a_signal_right_after_the_first_line_still_stops_in_order() {
    for _ in 0..10 {
        let app = Config::new().start().await;
        app.stop().await;
    }
}
