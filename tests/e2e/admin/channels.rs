//! Channels made, changed and removed while Routex runs.

mod secrets;
mod under_load;

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Answer, Channel, Config, FakeProvider, TestApp, answers};
use serde_json::{Value, json};

/// A provider that answers every question.
pub(crate) async fn provider() -> FakeProvider {
    let provider = FakeProvider::start().await;
    provider.respond(|seen| {
        let stream = seen.json()["stream"] == true;
        answers::good(OpenaiChat, "One two three.", stream)
    });
    provider
}

/// An operated Routex without channels.
pub(super) async fn app() -> TestApp {
    Config::new().operated().start().await
}

/// The body of a channel at that provider, with the key `sk-<name>-0123456789abcdef`.
pub(super) fn body(name: &str, provider: &FakeProvider) -> Value {
    json!({
        "name": name,
        "provider": "openai_compatible",
        "base_url": format!("{}/v1", provider.url()),
        "dialects": ["openai_chat"],
        "api_keys": [key(name)],
        "allow_private_network": true,
    })
}

pub(super) fn key(name: &str) -> String {
    format!("sk-{name}-0123456789abcdef")
}

/// Makes a channel and answers its path.
pub(super) async fn make(app: &TestApp, body: &Value) -> String {
    let made = app.admin("POST", "/channels").json(body).send().await;
    assert_eq!(made.status, 201, "{}", made.text());
    path_of("/channels", &made.json())
}

/// The path of an item of a list.
pub(super) fn path_of(list: &str, item: &Value) -> String {
    match item["id"].as_str() {
        Some(id) => format!("{list}/{id}"),
        None => panic!("there is no id in {item}"),
    }
}

pub(super) async fn patch(app: &TestApp, path: &str, body: Value) -> Answer {
    app.admin("PATCH", path).json(&body).send().await
}

/// The path of a channel that the file declares.
pub(super) async fn declared_path(app: &TestApp) -> String {
    let listed = app.admin("GET", "/channels").send().await.json();
    path_of("/channels", &listed["items"][0])
}

#[tokio::test]
async fn a_channel_serves_from_the_moment_it_is_made_until_it_is_removed() {
    // Arrange
    let (provider, app) = (provider().await, app().await);
    let mut wanted = body("a", &provider);
    wanted["headers"] = json!({ "x-extra": "1" });
    wanted["model_map"] = json!({ "small": "small-2026" });

    // Act
    let path = make(&app, &wanted).await;
    let served = app.ask(OpenaiChat, "small", false).send().await;
    let shown = app.admin("GET", &path).send().await.json();
    let removed = app.admin("DELETE", &path).send().await;
    let refused = app.ask(OpenaiChat, "small", false).send().await;

    // Assert
    assert_eq!(served.status, 200, "{}", served.text());
    let seen = &provider.seen()[0];
    assert_eq!(seen.credential(), Some(&*key("a")));
    assert_eq!(seen.header("x-extra"), Some("1"));
    assert_eq!(seen.json()["model"], "small-2026");
    assert_eq!(shown["base_url"], wanted["base_url"]);
    assert_eq!(shown["header_names"], json!(["x-extra"]));
    assert_eq!(shown["state"], "closed");
    assert_eq!(shown["declared"], false);
    assert_eq!(shown["weight"], 1);
    assert_eq!(removed.status, 204, "{}", removed.text());
    assert_ne!(refused.status, 200);
    let listed = app.admin("GET", "/channels").send().await.json();
    assert_eq!(listed, json!({ "items": [], "next_cursor": null }));
    let gone = app.admin("GET", &path).send().await;
    assert_eq!(
        (gone.status, &gone.json()["code"]),
        (404, &json!("not_found"))
    );
}

#[tokio::test]
async fn a_channel_outlives_a_restart_with_its_secrets() {
    let (provider, mut app) = (provider().await, app().await);
    make(&app, &body("a", &provider)).await;

    app.restart().await;
    let served = app.ask(OpenaiChat, "m", false).send().await;

    assert_eq!(served.status, 200, "{}", served.text());
    assert_eq!(provider.seen()[0].credential(), Some(&*key("a")));
}

#[tokio::test]
async fn what_is_wrong_with_a_channel_is_told_field_by_field() {
    let (provider, app) = (provider().await, app().await);
    let path = make(&app, &body("a", &provider)).await;
    let wrong = json!({ "name": "a b", "provider": "opnai", "rpm": -1, "weigth": 2 });

    let refused = app.admin("POST", "/channels").json(&wrong).send().await;
    let changed = patch(&app, &path, json!({ "weight": 0, "colour": 1 })).await;

    let fields = |answer: &Answer| -> Vec<Value> {
        assert_eq!(answer.status, 422, "{}", answer.text());
        let problem = answer.json();
        let errors = problem["errors"].as_array().unwrap();
        errors.iter().map(|error| error["field"].clone()).collect()
    };
    assert_eq!(
        fields(&refused),
        ["name", "provider", "api_keys", "rpm", "weigth"]
    );
    assert_eq!(fields(&changed), ["weight", "colour"]);
}

#[tokio::test]
async fn a_name_is_given_once() {
    let (provider, app) = (provider().await, app().await);
    make(&app, &body("a", &provider)).await;
    let path = make(&app, &body("b", &provider)).await;

    let same = app.admin("POST", "/channels");
    let same = same.json(&body("a", &provider)).send().await;
    let renamed = patch(&app, &path, json!({ "name": "a" })).await;
    let free = patch(&app, &path, json!({ "name": "c" })).await;

    for refused in [same, renamed] {
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (409, &json!("conflict"))
        );
    }
    assert_eq!((free.status, &free.json()["name"]), (200, &json!("c")));
}

#[tokio::test]
async fn a_channel_that_an_alias_leads_to_stays_and_the_alias_is_named() {
    let (provider, app) = (provider().await, app().await);
    let path = make(&app, &body("a", &provider)).await;
    let alias = json!({ "name": "smart", "targets": [{ "channel": "a", "model": "m" }] });
    app.admin("POST", "/aliases").json(&alias).send().await;

    let refused = app.admin("DELETE", &path).send().await;
    // A new name changes nothing for the alias.
    patch(&app, &path, json!({ "name": "b" })).await;
    let served = app.ask(OpenaiChat, "smart", false).send().await;

    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("smart"), "{}", refused.text());
    assert_eq!(served.header("x-routex-channel"), Some("b"));
}

#[tokio::test]
async fn a_declared_channel_is_changed_in_the_file_alone() {
    // Arrange
    let provider = provider().await;
    let channel = Channel::new("a", OpenaiChat, &provider).set("headers = { \"x-a\" = \"1\" }");
    let app = Config::new().operated().channel(channel).start().await;
    let path = declared_path(&app).await;

    // Act
    let shown = app.admin("GET", &path).send().await.json();
    let credentials = format!("{path}/credentials");
    let credential = json!({ "api_key": "sk-other" });
    let refused = [
        patch(&app, &path, json!({ "weight": 2 })).await,
        app.admin("DELETE", &path).send().await,
        app.admin("POST", &format!("{path}/drain")).send().await,
        app.admin("POST", &credentials)
            .json(&credential)
            .send()
            .await,
    ];

    // Assert
    assert_eq!(shown["declared"], true);
    assert_eq!(shown["header_names"], json!(["x-a"]));
    assert_eq!(shown["credentials"][0]["declared"], true);
    for refused in refused {
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (409, &json!("declared"))
        );
    }
}
