//! Client keys made, changed and revoked while Routex runs.

use routex_entity::Dialect::{self, OpenaiChat};
use routex_tests::{CLIENT_KEY, Channel, Config, FakeProvider, TestApp, answers};
use serde_json::{Value, json};

use super::till::Key;

async fn app(dialect: Dialect) -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(answers::good(dialect, "Yes.", false)).await;
    let config = Config::new()
        .operated()
        .channel(Channel::new("a", dialect, &provider));
    (provider, config.start().await)
}

async fn status(app: &TestApp, key: &Key) -> u16 {
    key.ask(app, OpenaiChat, "m", false, 9).send().await.status
}

#[tokio::test]
async fn a_key_opens_from_the_moment_it_is_made_until_it_is_removed() {
    let (_provider, app) = app(OpenaiChat).await;

    let key = Key::make(&app, &json!({ "name": "laptop" })).await;
    assert_eq!(status(&app, &key).await, 200);
    let off = key.change(&app, &json!({ "enabled": false })).await;
    assert_eq!(off.status, 200, "{}", off.text());
    assert_eq!(status(&app, &key).await, 401);
    key.change(&app, &json!({ "enabled": true })).await;
    assert_eq!(status(&app, &key).await, 200);
    let past = json!({ "expires_at": "2020-01-01T00:00:00Z" });
    key.change(&app, &past).await;
    assert_eq!(status(&app, &key).await, 401);
    key.change(&app, &json!({ "expires_at": null })).await;
    assert_eq!(status(&app, &key).await, 200);
    let path = format!("/keys/{}", key.id);
    let removed = app.admin("DELETE", &path).send().await;
    assert_eq!(removed.status, 204, "{}", removed.text());
    assert_eq!(status(&app, &key).await, 401);
    assert_eq!(app.admin("GET", &path).send().await.status, 404);
}

#[tokio::test]
async fn the_secret_is_told_once_and_a_new_one_ends_the_old() {
    let (_provider, app) = app(OpenaiChat).await;
    let own = json!({ "name": "own", "key": "a-secret-of-my-own-making" });

    let key = Key::make(&app, &own).await;
    assert_eq!(key.secret, "a-secret-of-my-own-making");
    assert_eq!(status(&app, &key).await, 200);
    let path = format!("/keys/{}/rotate", key.id);
    let rotated = app.admin("POST", &path).send().await;
    assert_eq!(rotated.status, 200, "{}", rotated.text());
    let renewed = Key {
        id: key.id.clone(),
        secret: rotated.json()["key"].as_str().unwrap().to_owned(),
    };
    assert!(renewed.secret.starts_with("rx-"), "{}", renewed.secret);

    assert_eq!(status(&app, &key).await, 401);
    assert_eq!(status(&app, &renewed).await, 200);
    let listed = app.admin("GET", "/keys").send().await.text();
    let shown = renewed.view(&app).await.to_string();
    for secret in [&key.secret, &renewed.secret] {
        assert!(!listed.contains(secret) && !shown.contains(secret));
    }
}

#[tokio::test]
async fn a_key_shows_what_it_was_made_of() {
    let (_provider, app) = app(OpenaiChat).await;
    let settings = json!({
        "name": "laptop",
        "models": ["m"],
        "tags": ["eu"],
        "rpm": 1,
        "tpm": 2,
        "max_concurrency": 3,
        "allowed_ips": ["127.0.0.1", "10.0.0.0/8"],
        "queue_ms": 4,
        "keep_bodies_hours": 5,
        "allow_unpriced": true,
        "enabled": false,
        "expires_at": "2099-01-01T00:00:00Z",
    });
    let mut body = settings.clone();
    body["budgets"] = json!([{ "window": "day", "usd": 0.1 }, { "window": "total", "usd": 7 }]);

    let key = Key::make(&app, &body).await;
    let unchanged = key.change(&app, &json!({})).await.json();

    let view = key.view(&app).await;
    assert_eq!(unchanged, view);
    for (field, value) in settings.as_object().unwrap() {
        assert_eq!(view[field], *value, "{field}");
    }
    assert_eq!(view["declared"], false);
    assert!(view["created_at"].is_string());
    assert_eq!(view["budget_usd"], 0.1);
    assert_eq!(view["budget_window"], "day");
    let [day, total] = &view["budgets"].as_array().unwrap()[..] else {
        panic!("two budgets: {view}");
    };
    assert_eq!(day["usd"], 0.1);
    assert_eq!(
        (&day["spent_usd"], &day["reserved_usd"]),
        (&json!(0), &json!(0))
    );
    assert!(day["resets_at"].as_str().unwrap().ends_with("T00:00:00Z"));
    assert_eq!(total["resets_at"], Value::Null);
}

