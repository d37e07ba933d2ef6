//! Restarting on one machine: the socket outlives the process, and nobody's request is lost on the way.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use routex_entity::Dialect;
use routex_tests::{
    Answer, Call, Channel, Config, FakeProvider, Gate, KeepAlive, Reply, TestApp, answers, within,
};
use tokio::task::JoinSet;

const DIALECT: Dialect = Dialect::OpenaiChat;
const RESTARTS: usize = 5;
const ANSWER: &str = "One two three.";

#[tokio::test]
async fn five_restarts_under_load_lose_no_request() {
    // Arrange
    let gate = Gate::closed();
    let provider = FakeProvider::start().await;
    let held = held_after_a_word(&gate);
    provider.respond(move |seen| {
        let body = seen.json();
        match body["model"] == "held" {
            true => held.clone(),
            false => answers::good(DIALECT, ANSWER, body["stream"] == true),
        }
    });
    let config = Config::new().channel(Channel::new("only", DIALECT, &provider));
    let mut app = TestApp::with_socket(&config).await;
    let over = Arc::<AtomicBool>::default();
    let mut clients = JoinSet::new();
    for _ in 0..3 {
        clients.spawn(busy(
            app.ask(DIALECT, "kept", false),
            true,
            Arc::clone(&over),
        ));
        clients.spawn(busy(
            app.ask(DIALECT, "new", false),
            false,
            Arc::clone(&over),
        ));
        clients.spawn(busy(
            app.ask(DIALECT, "stream", true),
            true,
            Arc::clone(&over),
        ));
    }

    // Act: each time a stream is under way that ends only after the end has begun.
    for _ in 0..RESTARTS {
        provider.wait_for_seen(provider.count() + 20).await;
        let mut stream = app.ask(DIALECT, "held", true).open().await;
        stream.read_until("One").await;
        app.terminate();
        within("the word that it stops", async {
            while !app.log().contains("stopping") {
                tokio::task::yield_now().await;
            }
        })
        .await;
        gate.release_one();
        let answer = stream.finish().await;
        assert!(answer.whole && answers::stream_is_complete(DIALECT, &answer.body));
        assert_eq!(app.exited().await, Some(0), "{}", app.log());
        app.start_again().await;
    }
    provider.wait_for_seen(provider.count() + 20).await;
    over.store(true, Ordering::Relaxed);
    let sent: usize = clients.join_all().await.into_iter().sum();

    // Assert: everybody was answered, and every answer is one row.
    let rows = app.rows().await;
    assert_eq!(rows.requests.len(), sent + RESTARTS);
    assert!(rows.requests.iter().all(|row| row.outcome == "success"));
    assert_eq!(provider.count(), sent + RESTARTS);
}

#[tokio::test]
async fn who_comes_between_two_processes_waits_for_the_second() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, ANSWER, false)).await;
    let config = Config::new().channel(Channel::new("only", DIALECT, &provider));
    let mut app = TestApp::with_socket(&config).await;
    app.stop().await;

    // Act
    let early = tokio::spawn(app.ask(DIALECT, "m", false).send());
    app.start_again().await;

    // Assert
    let answer = within("the answer", early).await.expect("an answer");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(provider.count(), 1);
}

/// Asks again and again, and fails at the first answer that is not what it should be. Tells how often it asked.
async fn busy(call: Call, keeps: bool, over: Arc<AtomicBool>) -> usize {
    let (mut client, mut sent) = (KeepAlive::default(), 0);
    while !over.load(Ordering::Relaxed) {
        if !keeps {
            client = KeepAlive::default();
        }
        let answer = within("an answer", client.send(&call)).await;
        let answer = answer.unwrap_or_else(|error| panic!("request {sent} was lost: {error}"));
        check(&answer);
        sent += 1;
    }
    if keeps {
        // Otherwise nothing was tried of what this is about.
        assert!(client.opened() < sent, "{} connections", client.opened());
        assert!(
            client.opened() > RESTARTS,
            "{} connections",
            client.opened()
        );
    }
    sent
}

fn check(answer: &Answer) {
    assert_eq!(
        (answer.status, answer.whole),
        (200, true),
        "{}",
        answer.text()
    );
    assert!(answer.text().contains("three"), "{}", answer.text());
}

fn held_after_a_word(gate: &Gate) -> Reply {
    let frames = answers::frames(DIALECT, ANSWER);
    let (first, rest) = frames.content.split_at(1);
    Reply::events()
        .pieces(frames.preamble.clone())
        .pieces(first.to_vec())
        .gate(gate)
        .pieces(rest.to_vec())
        .pieces(frames.ending.clone())
        .end()
}
