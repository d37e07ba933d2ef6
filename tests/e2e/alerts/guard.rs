//! Where messages may go, and that what it takes to send them is found nowhere else.

use routex_tests::{FakeProvider, Reply, TestApp, app::run_to_end};
use serde_json::json;

use super::{break_channel, config, generic, impatient, make, receiver, when};
use crate::admin::canary::{assert_no_secret, assert_no_secret_in_files};

#[tokio::test]
async fn line_07_private_addresses_are_refused_unless_they_are_allowed() {
    let provider = FakeProvider::start().await;
    let app = super::app(&provider).await;
    let open = make(&app, &generic("https://hooks.example")).await;
    for url in [
        "http://127.0.0.1:9/x",
        "https://localhost/x",
        "https://[::1]/x",
        "https://169.254.169.254/x",
        "https://0.0.0.0/x",
        "http://hooks.example/x",
        "ftp://hooks.example/x",
    ] {
        let mut body = generic("https://hooks.example");
        body["name"] = json!("b");
        body["url"] = json!(url);
        body["allow_private_network"] = json!(false);
        let made = app
            .admin("POST", "/alerts/targets")
            .json(&body)
            .send()
            .await;
        assert_eq!(made.status, 422, "{url}: {}", made.text());
        assert_eq!(made.json()["errors"][0]["field"], "url");
        let patch = json!({ "url": url, "secret": "s", "allow_private_network": false });
        let changed = app.admin("PATCH", &open).json(&patch).send().await;
        assert_eq!(changed.status, 422, "{url}: {}", changed.text());
    }
}

#[tokio::test]
async fn line_07_the_guard_is_asked_again_when_it_connects() {
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    let mut app = super::app(&provider).await;
    let path = make(&app, &generic(&receiver.url())).await;
    app.tamper(&["UPDATE alert_target SET allow_private_network = 0"])
        .await;

    let told = app
        .admin("POST", &format!("{path}/test"))
        .send()
        .await
        .json();

    assert_eq!(told["ok"], false);
    let error = told["error"].as_str().unwrap_or_default();
    assert!(error.contains("127.0.0.1 is loopback"), "{error}");
    assert_eq!(receiver.count(), 0);
}

const SECRETS: [&str; 5] = [
    "canary-path-0123456789",
    "canary-query-0123456789",
    "canary-secret-0123456789",
    "canary-proxy-password-0123456789",
    "123456:canary-token-0123456789",
];

async fn canaries(app: &TestApp, url: &str) {
    let targets = [
        json!({
            "name": "ops", "kind": "generic", "url": format!("{url}/{}?t={}", SECRETS[0], SECRETS[1]),
            "secret": SECRETS[2], "allow_private_network": true,
        }),
        json!({
            "name": "bot", "kind": "telegram", "url": url, "secret": SECRETS[4], "chat_id": "1",
            "allow_private_network": true,
        }),
        json!({
            "name": "proxied", "kind": "generic", "url": format!("{url}/{}", SECRETS[0]),
            "proxy": format!("http://u:{}@127.0.0.1:9", SECRETS[3]), "allow_private_network": true,
        }),
    ];
    for target in targets {
        let path = make(app, &target).await;
        let told = app.admin("POST", &format!("{path}/test")).send().await;
        assert_no_secret("a test", &told.body, &SECRETS);
        let patch = json!({ "min_severity": "info" });
        let changed = app.admin("PATCH", &path).json(&patch).send().await;
        assert_eq!(changed.status, 200, "{}", changed.text());
    }
}

#[tokio::test]
async fn line_01_what_reaches_a_receiver_is_found_nowhere_else() {
    // Arrange: a receiver that repeats what it was sent.
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    receiver.respond(|seen| {
        let quoted = format!("no such hook: {} {}", seen.target, SECRETS[2]);
        Reply::json(
            400,
            &json!({ "message": quoted, "description": seen.target }),
        )
    });
    let app = config(&provider)
        .set("log", "level = \"trace\"")
        .start()
        .await;
    impatient(&app).await;

    // Act
    canaries(&app, &receiver.url()).await;
    break_channel(&app, &provider).await;
    // Two of the targets were tried before; the third does not get through its proxy.
    receiver.wait_for_seen(4).await;
    when(&app, "failed tries", |alerts| {
        let deliveries = alerts.first().map(|alert| alert["deliveries"].to_string());
        deliveries.is_some_and(|text| text.matches("\"error\":\"").count() == 3)
    })
    .await;

    // Assert
    for call in ["/alerts", "/alerts/targets", "/audit", "/export"] {
        let answer = app.admin("GET", call).send().await;
        assert_eq!(answer.status, 200, "{call}");
        assert_no_secret(call, &answer.body, &SECRETS);
    }
    assert_no_secret_in_files(app.data_dir(), &SECRETS);
    app.stop().await;
    assert_no_secret_in_files(app.data_dir(), &SECRETS);
    assert!(app.log().contains("alert was not taken"));
    assert_no_secret("stderr", app.log().as_bytes(), &SECRETS);
}

#[tokio::test]
async fn line_01_a_new_master_key_opens_targets() {
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    let mut app = super::app(&provider).await;
    let path = make(&app, &generic(&receiver.url())).await;
    app.stop().await;
    let data_dir = app.data_dir().display().to_string();
    let rotate = [
        "secrets",
        "rotate",
        "--config",
        "routex.toml",
        "--data-dir",
        &data_dir,
    ];
    let rotated = run_to_end(app.data_dir(), &rotate).await;
    let said = String::from_utf8_lossy(&rotated.stdout).into_owned();
    assert!(said.contains("alert targets: 1"), "{said}");

    app.start_again().await;
    let told = app
        .admin("POST", &format!("{path}/test"))
        .send()
        .await
        .json();

    assert_eq!(told["ok"], true, "{told}");
}