#[tokio::test]
async fn what_is_wrong_with_a_key_is_told_field_by_field() {
    let (_provider, app) = app(OpenaiChat).await;
    let key = Key::make(
        &app,
        &json!({ "name": "laptop", "key": "twenty-characters-and-more" }),
    )
    .await;
    let refuse = async |body: Value| {
        let refused = app.admin("POST", "/keys").json(&body).send().await;
        let problem = refused.json();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let fields: Vec<String> = errors
            .iter()
            .map(|error| error["field"].as_str().unwrap().to_owned())
            .collect();
        (refused.status, fields.join(" "))
    };

    let bad = json!({ "name": "a b", "key": "short", "budget_usd": -1, "allowed_ips": ["x"], "colour": 1 });
    let fields = "name key budget_usd allowed_ips[0] colour".to_owned();
    assert_eq!(refuse(bad).await, (422, fields));
    assert_eq!(
        refuse(json!({ "name": "laptop" })).await,
        (409, String::new())
    );
    let same = json!({ "name": "b", "key": "twenty-characters-and-more" });
    assert_eq!(refuse(same).await, (409, String::new()));
    let windowless = json!({ "name": "b", "budget_usd": 5 });
    assert_eq!(refuse(windowless).await, (422, "budget_window".to_owned()));

    let changed = async |body: Value| {
        let answer = key.change(&app, &body).await;
        (answer.status, answer.json()["errors"][0]["field"].clone())
    };
    assert_eq!(
        changed(json!({ "name": "desk" })).await,
        (422, json!("name"))
    );
    assert_eq!(changed(json!({ "key": "x" })).await, (422, json!("key")));
    assert_eq!(changed(json!({ "rpm": -1 })).await, (422, json!("rpm")));
    assert_eq!(changed(json!({ "name": "laptop", "rpm": 5 })).await.0, 200);
}

#[tokio::test]
async fn the_short_form_of_a_budget_can_be_changed_by_halves() {
    let (_provider, app) = app(OpenaiChat).await;
    let body = json!({ "name": "laptop", "budget_usd": 0.000000001, "budget_window": "week" });
    let key = Key::make(&app, &body).await;

    let changed = key
        .change(&app, &json!({ "budget_window": "month" }))
        .await
        .json();
    assert_eq!(changed["budgets"][0]["usd"], 0.000_000_001);
    assert_eq!(changed["budget_window"], "month");
    let two = json!({ "budgets": [{ "window": "day", "usd": 1 }, { "window": "week", "usd": 2 }] });
    assert_eq!(key.change(&app, &two).await.status, 200);
    let half = key.change(&app, &json!({ "budget_usd": 3 })).await;
    assert_eq!(half.status, 422, "{}", half.text());
    let none = key.change(&app, &json!({ "budgets": [] })).await.json();
    assert_eq!(
        (&none["budgets"], &none["budget_usd"]),
        (&json!([]), &json!(0))
    );
}

#[tokio::test]
async fn a_declared_key_is_changed_in_the_file_alone() {
    let (_provider, app) = app(OpenaiChat).await;
    let listed = app.admin("GET", "/keys").send().await.json();
    let declared = &listed["items"][0];
    assert_eq!(
        (&declared["name"], &declared["declared"]),
        (&json!("test"), &json!(true))
    );
    let id = declared["id"].as_str().unwrap();

    for (method, path) in [
        ("PATCH", format!("/keys/{id}")),
        ("DELETE", format!("/keys/{id}")),
        ("POST", format!("/keys/{id}/rotate")),
    ] {
        let refused = app.admin(method, &path).json(&json!({})).send().await;
        assert_eq!(refused.status, 409, "{method} {path}");
        assert_eq!(refused.json()["code"], "declared");
    }
    assert_eq!(
        app.ask(OpenaiChat, "m", false).send().await.status,
        200,
        "{CLIENT_KEY}"
    );
}

#[tokio::test]
async fn limits_go_on_counting_when_a_key_is_changed() {
    let (_provider, app) = app(OpenaiChat).await;
    let key = Key::make(&app, &json!({ "name": "laptop", "rpm": 1 })).await;

    assert_eq!(status(&app, &key).await, 200);
    assert_eq!(status(&app, &key).await, 429);
    key.change(&app, &json!({ "rpm": 2 })).await;
    assert_eq!(status(&app, &key).await, 200);
    assert_eq!(status(&app, &key).await, 429);
}

#[tokio::test]
async fn a_key_is_used_from_its_own_addresses_alone() {
    for dialect in answers::ALL_DIALECTS {
        let (provider, app) = app(dialect).await;
        let away = json!({ "name": "laptop", "allowed_ips": ["203.0.113.0/24"] });
        let key = Key::make(&app, &away).await;

        let refused = key.ask(&app, dialect, "m", false, 9).send().await;
        assert_eq!(refused.status, 403, "{dialect}: {}", refused.text());
        assert!(
            answers::is_error(dialect, &refused.json()),
            "{}",
            refused.text()
        );
        assert_eq!(provider.count(), 0, "{dialect}");

        let here = json!({ "allowed_ips": ["203.0.113.0/24", "127.0.0.0/8"] });
        key.change(&app, &here).await;
        let served = key.ask(&app, dialect, "m", false, 9).send().await;
        assert_eq!(served.status, 200, "{dialect}: {}", served.text());
    }
}
