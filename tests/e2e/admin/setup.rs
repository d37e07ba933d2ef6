//! The first setup: open to whoever reads the console, once, all or nothing.

use futures_util::future::join_all;
use routex_entity::Dialect::OpenaiChat;
use routex_tests::{
    Answer, Browser, Channel, Config, FakeProvider, TestApp, answers, app::run_with_input,
};
use serde_json::{Value, json};
use tempfile::TempDir;

const PASSWORD: &str = "correct horse battery staple";

/// Nothing is declared: no channel, no key, no admin.
async fn fresh() -> TestApp {
    TestApp::with("").await
}

async fn provider() -> FakeProvider {
    FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await
}

fn steps(token: &str, provider: &FakeProvider) -> Value {
    json!({
        "setup_token": token,
        "channel": {
            "name": "first",
            "provider": "openai_compatible",
            "base_url": format!("{}/v1", provider.url()),
            "api_keys": ["sk-canary-of-the-setup"],
            "allow_private_network": true,
        },
        "strategy": "fastest",
        "admin": { "username": "root", "password": PASSWORD },
    })
}

async fn post(app: &TestApp, body: &Value) -> Answer {
    app.anonymous("POST", "/api/v1/setup")
        .json(body)
        .send()
        .await
}

async fn state(app: &TestApp) -> Value {
    app.anonymous("GET", "/api/v1/setup").send().await.json()
}

#[tokio::test]
async fn the_three_steps_make_a_router_that_works() {
    // Arrange
    let (app, provider) = (fresh().await, provider().await);
    let open = json!({ "completed": false, "has_channel": false, "has_admin": false });
    assert_eq!(state(&app).await, open);
    let token = app.setup_token().await;

    // Act
    let made = post(&app, &steps(&token, &provider)).await;

    // Assert
    assert_eq!(made.status, 201, "{}", made.text());
    assert!(!made.text().contains("sk-canary"));
    let made = made.json();
    assert_eq!(made["channel"]["name"], "first");
    assert_eq!(made["strategy"], "fastest");
    assert_eq!(made["username"], "root");
    let key = made["client_key"]["key"].as_str().unwrap();
    let ask = app.anonymous("POST", "/v1/chat/completions").bearer(key);
    let ask = ask.json(&answers::request(OpenaiChat, "m", false));
    let answer = ask.send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let browser = Browser::sign_in(&app, "root", PASSWORD).await;
    let shut = json!({ "completed": true, "has_channel": true, "has_admin": true });
    assert_eq!(state(&app).await, shut);

    let audit = browser.look("/audit").send().await.json();
    let told: Vec<Value> = audit["items"].as_array().unwrap()[1..]
        .iter()
        .map(|entry| json!([entry["actor"], entry["action"], entry["resource"]]))
        .collect();
    let expected = [
        json!(["setup", "create", "admin_user"]),
        json!(["setup", "create", "client_key"]),
        json!(["setup", "update", "routing"]),
        json!(["setup", "create", "channel"]),
    ];
    assert_eq!(told, expected);
    for secret in ["sk-canary-of-the-setup", PASSWORD, key, token.as_str()] {
        assert!(!app.is_stored(secret), "{secret} is stored");
        assert!(!app.log().contains(secret), "{secret} is logged");
    }
}

#[tokio::test]
async fn a_channel_is_tried_before_it_is_made() {
    let (app, provider) = (fresh().await, provider().await);
    let steps = steps(&app.setup_token().await, &provider);
    let body =
        |token: &Value| json!({ "setup_token": token, "channel": steps["channel"], "model": "m" });
    let path = "/api/v1/setup/test-channel";
    let attempt = |body: Value| app.anonymous("POST", path).json(&body).send();

    assert_eq!(attempt(body(&json!("wrong"))).await.status, 403);
    assert_eq!(provider.count(), 0);
    let tried = attempt(body(&steps["setup_token"])).await;
    assert_eq!(tried.status, 200, "{}", tried.text());
    assert_eq!(tried.json()["ok"], true, "{}", tried.text());
    assert_eq!(provider.count(), 1);
    assert_eq!(state(&app).await["has_channel"], false);

    assert_eq!(post(&app, &steps).await.status, 201);
    let late = attempt(body(&steps["setup_token"])).await;
    assert_eq!(late.status, 409);
    assert_eq!(provider.count(), 1);
}

