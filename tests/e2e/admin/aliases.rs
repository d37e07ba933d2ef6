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

#[tokio::test]
async fn one_alias_can_be_read_and_what_is_not_there_cannot() {
    let (_provider, app) = app().await;
    let body = json!({
        "name": "gpt-x", "targets": [{ "channel": "a", "model": "gpt-x" }],
        "fallbacks": [{ "when": "unavailable", "model": "gpt-y" }],
    });
    let made = app
        .admin("POST", "/aliases")
        .json(&body)
        .send()
        .await
        .json();
    let path = format!("/aliases/{}", made["id"].as_str().unwrap());

    let shown = app.admin("GET", &path).send().await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    assert_eq!(shown.json(), made);
    assert_eq!(shown.json()["fallbacks"], body["fallbacks"]);
    for unknown in [
        "/aliases/00000000-0000-7000-8000-000000000000",
        "/aliases/smart",
    ] {
        for method in ["GET", "PUT", "DELETE"] {
            let answer = app.admin(method, unknown).json(&body).send().await;
            assert_eq!(answer.status, 404, "{method} {unknown}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_name_is_given_once_and_what_the_file_declares_stays_as_it_is() {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let declared = "[[alias]]\nname = \"fixed\"\ntargets = [{ channel = \"a\", model = \"m\" }]\n";
    let app = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider))
        .table(declared)
        .start()
        .await;
    let body = |name: &str| json!({ "name": name, "targets": [{ "channel": "a", "model": "m" }] });
    let fixed = app.admin("GET", "/aliases").send().await.json()["items"][0].clone();
    let made = app
        .admin("POST", "/aliases")
        .json(&body("mine"))
        .send()
        .await
        .json();
    let path = |alias: &Value| format!("/aliases/{}", alias["id"].as_str().unwrap());

    let taken = app
        .admin("POST", "/aliases")
        .json(&body("fixed"))
        .send()
        .await;
    let renamed = app
        .admin("PUT", &path(&made))
        .json(&body("fixed"))
        .send()
        .await;
    let changed = app
        .admin("PUT", &path(&fixed))
        .json(&body("fixed"))
        .send()
        .await;
    let removed = app.admin("DELETE", &path(&fixed)).send().await;
    let same = app
        .admin("PUT", &path(&made))
        .json(&body("mine"))
        .send()
        .await;

    let codes =
        [&taken, &renamed, &changed, &removed].map(|it| (it.status, it.json()["code"].clone()));
    let expected = ["conflict", "conflict", "declared", "declared"].map(|code| (409, json!(code)));
    assert_eq!(codes, expected);
    assert_eq!(same.status, 200, "{}", same.text());
}

#[tokio::test]
async fn a_fallback_must_lead_to_something() {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let app = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider).set("models = [\"m\"]"))
        .start()
        .await;
    let body = |name: &str, model: &str| {
        json!({
            "name": name, "targets": [{ "channel": "a", "model": "m" }],
            "fallbacks": [{ "when": "context_length", "model": model }],
        })
    };
    let make = |name: &'static str, model: &'static str| {
        app.admin("POST", "/aliases")
            .json(&body(name, model))
            .send()
    };

    for model in ["nothing", "one"] {
        let refused = make("one", model).await;
        assert_eq!(refused.status, 422, "{model}: {}", refused.text());
        assert_eq!(refused.json()["errors"][0]["field"], "fallbacks[0].model");
    }
    assert_eq!(make("one", "m").await.status, 201);
    assert_eq!(make("two", "one").await.status, 201);
}
