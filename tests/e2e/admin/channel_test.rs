//! Trying a channel with one small request, and asking what its provider lists.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, Config, Reply, TestApp, answers};
use serde_json::{Value, json};

use super::channels::{app, body, declared_path, key, make, patch, provider};

async fn try_out(app: &TestApp, path: &str, body: Value) -> Value {
    let answer = app.admin("POST", &format!("{path}/test")).json(&body);
    let answer = answer.send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn a_channel_that_works_says_so_in_every_dialect_and_asks_for_little() {
    for dialect in answers::ALL_DIALECTS {
        let provider = provider().await;
        provider.respond(move |_| answers::good(dialect, "OK", false));
        let channel = Channel::new("a", dialect, &provider);
        let app = Config::new().operated().channel(channel).start().await;
        let path = declared_path(&app).await;

        let tried = try_out(&app, &path, json!({ "model": "m" })).await;

        assert_eq!(
            (&tried["ok"], &tried["status"]),
            (&json!(true), &json!(200)),
            "{tried}"
        );
        assert_eq!(
            (&tried["error"], &tried["model"]),
            (&Value::Null, &json!("m"))
        );
        assert!(tried["ttft_ms"].as_u64() <= tried["latency_ms"].as_u64());
        let seen = provider.seen();
        assert_eq!(seen[0].path(), answers::target(dialect, "m", false));
        let asked = seen[0].json().to_string();
        assert!(asked.contains(":16"), "{asked}");
    }
}

#[tokio::test]
async fn a_provider_that_refuses_is_told_shortly_and_without_secrets() {
    // Arrange
    let (provider, app) = (provider().await, app().await);
    let path = make(&app, &body("a", &provider)).await;
    let quoting = format!(
        "Incorrect API key provided: {}. {}",
        key("a"),
        "x".repeat(5000)
    );
    let quoting = json!({ "error": { "message": quoting, "type": "invalid_request_error", "code": "invalid_api_key" } });
    for (reply, status, said) in [
        (
            Reply::json(401, &quoting),
            json!(401),
            "Incorrect API key provided: …",
        ),
        (
            Reply::redirect("http://127.0.0.1:1/"),
            json!(302),
            "never followed",
        ),
        (
            Reply::status(503).piece("<html>busy</html>"),
            json!(503),
            "503",
        ),
        (
            Reply::json(200, &json!({ "error": { "message": "no such key" } })),
            json!(200),
            "no such key",
        ),
        (
            Reply::status(200).piece("hello"),
            json!(200),
            "cannot be read",
        ),
        (Reply::status(200), json!(200), "empty"),
        (Reply::close_at_once(), Value::Null, "connection ended"),
        (
            Reply::status(200).announce(99).piece("{").close(),
            json!(200),
            "cut off",
        ),
    ] {
        provider.respond(move |_| reply.clone());

        // Act
        let tried = try_out(&app, &path, json!({ "model": "m" })).await;

        // Assert
        assert_eq!(
            (&tried["ok"], &tried["status"]),
            (&json!(false), &status),
            "{tried}"
        );
        let error = tried["error"].as_str().unwrap();
        assert!(error.contains(said), "{error}");
        assert!(error.len() < 400 && !error.contains(&key("a")), "{error}");
    }
}

#[tokio::test]
async fn a_test_counts_for_no_breaker_and_leaves_no_row() {
    // Arrange
    let (provider, app) = (provider().await, app().await);
    let path = make(&app, &body("a", &provider)).await;
    provider.respond(|_| answers::refusal(OpenaiChat, 500));

    // Act
    for _ in 0..10 {
        try_out(&app, &path, json!({ "model": "m" })).await;
    }
    let shown = app.admin("GET", &path).send().await.json();
    provider.respond(|_| answers::good(OpenaiChat, "Yes.", false));
    let served = app.ask(OpenaiChat, "m", false).send().await;

    // Assert
    assert_eq!(
        (&shown["state"], &shown["counters"]["attempts"]),
        (&json!("closed"), &json!(0))
    );
    assert_eq!(served.status, 200, "{}", served.text());
    assert_eq!(app.rows().await.requests.len(), 1);
}

#[tokio::test]
async fn any_credential_can_be_tried_even_one_that_is_disabled() {
    // Arrange
    let (provider, app) = (provider().await, app().await);
    let path = make(&app, &body("a", &provider)).await;
    let spare = json!({ "api_key": "sk-spare", "enabled": false });
    let spare = app
        .admin("POST", &format!("{path}/credentials"))
        .json(&spare);
    let spare = spare.send().await.json()["id"].clone();
    patch(&app, &path, json!({ "enabled": false })).await;

    // Act
    let tried = try_out(&app, &path, json!({ "model": "m", "credential_id": spare })).await;
    let unknown = json!({ "credential_id": "00000000-0000-7000-8000-000000000000" });
    let refused = app
        .admin("POST", &format!("{path}/test"))
        .json(&unknown)
        .send()
        .await;

    // Assert
    assert_eq!(tried["ok"], true, "{tried}");
    assert_eq!(provider.seen()[0].credential(), Some("sk-spare"));
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(refused.json()["errors"][0]["field"], "credential_id");
}

#[tokio::test]
async fn without_a_model_the_channels_first_is_tried_or_one_that_the_provider_lists() {
    // Arrange
    let (provider, app) = (provider().await, app().await);
    let path = make(&app, &body("a", &provider)).await;
    let list = json!({ "data": [{ "id": "text-embedding-3" }, { "id": "gpt-x" }] });
    provider.respond(move |seen| match seen.path() {
        "/v1/models" => Reply::json(200, &list),
        _ => answers::good(OpenaiChat, "OK", false),
    });

    // Act
    let listed = try_out(&app, &path, json!({})).await;
    patch(
        &app,
        &path,
        json!({ "models": ["mine"], "model_map": { "mine": "theirs" } }),
    )
    .await;
    let own = try_out(&app, &path, json!({})).await;

    // Assert
    assert_eq!(
        (&listed["model"], &own["model"]),
        (&json!("gpt-x"), &json!("mine"))
    );
    let seen = provider.seen();
    let asked = seen.iter().map(|seen| seen.json()["model"].clone());
    let asked: Vec<Value> = asked.filter(|model| !model.is_null()).collect();
    assert_eq!(asked, ["gpt-x", "theirs"]);
}

#[tokio::test]
async fn the_models_that_a_provider_lists_are_told_or_why_there_are_none() {
    let (provider, app) = (provider().await, app().await);
    let path = format!("{}/models", make(&app, &body("a", &provider)).await);
    let list = json!({ "data": [{ "id": "b" }, { "id": "a" }] });
    provider.enqueue(Reply::json(200, &list));
    provider.enqueue(answers::refusal(OpenaiChat, 401));
    provider.enqueue(Reply::status(200).piece("<html>"));

    let listed = app.admin("GET", &path).send().await;

    assert_eq!(
        listed.json(),
        json!({ "items": ["b", "a"], "next_cursor": null })
    );
    for _ in 0..2 {
        let refused = app.admin("GET", &path).send().await;
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (424, &json!("upstream_failed"))
        );
    }
}
