//! Secrets of a Routex that was set up at run time: those that operators enter, and those that it makes and shows once.

use routex_tests::{Answer, TestApp};
use serde_json::{Value, json};

use super::{assert_no_secret, assert_no_secret_in_files};

const ADOPTED: &str = "sk-canary-adopted-0123456789";
const ENTERED: &str = "sk-canary-entered-0123456789";
const PASSWORD: &str = "canary-password-0123456789";
const WRONG: &str = "canary-wrong-password-0123456789";

/// What is told once, in an answer of its own.
struct Told {
    setup_token: String,
    cookie: String,
    key: String,
    token: String,
}

fn text(answer: &Answer, field: &str) -> String {
    let body = answer.json();
    let text = body[field].as_str();
    text.unwrap_or_else(|| panic!("no {field} in {body}"))
        .to_owned()
}

/// Sets Routex up, signs in, and makes a key and a token.
async fn enter(app: &TestApp) -> Told {
    let setup_token = app.setup_token().await;
    let mut steps = json!({
        "setup_token": "canary-wrong-setup-token",
        "channel": { "name": "entered", "provider": "openai", "api_keys": [ENTERED] },
        "admin": { "username": "root", "password": PASSWORD },
    });
    let setup = |steps: &Value| app.anonymous("POST", "/api/v1/setup").json(steps).send();
    assert_ne!(setup(&steps).await.status, 201);
    steps["setup_token"] = json!(setup_token);
    let made = setup(&steps).await;
    assert_eq!(made.status, 201, "{}", made.text());

    let refused = app.sign_in("root", WRONG).send().await;
    assert_eq!(refused.status, 401);
    assert_no_secret("a refusal", &refused.body, &[WRONG, PASSWORD]);
    let signed_in = app.sign_in("root", PASSWORD).send().await;
    let browser = routex_tests::Browser::after(app, &signed_in).await;
    let (_, cookie) = browser.cookie.split_once('=').unwrap();
    let body = json!({ "name": "made" });
    let key = browser.call("POST", "/keys").json(&body).send().await;
    let token = browser.call("POST", "/tokens").json(&body).send().await;
    Told {
        setup_token,
        cookie: cookie.to_owned(),
        key: text(&key, "key"),
        token: text(&token, "token"),
    }
}

#[tokio::test]
async fn what_is_entered_and_what_is_shown_once_is_found_nowhere_else() {
    let variables = [("OPENAI_API_KEY", ADOPTED)];
    let mut app = TestApp::with_variables("[log]\nlevel = \"trace\"\n", &variables).await;
    let told = enter(&app).await;
    let secrets = [
        ADOPTED,
        ENTERED,
        PASSWORD,
        WRONG,
        &told.setup_token,
        &told.cookie,
        &told.key,
        &told.token,
    ];
    assert!(
        secrets.iter().all(|secret| secret.len() >= 20),
        "{secrets:?}"
    );
    let look = |call: &str| {
        let target = format!("/api/v1{call}");
        app.anonymous("GET", &target).bearer(&told.token)
    };
    for call in [
        "/channels",
        "/keys",
        "/tokens",
        "/audit",
        "/export",
        "/status",
        "/setup",
    ] {
        let answer = look(call).send().await;
        assert_eq!(answer.status, 200, "{call}: {}", answer.text());
        assert_no_secret(call, &answer.body, &secrets);
    }
    let channels = look("/channels").send().await.text();
    assert!(channels.contains("openai") && channels.contains("entered"));
    assert_eq!(app.said().matches(&told.setup_token).count(), 1);

    assert_no_secret_in_files(app.data_dir(), &secrets);
    app.stop().await;
    assert_no_secret_in_files(app.data_dir(), &secrets);
    let log = app.log();
    assert!(log.contains("DEBUG"), "the log is talkative");
    assert_no_secret("stderr", log.as_bytes(), &secrets);

    app.start_again().await;
    // They were kept, and sealed: the variable is gone.
    let target = "/api/v1/channels";
    let kept = app.anonymous("GET", target).bearer(&told.token);
    let kept = kept.send().await.json();
    assert_eq!(kept["items"].as_array().map(Vec::len), Some(2), "{kept}");
    assert_no_secret("stdout", app.said().as_bytes(), &secrets);
}
