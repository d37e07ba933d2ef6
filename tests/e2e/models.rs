//! The merged list of models, in the form of whoever asks, and only what its key may use.

use routex_entity::Dialect;
use routex_tests::{CLIENT_KEY, Channel, Config, FakeProvider, TestApp};
use serde_json::Value;

const RESTRICTED: &str = "rx-test-of-a-restricted-client";

#[tokio::test]
async fn openai_clients_get_their_form() {
    let app = app().await;
    let list = app.call("GET", "/v1/models").send().await.json();
    assert_eq!(list["object"], "list");
    assert_eq!(
        ids(&list["data"], "id"),
        ["claude-x", "gpt-x", "shared", "smart"]
    );
    assert!(items(&list["data"]).all(|model| model["object"] == "model"));
}

#[tokio::test]
async fn anthropic_clients_get_theirs() {
    let app = app().await;
    let call = app.call("GET", "/v1/models?limit=1000");
    let list = call.header("anthropic-version", "2026-10-21").send().await;
    let list = list.json();
    assert_eq!(list["has_more"], false);
    assert_eq!(
        ids(&list["data"], "id"),
        ["claude-x", "gpt-x", "shared", "smart"]
    );
    assert!(items(&list["data"]).all(|model| model["type"] == "model"));
}

#[tokio::test]
async fn gemini_clients_get_theirs_under_either_version() {
    let app = app().await;
    for path in ["/v1beta/models", "/v1/models"] {
        let call = app
            .anonymous("GET", path)
            .header("x-goog-api-key", CLIENT_KEY);
        let list = call.send().await.json();
        assert_eq!(
            ids(&list["models"], "name"),
            [
                "models/claude-x",
                "models/gpt-x",
                "models/shared",
                "models/smart"
            ],
            "{path}"
        );
    }
}

#[tokio::test]
async fn one_model_can_be_asked_for() {
    let app = app().await;
    let found = app.call("GET", "/v1/models/gpt-x").send().await;
    assert_eq!(
        (found.status, &found.json()["id"]),
        (200, &Value::from("gpt-x"))
    );
    let missing = app.call("GET", "/v1/models/no-such-model").send().await;
    assert_eq!(missing.status, 404);
}

#[tokio::test]
async fn a_restricted_key_sees_only_what_it_may_use() {
    let app = app().await;
    let call = app.anonymous("GET", "/v1/models").bearer(RESTRICTED);
    let list = call.send().await.json();
    assert_eq!(ids(&list["data"], "id"), ["gpt-x"]);
}

/// Two channels that share a model, and an alias.
async fn app() -> TestApp {
    let provider = FakeProvider::start().await;
    let a = Channel::new("a", Dialect::Anthropic, &provider);
    let o = Channel::new("o", Dialect::OpenaiChat, &provider);
    Config::new()
        .channel(a.set("models = [\"claude-x\", \"shared\"]"))
        .channel(o.set("models = [\"gpt-x\", \"shared\"]"))
        .table(
            "[[alias]]\nname = \"smart\"\ntargets = [ { channel = \"o\", model = \"gpt-x\" } ]\n",
        )
        .table(&format!(
            "[[client_key]]\nname = \"restricted\"\nkey = \"{RESTRICTED}\"\nmodels = [\"gpt-x\"]\n"
        ))
        .start()
        .await
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn ids(list: &Value, key: &str) -> Vec<String> {
    let ids = items(list).filter_map(|model| model[key].as_str());
    let mut ids: Vec<String> = ids.map(str::to_owned).collect();
    ids.sort();
    ids
}
