//! Routing behaviour tuned while Routex runs.

use routex_entity::{Dialect, Dialect::OpenaiChat};
use routex_tests::{Channel, Config, FakeProvider, TestApp, answers};
use serde_json::{Value, json};
use tokio::{sync::watch, task::JoinSet};

async fn two_channels() -> (FakeProvider, Config) {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let config = Config::new()
        .operated()
        .set("affinity", "enabled = false")
        .channel(Channel::new("a", OpenaiChat, &provider).set("first_byte_timeout_ms = 40000"))
        .channel(Channel::new("b", OpenaiChat, &provider).set("priority = 1"));
    (provider, config)
}

async fn get(app: &TestApp) -> Value {
    let answer = app.admin("GET", "/routing").send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn put(app: &TestApp, body: &Value) -> Value {
    let answer = app.admin("PUT", "/routing").json(body).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn served_by(app: &TestApp) -> String {
    let answer = app.ask(OpenaiChat, "m", false).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let channel = answer.header("x-routex-channel");
    channel.unwrap_or_default().to_owned()
}

#[tokio::test]
async fn what_is_set_is_in_effect_at_once_survives_a_restart_and_ends_with_a_reset() {
    // Arrange
    let (_provider, config) = two_channels().await;
    let mut app = config.set("routing", "max_attempts = 2").start().await;
    let from_file = get(&app).await;
    assert_eq!(from_file["source"], "file");
    assert_eq!(from_file["strategy"], "priority");
    assert_eq!(
        (served_by(&app).await, served_by(&app).await),
        pair("a", "a")
    );

    // Act
    let changed = put(
        &app,
        &json!({ "strategy": "round_robin", "breaker": { "open_ms": 77 } }),
    )
    .await;
    let (one, other) = (served_by(&app).await, served_by(&app).await);
    app.restart().await;

    // Assert
    assert_ne!(one, other);
    let mut expected = from_file.clone();
    expected["strategy"] = json!("round_robin");
    expected["breaker"]["open_ms"] = json!(77);
    expected["source"] = json!("database");
    assert_eq!(changed, expected);
    assert_eq!(get(&app).await, expected);

    let reset = app.admin("DELETE", "/routing").send().await;
    assert_eq!(reset.status, 204, "{}", reset.text());
    assert_eq!(get(&app).await, from_file);
    assert_eq!(
        (served_by(&app).await, served_by(&app).await),
        pair("a", "a")
    );
}

fn pair(one: &str, other: &str) -> (String, String) {
    (one.to_owned(), other.to_owned())
}

#[tokio::test]
async fn what_was_never_set_goes_on_following_the_file() {
    let (_provider, config) = two_channels().await;
    let mut app = config.clone().start().await;
    put(&app, &json!({ "strategy": "weighted", "max_attempts": 9 })).await;
    put(&app, &json!({ "max_attempts": null })).await;

    app.rewrite(&config.set("routing", "max_attempts = 5\nstrategy = \"fastest\""));
    app.restart().await;

    let now = get(&app).await;
    assert_eq!(
        (&now["max_attempts"], &now["strategy"]),
        (&json!(5), &json!("weighted"))
    );
}

#[tokio::test]
async fn what_breaks_the_rules_is_told_by_field_and_changes_nothing() {
    let (_provider, config) = two_channels().await;
    let app = config.start().await;
    let before = get(&app).await;
    let body = json!({
        "strategy": "best", "max_attempts": 0, "colour": 1,
        "affinity": { "ttl_seconds": 0 }, "breaker": { "failure_ratio": 2, "open_ms": 400_000 },
    });

    let refused = app.admin("PUT", "/routing").json(&body).send().await;

    assert_eq!(refused.status, 422, "{}", refused.text());
    let problem = refused.json();
    let errors = problem["errors"].as_array().unwrap();
    let fields: Vec<&str> = errors
        .iter()
        .map(|it| it["field"].as_str().unwrap())
        .collect();
    let expected = [
        "strategy",
        "max_attempts",
        "affinity.ttl_seconds",
        "breaker.failure_ratio",
        "breaker.open_ms",
        "colour",
    ];
    assert_eq!(fields, expected);
    assert_eq!(get(&app).await, before);
}

#[tokio::test]
async fn no_total_timeout_is_shorter_than_the_first_byte_timeout_of_a_channel() {
    let (_provider, config) = two_channels().await;
    let app = config.start().await;
    let body = |total: u32| json!({ "first_byte_timeout_ms": 10_000, "total_timeout_ms": total });

    let refused = app
        .admin("PUT", "/routing")
        .json(&body(39_999))
        .send()
        .await;

    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(refused.json()["errors"][0]["field"], "total_timeout_ms");
    assert!(refused.text().contains("\\\"a\\\""), "{}", refused.text());
    put(&app, &body(40_000)).await;
}

#[tokio::test]
async fn a_stored_setting_that_contradicts_the_file_is_left_out_and_told() {
    let (_provider, config) = two_channels().await;
    let mut app = config.clone().start().await;
    put(
        &app,
        &json!({ "strategy": "weighted", "total_timeout_ms": 60_000 }),
    )
    .await;

    app.rewrite(&config.set("routing", "first_byte_timeout_ms = 90000"));
    app.restart().await;

    assert_eq!(get(&app).await["source"], "file");
    assert!(
        app.log().contains("stored routing settings"),
        "{}",
        app.log()
    );
    let mended = put(&app, &json!({ "strategy": "cheapest" })).await;
    assert_eq!(mended["total_timeout_ms"], 600_000);
}

const CLIENTS: usize = 16;
/// Requests of a client, at least.
const REQUESTS: usize = 25;
/// Each strategy twice.
const CHANGES: usize = 12;

/// Requests in two dialects and forms, again and again until enough was changed meanwhile; all must be answered in full.
/// Answers how many they were.
async fn client(
    calls: Vec<(Dialect, bool, routex_tests::Call)>,
    changes: watch::Receiver<usize>,
) -> usize {
    let mut sent = 0;
    while sent < REQUESTS || *changes.borrow() < CHANGES {
        let (dialect, stream, call) = &calls[sent % calls.len()];
        sent += 1;
        let answer = call.clone().send().await;
        assert_eq!(answer.status, 200, "{dialect}: {}", answer.text());
        assert!(answer.whole, "{dialect}: {}", answer.text());
        if *stream {
            let body = &answer.body;
            assert!(
                answers::stream_is_complete(*dialect, body),
                "{}",
                answer.text()
            );
            assert_eq!(answers::stream_text(*dialect, body), "One two three.");
        }
    }
    sent
}

#[tokio::test]
async fn changing_strategy_breaker_and_aliases_under_load_drops_no_request_and_cuts_no_stream() {
    // Arrange
    let provider = FakeProvider::start().await;
    provider.respond(|seen| {
        let dialect = match seen.path() {
            "/v1/messages" => Dialect::Anthropic,
            _ => OpenaiChat,
        };
        let stream = seen.json()["stream"] == json!(true);
        answers::good(dialect, "One two three.", stream)
    });
    let mut config = Config::new().operated();
    for name in ["a", "b", "c"] {
        let channel = Channel::new(name, OpenaiChat, &provider);
        config = config.channel(channel).channel(Channel::new(
            &format!("{name}-claude"),
            Dialect::Anthropic,
            &provider,
        ));
    }
    let app = config.start().await;
    let alias = |channels: [&str; 2]| {
        let targets = channels.map(|name| json!({ "channel": name, "model": "gpt-x" }));
        let claude = json!({ "channel": "a-claude", "model": "claude-x" });
        json!({ "name": "smart", "targets": [targets[0], targets[1], claude] })
    };
    let made = app
        .admin("POST", "/aliases")
        .json(&alias(["a", "b"]))
        .send()
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = format!("/aliases/{}", made.json()["id"].as_str().unwrap());

    // Act
    let (progress, changes_made) = watch::channel(0);
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let model = ["m", "smart"][number % 2];
        let forms = [
            (OpenaiChat, true),
            (Dialect::Anthropic, false),
            (OpenaiChat, false),
            (Dialect::Anthropic, true),
        ];
        let calls =
            forms.map(|(dialect, stream)| (dialect, stream, app.ask(dialect, model, stream)));
        clients.spawn(client(calls.to_vec(), changes_made.clone()));
    }
    let strategies = [
        "priority",
        "round_robin",
        "weighted",
        "least_used",
        "fastest",
        "cheapest",
    ];
    let (mut changes, mut sent) = (0, 0);
    while !clients.is_empty() {
        let breaker = json!({
            "consecutive_failures": 1 + changes % 7, "window_seconds": 1 + changes % 5,
            "minimum_attempts": 1 + changes % 3, "open_ms": 1 + changes % 2,
        });
        let body = json!({ "strategy": strategies[changes % 6], "breaker": breaker,
            "affinity": { "enabled": changes % 2 == 0 } });
        put(&app, &body).await;
        let targets = [["a", "b"], ["b", "c"], ["c", "a"]][changes % 3];
        let replaced = app.admin("PUT", &path).json(&alias(targets)).send().await;
        assert_eq!(replaced.status, 200, "{}", replaced.text());
        changes += 1;
        progress.send_replace(changes);
        while let Some(ended) = clients.try_join_next() {
            sent += ended.unwrap();
        }
    }

    // Assert
    assert_eq!(provider.count(), sent, "some request was tried twice");
    let rows = app.rows().await;
    assert_eq!(rows.requests.len(), sent);
    assert!(rows.requests.iter().all(|row| row.outcome == "success"));
}
