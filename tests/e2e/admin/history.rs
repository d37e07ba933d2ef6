//! The history of channels' states.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, Config, FakeProvider, TestApp, answers, within};
use serde_json::{Value, json};

use super::channels::{app, body, make, provider};

/// From, to and why, the newest first.
fn told(history: &Value) -> Vec<[&str; 3]> {
    let items = history["items"].as_array().unwrap();
    let words = ["from", "to", "reason"];
    let told = items
        .iter()
        .map(|item| words.map(|word| item[word].as_str().unwrap()));
    told.collect()
}

async fn history(app: &TestApp, path: &str, query: &str) -> Value {
    let answer = app.admin("GET", &format!("{path}/history?{query}"));
    let answer = answer.send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The path of a declared channel.
async fn path_of(app: &TestApp, name: &str) -> String {
    let channels = app.admin("GET", "/channels").send().await.json();
    let mut items = channels["items"].as_array().unwrap().iter();
    let channel = items.find(|item| item["name"] == name).unwrap();
    format!("/channels/{}", channel["id"].as_str().unwrap())
}

/// A preferred channel that fails, and a good one.
async fn failing(open_ms: u32) -> (FakeProvider, FakeProvider, TestApp) {
    let bad = FakeProvider::always(answers::refusal(OpenaiChat, 500)).await;
    let good = provider().await;
    let app = Config::new()
        .operated()
        .set("affinity", "enabled = false")
        .set("breaker", "consecutive_failures = 1")
        .set("breaker", &format!("open_ms = {open_ms}"))
        .channel(Channel::new("bad", OpenaiChat, &bad).set("priority = 0"))
        .channel(Channel::new("good", OpenaiChat, &good).set("priority = 1"))
        .start()
        .await;
    (bad, good, app)
}

#[tokio::test]
async fn a_breaker_that_opened_and_closed_is_remembered_through_a_restart() {
    // Arrange
    let (bad, _good, mut app) = failing(300).await;
    let path = path_of(&app, "bad").await;

    // Act: it fails, and comes back when its pause is over.
    app.ask(OpenaiChat, "m", false).send().await;
    let broken = history(&app, &path, "").await;
    bad.respond(|_| answers::good(OpenaiChat, "Recovered.", false));
    within("the channel to come back", async {
        while app
            .ask(OpenaiChat, "m", false)
            .send()
            .await
            .header("x-routex-channel")
            != Some("bad")
        {}
    })
    .await;
    app.restart().await;
    let whole = history(&app, &path, "").await;

    // Assert: told at once, kept, and the restart is no change.
    let opened = ["closed", "open", "breaker_open"];
    assert_eq!(told(&broken), [opened]);
    let probed = ["open", "half_open", "probing"];
    let closed = ["half_open", "closed", "serving"];
    assert_eq!(told(&whole), [closed, probed, opened], "{whole}");
    assert_eq!(whole["items"][2], broken["items"][0]);
    assert_eq!(whole["items"][0]["credential"], Value::Null);
    assert_eq!(whole["state_before"], "closed");
    let others = history(&app, &path_of(&app, "good").await, "").await;
    let nothing = json!({ "state_before": "closed", "items": [], "next_cursor": null });
    assert_eq!(others, nothing);
}

#[tokio::test]
async fn what_a_crash_interrupts_begins_anew_and_says_so() {
    // Arrange: open for long, and known to be.
    let (_bad, _good, mut app) = failing(300_000).await;
    let path = path_of(&app, "bad").await;
    app.ask(OpenaiChat, "m", false).send().await;
    within("the history in the database", async {
        while app.contents().await.rows("channel_transition").is_empty() {}
    })
    .await;

    // Act
    app.kill9().await;
    app.start_again().await;
    let whole = history(&app, &path, "").await;

    // Assert
    let expected = [
        ["open", "closed", "started"],
        ["closed", "open", "breaker_open"],
    ];
    assert_eq!(told(&whole), expected);
}

#[tokio::test]
async fn what_operators_and_providers_do_to_a_channel_is_told_in_pages() {
    // Arrange
    let (provider, app) = (provider().await, app().await);
    let path = make(&app, &body("a", &provider)).await;
    for enabled in [false, true] {
        let change = app.admin("PATCH", &path);
        let changed = change.json(&json!({ "enabled": enabled })).send().await;
        assert_eq!(changed.status, 200, "{}", changed.text());
    }
    provider.respond(|_| answers::refusal(OpenaiChat, 401));
    app.ask(OpenaiChat, "m", false).send().await;

    // Act
    let whole = history(&app, &path, "").await;
    let first = history(&app, &path, "limit=3").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = history(&app, &path, &format!("limit=3&cursor={cursor}")).await;
    let since = whole["items"][2]["at"].as_str().unwrap();
    let later = history(&app, &path, "from=2100-01-01T00:00:00Z").await;
    let earlier = history(&app, &path, "to=2000-01-01T00:00:00Z").await;
    let part = history(&app, &path, &format!("from={since}")).await;

    // Assert
    let expected = [
        ["closed", "disabled", "credentials_suspended"],
        ["closed", "disabled", "unauthorized"],
        ["disabled", "closed", "enabled"],
        ["closed", "disabled", "disabled"],
    ];
    assert_eq!(told(&whole), expected);
    let shown = app.admin("GET", &path).send().await.json();
    let credential = &whole["items"][1]["credential"];
    assert_eq!(credential["id"], shown["credentials"][0]["id"]);
    assert_eq!(credential["label"], shown["credentials"][0]["label"]);
    assert_eq!(told(&first), expected[..3]);
    assert_eq!(told(&second), expected[3..]);
    assert_eq!(second["next_cursor"], Value::Null);
    assert_eq!(
        (told(&later), &later["state_before"]),
        (vec![], &json!("disabled"))
    );
    assert_eq!(
        (told(&earlier), &earlier["state_before"]),
        (vec![], &json!("closed"))
    );
    assert!(told(&part).starts_with(&expected[..3]));
}

#[tokio::test]
async fn a_channel_that_is_removed_takes_its_history_along() {
    // Arrange
    let (provider, app) = (provider().await, app().await);
    let path = make(&app, &body("a", &provider)).await;
    app.admin("POST", &format!("{path}/drain")).send().await;
    assert_eq!(told(&history(&app, &path, "").await).len(), 1);

    // Act
    let removed = app.admin("DELETE", &path).send().await;
    let asked = app.admin("GET", &format!("{path}/history")).send().await;
    app.stop().await;

    // Assert
    assert_eq!((removed.status, asked.status), (204, 404));
    let left = app.contents().await;
    assert!(left.rows("channel_transition").is_empty());
}

#[tokio::test]
async fn what_is_wrong_in_the_question_is_named() {
    let (provider, app) = (provider().await, app().await);
    let path = make(&app, &body("a", &provider)).await;

    let answer = app.admin("GET", &format!("{path}/history?from=noon&page=2&limit=0"));
    let answer = answer.send().await;

    assert_eq!(answer.status, 422);
    let told = answer.text();
    for name in ["from", "page", "limit"] {
        assert!(told.contains(&format!("\"{name}\"")), "{told}");
    }
}
