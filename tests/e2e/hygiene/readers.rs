//! Clients that do not read what they asked for.

use std::time::Instant;

use routex_tests::{Channel, Config, FakeProvider, Piece, Reply};

use super::*;

const DIALECT: Dialect = Dialect::OpenaiChat;
const TOTAL: Duration = Duration::from_millis(1_500);

/// A provider that says much more than every buffer on the way holds.
async fn talkative() -> (FakeProvider, TestApp) {
    let frames = answers::frames(DIALECT, &"word".repeat(16_000));
    let content = bytes::Bytes::from(frames.content.concat());
    let reply = Reply::events()
        .pieces(frames.preamble)
        .pieces(vec![content; 1_000])
        .silence();
    let provider = FakeProvider::start().await;
    provider.enqueue(reply);
    let app = Config::new()
        .set("routing", "total_timeout_ms = 1500")
        .set("routing", "first_byte_timeout_ms = 1500")
        .channel(Channel::new("only", DIALECT, &provider).set("max_concurrency = 1"))
        .start()
        .await;
    (provider, app)
}

#[tokio::test]
async fn a_client_that_stops_reading_holds_nothing_past_the_total_time() {
    // Arrange
    let (provider, app) = talkative().await;
    provider.enqueue(answers::good(DIALECT, "Yes.", false));
    let asked = Instant::now();

    // Act: the head is read, and then nothing.
    let stuck = app.ask(DIALECT, "m", true).open().await;
    assert_eq!(stuck.status, 200);
    let closed = provider.wait_closed(0).await;

    // Assert: the provider is left, and the lease is free for the next.
    let took = closed.saturating_duration_since(asked);
    assert!(took >= TOTAL, "{took:?}");
    assert!(took < TOTAL + Duration::from_secs(4), "{took:?}");
    within("the lease to be free", async {
        while app.ask(DIALECT, "m", false).send().await.status != 200 {}
    })
    .await;
    drop(stuck);
    let rows = app.rows().await;
    let row = rows.requests.iter().find(|row| row.stream).unwrap();
    assert_eq!(row.outcome, "client_cancelled");
    let why = row.error.as_deref().unwrap_or_default();
    assert!(why.contains("total_timeout_ms"), "{why}");
}

#[tokio::test]
async fn a_client_that_reads_slowly_is_told_that_time_is_up() {
    // Arrange
    let (_provider, app) = talkative().await;
    let mut slow = app.ask(DIALECT, "m", true).open().await;
    let asked = Instant::now();

    // Act: it reads a piece now and then, and everything once its time is over.
    while let Piece::Data(_) = slow.next().await {
        if asked.elapsed() < TOTAL {
            // The pace of a slow reader, which is what is tested; any other would end the same.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    // Assert: the answer ended by itself, though there always was more of it.
    let rows = app.rows().await;
    assert_eq!(rows.only_request().outcome, "timeout_idle");
}
