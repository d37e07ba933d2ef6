//! Once an attempt was sent, its row exists: after `kill -9` under load, exactly once.

use std::collections::BTreeMap;

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, Piece, TestApp, answers};
use tokio::task::JoinSet;

const DIALECT: Dialect = Dialect::OpenaiChat;
const KILLS: usize = 20;
const CLIENTS: usize = 8;
/// Requests the provider sees between two kills.
const ROUND: usize = 40;

#[tokio::test]
async fn twenty_kills_under_load_lose_no_attempt_and_count_none_twice() {
    // Arrange: every third request fails, so that some have two attempts.
    let provider = FakeProvider::start().await;
    provider.respond(|seen| {
        let stream = seen.json()["stream"] == true;
        if seen.credential() == Some("sk-shaky") && seen.body.len() % 3 == 0 {
            answers::refusal(DIALECT, 503)
        } else {
            answers::good(DIALECT, "Yes.", stream)
        }
    });
    let mut app = Config::new()
        .set("affinity", "enabled = false")
        .set("breaker", "consecutive_failures = 1000000")
        .set("breaker", "failure_ratio = 1.0")
        .channel(Channel::new("shaky", DIALECT, &provider).set("priority = 0"))
        .channel(Channel::new("steady", DIALECT, &provider).set("priority = 1"))
        .start()
        .await;

    // Act
    for round in 0..KILLS {
        let clients = load(&app, round);
        provider.wait_for_seen(provider.count() + ROUND).await;
        app.kill9().await;
        clients.join_all().await;
        app.start_again().await;
    }
    let rows = app.rows().await;

    // Assert: the model name is the mark of a request, the credential that of its attempt.
    let mut seen = BTreeMap::<(String, String), usize>::new();
    for request in provider.seen() {
        let model = request.json()["model"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let credential = request.credential().unwrap_or_default();
        let channel = credential.trim_start_matches("sk-").to_owned();
        *seen.entry((model, channel)).or_default() += 1;
    }
    let mut kept = BTreeMap::<(String, String), usize>::new();
    for attempt in &rows.attempts {
        let key = (attempt.model_served.clone(), attempt.channel.clone());
        *kept.entry(key).or_default() += 1;
    }
    for (attempt, count) in &seen {
        assert_eq!(kept.get(attempt), Some(count), "rows of {attempt:?}");
    }
    let doubled = kept.iter().filter(|(attempt, count)| {
        // What was written down but had not left yet is one row, too.
        **count > seen.get(*attempt).copied().unwrap_or(1)
    });
    assert_eq!(doubled.collect::<Vec<_>>(), []);

    let mut requests = BTreeMap::<&str, usize>::new();
    for request in &rows.requests {
        *requests.entry(&request.model_requested).or_default() += 1;
    }
    let doubled = requests.iter().filter(|(_, count)| **count > 1);
    assert_eq!(doubled.collect::<Vec<_>>(), []);
    for (model, _) in seen.keys() {
        assert!(
            requests.contains_key(model.as_str()),
            "no request row for {model}"
        );
    }
}

#[tokio::test]
async fn what_was_in_flight_when_it_was_killed_has_an_unknown_outcome() {
    // Arrange
    let provider = FakeProvider::always(routex_tests::Reply::never()).await;
    let mut app = Config::new()
        .channel(Channel::new("only", DIALECT, &provider))
        .start()
        .await;
    let client = app.ask(DIALECT, "in-flight", false).send_and_leave().await;
    provider.wait_for_seen(1).await;

    // Act
    app.kill9().await;
    drop(client);
    app.start_again().await;

    // Assert
    let rows = app.rows().await;
    let row = rows.only_request();
    assert_eq!(row.model_requested, "in-flight");
    assert_eq!(row.outcome, "unknown");
    assert_eq!(rows.attempt_outcomes(), ["unknown"]);
}

#[tokio::test]
async fn starting_twice_after_a_kill_replays_once() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let mut app = Config::new()
        .channel(Channel::new("only", DIALECT, &provider))
        .start()
        .await;
    for n in 0..10 {
        let model = format!("m-{n}");
        assert_eq!(app.ask(DIALECT, &model, false).send().await.status, 200);
    }

    // Act
    app.kill9().await;
    app.start_again().await;
    app.kill9().await;
    app.start_again().await;

    // Assert
    let rows = app.rows().await;
    assert_eq!(rows.requests.len(), 10);
    assert_eq!(rows.attempts.len(), 10);
    // A client may have its answer a moment before the journal has its end.
    let known = |outcome: &str| matches!(outcome, "success" | "unknown");
    assert!(rows.requests.iter().all(|row| known(&row.outcome)));
}

/// Clients that ask, streaming in turns, until the server is gone. Every request has a model name of its own.
fn load(app: &TestApp, round: usize) -> JoinSet<()> {
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let address = app.address();
        clients.spawn(async move {
            for n in 0.. {
                let stream = n % 2 == 0;
                let model = format!("m-{round}-{client}-{n}");
                let target = answers::target(DIALECT, &model, stream);
                let call = routex_tests::Call::new(address, "POST", &target)
                    .bearer(routex_tests::CLIENT_KEY)
                    .json(&answers::request(DIALECT, &model, stream));
                let Ok(mut answer) = call.try_open().await else {
                    return;
                };
                while let Piece::Data(_) = answer.next().await {}
            }
        });
    }
    clients
}
