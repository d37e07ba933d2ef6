//! Credentials of a channel added, rotated and removed while Routex runs.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{FakeProvider, TestApp};
use serde_json::{Value, json};

use super::channels::{app, body, key, make, patch, path_of, provider};

async fn scene() -> (FakeProvider, TestApp, String) {
    let (provider, app) = (provider().await, app().await);
    let path = make(&app, &body("a", &provider)).await;
    (provider, app, format!("{path}/credentials"))
}

/// Adds a credential and answers its path.
async fn add(app: &TestApp, credentials: &str, body: Value) -> String {
    let added = app.admin("POST", credentials).json(&body).send().await;
    assert_eq!(added.status, 201, "{}", added.text());
    path_of(credentials, &added.json())
}

async fn first(app: &TestApp, credentials: &str) -> String {
    let listed = app.admin("GET", credentials).send().await.json();
    path_of(credentials, &listed["items"][0])
}

async fn ask(app: &TestApp, session: &str) {
    let call = app
        .ask(OpenaiChat, "m", false)
        .header("x-session-id", session);
    let answer = call.send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn keys(provider: &FakeProvider) -> Vec<String> {
    let seen = provider.seen();
    let keys = seen.iter().filter_map(|seen| seen.credential());
    keys.map(str::to_owned).collect()
}

#[tokio::test]
async fn a_credential_takes_part_from_the_moment_it_is_added_until_it_is_removed() {
    // Arrange
    let (provider, app, credentials) = scene().await;

    // Act
    let added = json!({ "api_key": "sk-second-0123456789wxyz" });
    let second = add(&app, &credentials, added).await;
    for number in 0..4 {
        ask(&app, &format!("one-{number}")).await;
    }
    let removed = app.admin("DELETE", &second).send().await;
    let before = provider.count();
    for number in 0..4 {
        ask(&app, &format!("two-{number}")).await;
    }

    // Assert
    assert_eq!(removed.status, 204, "{}", removed.text());
    let keys = keys(&provider);
    assert!(keys[..before].contains(&"sk-second-0123456789wxyz".to_owned()));
    assert!(keys[before..].iter().all(|used| *used == key("a")));
    let listed = app.admin("GET", &credentials).send().await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    let again = app.admin("DELETE", &second).send().await;
    assert_eq!(again.status, 404);
}

#[tokio::test]
async fn a_rotated_key_keeps_its_place_and_its_sessions() {
    // Arrange: a session lives on one of two credentials.
    let (provider, app, credentials) = scene().await;
    add(
        &app,
        &credentials,
        json!({ "api_key": "sk-b", "label": "b" }),
    )
    .await;
    ask(&app, "conversation").await;
    let home = keys(&provider)[0].clone();
    let listed = app.admin("GET", &credentials).send().await.json();
    let items = listed["items"].as_array().unwrap();
    let is_home = |item: &&Value| (item["label"] == "b") == (home == "sk-b");
    let item = items.iter().find(is_home).unwrap();
    let path = format!("{credentials}/{}", item["id"].as_str().unwrap());

    // Act
    let rotated = patch(&app, &path, json!({ "api_key": "sk-rotated" })).await;
    for _ in 0..6 {
        ask(&app, "conversation").await;
    }

    // Assert
    assert_eq!(rotated.status, 200, "{}", rotated.text());
    assert_eq!(rotated.json()["id"], item["id"]);
    assert!(keys(&provider)[1..].iter().all(|used| used == "sk-rotated"));
}

#[tokio::test]
async fn a_key_is_in_a_channel_once() {
    let (_provider, app, credentials) = scene().await;
    let second = add(
        &app,
        &credentials,
        json!({ "api_key": "sk-b", "label": "b" }),
    )
    .await;

    let same = json!({ "api_key": key("a") });
    let added = app.admin("POST", &credentials).json(&same).send().await;
    let rotated = patch(&app, &second, same).await;
    let unchanged = patch(&app, &second, json!({ "api_key": "sk-b" })).await;
    let label = json!({ "api_key": "sk-c", "label": "b" });
    let labelled = app.admin("POST", &credentials).json(&label).send().await;

    for refused in [added, rotated, labelled] {
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (409, &json!("conflict"))
        );
    }
    assert_eq!(unchanged.status, 200, "{}", unchanged.text());
}

#[tokio::test]
async fn an_enabled_channel_keeps_a_credential() {
    let (_provider, app, credentials) = scene().await;
    let only = first(&app, &credentials).await;

    let removed = app.admin("DELETE", &only).send().await;
    let disabled = patch(&app, &only, json!({ "enabled": false })).await;
    let second = json!({ "api_key": "sk-b", "enabled": false });
    add(&app, &credentials, second).await;
    let still = app.admin("DELETE", &only).send().await;
    let channel = credentials.trim_end_matches("/credentials");
    patch(&app, channel, json!({ "enabled": false })).await;
    let at_last = app.admin("DELETE", &only).send().await;
    let enabled = patch(&app, channel, json!({ "enabled": true })).await;

    for refused in [removed, disabled, still] {
        assert_eq!(refused.status, 409, "{}", refused.text());
    }
    assert_eq!(at_last.status, 204, "{}", at_last.text());
    assert_eq!(enabled.status, 422, "{}", enabled.text());
}

#[tokio::test]
async fn a_disabled_credential_is_not_used() {
    let (provider, app, credentials) = scene().await;
    let second = add(&app, &credentials, json!({ "api_key": "sk-b" })).await;

    let disabled = patch(&app, &second, json!({ "enabled": false, "label": "spare" })).await;
    for number in 0..4 {
        ask(&app, &format!("s-{number}")).await;
    }

    let shown = disabled.json();
    assert_eq!(
        (&shown["enabled"], &shown["label"]),
        (&json!(false), &json!("spare"))
    );
    assert_eq!(shown["health"], Value::Null);
    assert!(keys(&provider).iter().all(|used| *used == key("a")));
}

#[tokio::test]
async fn new_keys_of_a_channel_replace_the_old_ones_and_known_ones_stay_where_they_are() {
    let (_provider, app, credentials) = scene().await;
    let channel = credentials.trim_end_matches("/credentials");
    let kept = first(&app, &credentials).await;
    let gone = add(&app, &credentials, json!({ "api_key": "sk-b" })).await;

    let change = json!({ "api_keys": ["sk-new", key("a")] });
    let changed = patch(&app, channel, change).await;

    assert_eq!(changed.status, 200, "{}", changed.text());
    let ids: Vec<String> = changed.json()["credentials"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| format!("{credentials}/{}", item["id"].as_str().unwrap()))
        .collect();
    assert_eq!(ids.len(), 2);
    assert!(ids.contains(&kept) && !ids.contains(&gone));
}