#[tokio::test]
async fn line_16_eight_at_once_make_one_setup() {
    let (app, provider) = (fresh().await, provider().await);
    let token = app.setup_token().await;
    let body = steps(&token, &provider);

    let answers = join_all((0..8).map(|_| post(&app, &body))).await;

    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
    let refused = answers.iter().filter(|answer| answer.status == 409);
    for answer in refused {
        assert_eq!(answer.json()["code"], "setup_completed");
    }
    let browser = Browser::sign_in(&app, "root", PASSWORD).await;
    let audit = browser.look("/audit").send().await.json();
    assert_eq!(audit["items"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn line_16_the_door_stays_shut_after_a_restart() {
    let (mut app, provider) = (fresh().await, provider().await);
    let token = app.setup_token().await;
    let body = steps(&token, &provider);
    assert_eq!(post(&app, &body).await.status, 201);
    assert_eq!(post(&app, &body).await.status, 409);

    app.restart().await;

    let refused = post(&app, &body).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.json()["code"], "setup_completed");
    // Whatever is sent: nobody is told more than that it is over.
    assert_eq!(post(&app, &json!({})).await.status, 409);
    Browser::sign_in(&app, "root", PASSWORD).await;
    app.stop().await;
    let said = app.console("listening on").await;
    assert!(!said.contains("token"), "{said}");
}

#[tokio::test]
async fn line_16_the_setup_token_is_on_the_console_once_and_new_at_every_start() {
    let mut app = fresh().await;
    let first = app.setup_token().await;
    assert_eq!(first.len(), 43, "{first}");
    let said = app.console(&first).await;
    assert!(said.lines().next().unwrap().contains("listening on"));
    assert_eq!(said.matches(&first).count(), 1);
    assert!(!said.contains("client key"), "{said}");
    assert!(!app.log().contains(&first));

    app.restart().await;
    assert_ne!(app.setup_token().await, first);
    assert!(!app.is_stored(&first));
}

#[tokio::test]
async fn line_16_a_wrong_setup_token_is_refused_and_then_throttled() {
    let (app, provider) = (fresh().await, provider().await);
    let token = app.setup_token().await;
    for wrong in [
        json!(""),
        json!(null),
        json!(7),
        json!(token[1..]),
        json!("x"),
    ] {
        let mut body = steps("", &provider);
        body["setup_token"] = wrong;
        let refused = post(&app, &body).await;
        assert_eq!(refused.status, 403, "{}", refused.text());
    }
    let mut last = 0;
    for _ in 0..20 {
        last = post(&app, &json!({ "setup_token": "guess" })).await.status;
    }
    assert_eq!(last, 429);
    let done = json!({ "completed": false, "has_channel": false, "has_admin": false });
    assert_eq!(state(&app).await, done);
}

#[tokio::test]
async fn line_16_nothing_else_is_open_before_the_setup() {
    let app = fresh().await;
    let token = app.setup_token().await;
    let document = app.anonymous("GET", "/api/v1/openapi.json").send().await;
    let document = document.json();
    let mut tried = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["security"] == json!([{}]) {
                continue;
            }
            let id = "00000000-0000-7000-8000-000000000000";
            let path = path.replace("{id}", id).replace("{cid}", id);
            let call = || app.anonymous(&method.to_uppercase(), &path);
            for call in [
                call(),
                call().bearer(""),
                call().bearer(&token),
                call().header("cookie", &format!("routex_session={token}")),
                call().header("x-forwarded-host", "localhost"),
                call().bearer(&token).body("no json"),
                call().bearer(&token).header("content-type", "text/plain"),
                app.anonymous(&method.to_uppercase(), &path.replace(id, "no-id"))
                    .bearer(&token),
            ] {
                let answer = call.send().await;
                assert_eq!(answer.status, 401, "{method} {path}: {}", answer.text());
                tried += 1;
            }
        }
    }
    assert!(tried > 50, "{tried}");
    assert_eq!(app.sign_in("admin", "").send().await.status, 401);
    let client = app.call("GET", "/v1/models").send().await;
    assert_eq!(client.status, 401, "{}", client.text());
}

#[tokio::test]
async fn what_is_wrong_with_any_step_is_told_and_nothing_is_made() {
    let (app, provider) = (fresh().await, provider().await);
    let token = app.setup_token().await;
    let right = steps(&token, &provider);
    for (pointer, value, field) in [
        ("/channel/provider", json!("opnai"), "channel.provider"),
        ("/channel", json!(null), "channel"),
        ("/strategy", json!("fairest"), "strategy"),
        ("/admin/password", json!("short"), "admin.password"),
        ("/admin", json!(null), "admin"),
    ] {
        let mut body = right.clone();
        *body.pointer_mut(pointer).unwrap() = value;
        let refused = post(&app, &body).await;
        assert_eq!(refused.status, 422, "{pointer}: {}", refused.text());
        assert_eq!(refused.json()["errors"][0]["field"], field);
    }
    let untouched = json!({ "completed": false, "has_channel": false, "has_admin": false });
    assert_eq!(state(&app).await, untouched);
    assert_eq!(post(&app, &right).await.status, 201);
}

#[tokio::test]
async fn where_a_channel_is_declared_the_setup_needs_none() {
    let provider = provider().await;
    let config = Config::default().channel(Channel::new("declared", OpenaiChat, &provider));
    let app = config.start().await;
    let said = app.console("/setup#token=").await;
    assert!(said.contains("client key \"default\""), "{said}");
    let mut body = steps(&app.setup_token().await, &provider);
    body["channel"]["name"] = "declared".into();
    assert_eq!(post(&app, &body).await.status, 409, "the name is taken");
    body["channel"].take();

    let made = post(&app, &body).await;

    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.json()["channel"], Value::Null);
    assert_eq!(made.json()["client_key"], Value::Null);
}

