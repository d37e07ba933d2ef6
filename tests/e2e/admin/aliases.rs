//! Aliases made, changed and removed while Routex runs.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, Config, FakeProvider, TestApp, answers};
use serde_json::{Value, json};

async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::start().await;
    provider.respond(|_| answers::good(OpenaiChat, "Yes.", false));
    let config = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider));
    (provider, config.start().await)
}

#[tokio::test]
async fn an_alias_serves_from_the_moment_it_is_made_until_it_is_removed() {
    let (provider, app) = app().await;
    let body = json!({ "name": "smart", "targets": [{ "channel": "a", "model": "gpt-x" }] });

    let made = app.admin("POST", "/aliases").json(&body).send().await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    app.ask(OpenaiChat, "smart", false).send().await;
    let changed = json!({ "name": "smart", "targets": [{ "channel": "a", "model": "gpt-y" }] });
    let path = format!("/aliases/{id}");
    let replaced = app.admin("PUT", &path).json(&changed).send().await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    app.ask(OpenaiChat, "smart", false).send().await;
    let removed = app.admin("DELETE", &path).send().await;
    assert_eq!(removed.status, 204, "{}", removed.text());

    let models: Vec<Value> = provider
        .seen()
        .iter()
        .map(|seen| seen.json()["model"].clone())
        .collect();
    assert_eq!(models, ["gpt-x", "gpt-y"]);
    let listed = app.admin("GET", "/aliases").send().await.json();
    assert_eq!(listed, json!({ "items": [], "next_cursor": null }));
}

#[tokio::test]
async fn what_is_wrong_with_an_alias_is_told_field_by_field() {
    let (_provider, app) = app().await;
    let body = json!({ "name": "", "targets": [{ "channel": "b", "model": "m" }], "colour": 1 });

    let refused = app.admin("POST", "/aliases").json(&body).send().await;

    assert_eq!(refused.status, 422, "{}", refused.text());
    let problem = refused.json();
    assert_eq!(problem["code"], "invalid_fields");
    let errors = problem["errors"].as_array().unwrap();
    let fields: Vec<&Value> = errors.iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["name", "targets[0].channel", "colour"]);
}
