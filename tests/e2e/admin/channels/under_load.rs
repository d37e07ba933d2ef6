//! Changes while requests are under way: none is lost, no stream is cut.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{FakeProvider, Gate, Incoming, Reply, TestApp, answers};
use serde_json::json;
use tokio::task::JoinSet;

use super::{app, body, make, patch, path_of, provider};

#[tokio::test]
async fn changing_channels_loses_no_request_and_cuts_no_stream() {
    // Arrange: a stream in the middle, and clients that never pause.
    let (gate, held, app) = held_stream().await;
    let (first, second) = (provider().await, provider().await);
    let first_path = make(&app, &body("first", &first)).await;
    let second_path = make(&app, &body("second", &second)).await;
    let stream = begun(&app).await;
    let over = Arc::new(AtomicBool::new(false));
    let app = Arc::new(app);
    let mut clients = JoinSet::new();
    for number in 0..4 {
        let (app, over) = (app.clone(), over.clone());
        clients.spawn(async move {
            let mut answers = Vec::new();
            while !over.load(Ordering::Relaxed) || answers.is_empty() {
                let streamed = number % 2 == 0;
                let answer = app.ask(OpenaiChat, "m", streamed).send().await;
                answers.push((answer.status, answer.whole));
            }
            answers
        });
    }

    // Act
    for round in 1..=10 {
        let changes = [
            (
                &first_path,
                json!({ "weight": round, "priority": round % 2 }),
            ),
            (
                &second_path,
                json!({ "models": ["m", format!("m-{round}")] }),
            ),
            (&first_path, json!({ "enabled": round % 2 == 0 })),
            (
                &first_path,
                json!({ "max_concurrency": round * 10, "name": format!("first-{round}") }),
            ),
        ];
        for (path, change) in changes {
            let changed = patch(&app, path, change).await;
            assert_eq!(changed.status, 200, "{}", changed.text());
        }
    }
    over.store(true, Ordering::Relaxed);
    let answers = clients.join_all().await.concat();
    gate.open();
    let stream = stream.finish().await;

    // Assert
    assert!(
        answers.iter().all(|answer| *answer == (200, true)),
        "{answers:?}"
    );
    assert!(stream.whole);
    assert!(answers::stream_is_complete(OpenaiChat, &stream.body));
    assert_eq!(held.count(), 1);
    assert!(first.count() > 0 && second.count() > 0);
}

#[tokio::test]
async fn a_disabled_channel_gets_no_new_request_and_finishes_its_stream() {
    // Arrange
    let (gate, held, app) = held_stream().await;
    let stream = begun(&app).await;
    let other = provider().await;
    make(&app, &body("other", &other)).await;
    let path = find(&app, "held").await;

    // Act
    let disabled = patch(&app, &path, json!({ "priority": -5, "enabled": false })).await;
    let next = app.ask(OpenaiChat, "m", false).send().await;
    let shown = app.admin("GET", &path).send().await.json();
    gate.open();
    let stream = stream.finish().await;

    // Assert
    assert_eq!(disabled.status, 200, "{}", disabled.text());
    assert_eq!(next.header("x-routex-channel"), Some("other"));
    assert_eq!(
        (&shown["state"], &shown["in_flight"]),
        (&json!("disabled"), &json!(1))
    );
    assert!(stream.whole && answers::stream_is_complete(OpenaiChat, &stream.body));
    assert_eq!(held.count(), 1);
}

#[tokio::test]
async fn a_removed_channel_finishes_its_stream() {
    let (gate, _held, app) = held_stream().await;
    let stream = begun(&app).await;
    let path = find(&app, "held").await;

    let removed = app.admin("DELETE", &path).send().await;
    gate.open();
    let stream = stream.finish().await;

    assert_eq!(removed.status, 204, "{}", removed.text());
    assert!(stream.whole && answers::stream_is_complete(OpenaiChat, &stream.body));
}

#[tokio::test]
async fn a_drain_answers_when_the_last_stream_has_ended() {
    // Arrange
    let (gate, _held, app) = held_stream().await;
    let stream = begun(&app).await;
    let path = find(&app, "held").await;

    // Act: at first nothing is waited for.
    let at_once = app.admin("POST", &format!("{path}/drain")).send().await;
    let waiting = app.admin("POST", &format!("{path}/drain?wait_seconds=60"));
    let waiting = tokio::spawn(waiting.send());
    let refused = app.ask(OpenaiChat, "m", false).send().await;
    assert!(!waiting.is_finished(), "the stream has not ended");
    gate.open();
    let stream = stream.finish().await;
    let waited = waiting.await.unwrap();

    // Assert
    assert_eq!(
        (at_once.status, at_once.json()),
        (200, json!({ "in_flight": 1 }))
    );
    assert_ne!(refused.status, 200);
    assert!(stream.whole);
    assert_eq!(
        (waited.status, waited.json()),
        (200, json!({ "in_flight": 0 }))
    );
    for wrong in ["61", "-1", "x"] {
        let path = format!("{path}/drain?wait_seconds={wrong}");
        assert_eq!(app.admin("POST", &path).send().await.status, 422);
    }
}

/// A channel `held`, which goes first and whose streams stop in the middle until the gate opens.
async fn held_stream() -> (Gate, FakeProvider, TestApp) {
    let gate = Gate::closed();
    let frames = answers::frames(OpenaiChat, "One two three.");
    let reply = Reply::events()
        .pieces(frames.preamble.clone())
        .piece(frames.content[0].clone())
        .gate(&gate)
        .pieces(frames.content[1..].to_vec())
        .pieces(frames.ending)
        .end();
    let held = FakeProvider::always(reply).await;
    let app = app().await;
    let mut held_body = body("held", &held);
    held_body["priority"] = json!(-10);
    held_body["max_concurrency"] = json!(1);
    make(&app, &held_body).await;
    (gate, held, app)
}

async fn begun(app: &TestApp) -> Incoming {
    let mut stream = app.ask(OpenaiChat, "m", true).open().await;
    stream.read_until("One").await;
    stream
}

async fn find(app: &TestApp, name: &str) -> String {
    let listed = app.admin("GET", "/channels").send().await.json();
    let mut items = listed["items"].as_array().into_iter().flatten();
    match items.find(|item| item["name"] == name) {
        Some(item) => path_of("/channels", item),
        None => panic!("there is no channel {name} in {listed}"),
    }
}