#[tokio::test]
async fn the_file_completes_the_setup_without_a_browser() {
    for line in [
        "password = \"correct horse battery staple\"",
        "token = \"ra-test-0123456789abcdefghij\"",
    ] {
        let app = Config::default().set("admin", line).start().await;
        let told = state(&app).await;
        assert_eq!(told["completed"], true, "{line}");
        let said = app.console("client key").await;
        assert!(!said.contains("#token="), "{said}");
        assert_eq!(post(&app, &json!({})).await.status, 409, "{line}");
    }
}

#[tokio::test]
async fn line_04_another_password_ends_all_sessions_of_the_user() {
    // Arrange
    let (app, provider) = (fresh().await, provider().await);
    let token = app.setup_token().await;
    assert_eq!(post(&app, &steps(&token, &provider)).await.status, 201);
    let one = Browser::sign_in(&app, "root", PASSWORD).await;
    let other = Browser::sign_in(&app, "root", PASSWORD).await;
    let change = |current: &str, new: &str| {
        let body = json!({ "current": current, "new": new });
        one.call("PUT", "/session/password").json(&body).send()
    };

    // Act
    assert_eq!(change("wrong horse", "a new password").await.status, 422);
    assert_eq!(change(PASSWORD, "short").await.status, 422);
    assert_eq!(other.look("/session").send().await.status, 200);
    let changed = change(PASSWORD, "a new password").await;

    // Assert
    assert_eq!(changed.status, 204, "{}", changed.text());
    for browser in [&one, &other] {
        assert_eq!(browser.look("/session").send().await.status, 401);
    }
    assert_eq!(app.sign_in("root", PASSWORD).send().await.status, 401);
    let after = Browser::sign_in(&app, "root", "a new password").await;
    let audit = after.look("/audit").send().await.text();
    assert!(audit.contains("change_password"), "{audit}");
    assert!(!audit.contains("a new password"), "{audit}");
}

#[tokio::test]
async fn line_04_of_two_password_changes_at_once_one_counts() {
    let (app, provider) = (fresh().await, provider().await);
    let token = app.setup_token().await;
    assert_eq!(post(&app, &steps(&token, &provider)).await.status, 201);
    let (one, other) = (
        Browser::sign_in(&app, "root", PASSWORD).await,
        Browser::sign_in(&app, "root", PASSWORD).await,
    );
    let new = ["a new password", "another password"];

    let changes = [&one, &other].into_iter().zip(new).map(|(browser, new)| {
        let body = json!({ "current": PASSWORD, "new": new });
        browser.call("PUT", "/session/password").json(&body).send()
    });
    let changed = join_all(changes).await;

    let counted: Vec<&str> = changed
        .iter()
        .zip(new)
        .filter(|(answer, _)| answer.status == 204)
        .map(|(_, new)| new)
        .collect();
    assert_eq!(counted.len(), 1, "{changed:?}");
    Browser::sign_in(&app, "root", counted[0]).await;
}

#[tokio::test]
async fn the_terminal_asks_the_same_and_shuts_the_same_door() {
    // Arrange
    let provider = provider().await;
    let directory = TempDir::new().unwrap();
    let data_dir = directory.path().display().to_string();
    let arguments = ["setup", "--data-dir", &data_dir];
    let answers = format!(
        "openai_compatible\nfirst\n{}/v1\nsk-canary-of-the-setup\n\nroot\n{PASSWORD}\ny\n",
        provider.url()
    );

    // Act
    let output = run_with_input(directory.path(), &arguments, &answers).await;

    // Assert
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}{complained}");
    assert!(
        !said.contains("sk-canary") && !said.contains(PASSWORD),
        "{said}"
    );
    let (_, key) = said.split_once("shown only now: ").unwrap();
    let key = key.lines().next().unwrap();

    let again = run_with_input(directory.path(), &arguments, &answers).await;
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("completed before"));

    let app = TestApp::on_directory(directory).await;
    let ask = app.anonymous("POST", "/v1/chat/completions").bearer(key);
    let ask = ask.json(&answers::request(OpenaiChat, "m", false));
    assert_eq!(ask.send().await.status, 200);
    Browser::sign_in(&app, "root", PASSWORD).await;
    assert_eq!(post(&app, &json!({})).await.status, 409);
}

#[tokio::test]
async fn input_that_ends_early_makes_nothing() {
    let directory = TempDir::new().unwrap();
    let data_dir = directory.path().display().to_string();
    let arguments = ["setup", "--data-dir", &data_dir];
    let output = run_with_input(directory.path(), &arguments, "openai\nfirst\n").await;
    assert_eq!(output.status.code(), Some(1));

    let app = TestApp::on_directory(directory).await;
    assert_eq!(state(&app).await["has_channel"], false);
}

#[tokio::test]
async fn the_link_on_the_console_leads_to_a_page() {
    let app = TestApp::with("").await;

    let page = app.anonymous("GET", "/setup").send().await;

    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
}
