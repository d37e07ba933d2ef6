//! Admin tokens: shown once, listed without themselves, revoked.

use routex_tests::{ADMIN_TOKEN, Config, TestApp};
use serde_json::{Value, json};

async fn make(app: &TestApp, body: &Value) -> Value {
    let made = app.admin("POST", "/tokens").json(body).send().await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()
}

async fn status_with(app: &TestApp, token: &str) -> u16 {
    let call = app.anonymous("GET", "/api/v1/session").bearer(token);
    call.send().await.status
}

#[tokio::test]
async fn a_token_is_shown_once_works_and_is_revoked() {
    let app = Config::new().operated().start().await;

    let made = make(&app, &json!({ "name": "ci" })).await;
    let token = made["token"].as_str().unwrap();
    assert!(token.starts_with("ra-") && token.len() == 46, "{token}");
    assert_eq!(status_with(&app, token).await, 200);
    assert_eq!(status_with(&app, &token[..45]).await, 401);
    assert!(!app.is_stored(token));

    let listed = app.admin("GET", "/tokens").send().await;
    assert!(!listed.text().contains(token));
    assert!(!listed.text().contains(ADMIN_TOKEN));
    let names: Vec<Value> = listed.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| json!([item["name"], item["declared"]]))
        .collect();
    assert_eq!(
        names,
        [json!(["ci", false]), json!(["configuration", true])]
    );

    let path = format!("/tokens/{}", made["id"].as_str().unwrap());
    let removed = app.admin("DELETE", &path).send().await;
    assert_eq!(removed.status, 204, "{}", removed.text());
    assert_eq!(status_with(&app, token).await, 401);
    assert_eq!(app.admin("DELETE", &path).send().await.status, 404);
}

#[tokio::test]
async fn a_token_works_until_it_expires() {
    let app = Config::new().operated().start().await;
    let body = json!({ "name": "ci", "expires_at": "2999-01-01T00:00:00Z" });
    let made = make(&app, &body).await;
    assert_eq!(made["expires_at"], "2999-01-01T00:00:00Z");
    let token = made["token"].as_str().unwrap();
    assert_eq!(status_with(&app, token).await, 200);

    app.change_rows("UPDATE admin_token SET expires_at_ms = 1 WHERE name = 'ci'")
        .await;
    assert_eq!(status_with(&app, token).await, 401);
}

#[tokio::test]
async fn the_declared_token_is_removed_in_the_file_alone() {
    let mut app = Config::new().operated().start().await;
    let listed = app.admin("GET", "/tokens").send().await.json();
    let id = listed["items"][0]["id"].as_str().unwrap();
    let refused = app.admin("DELETE", &format!("/tokens/{id}")).send().await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.json()["code"], "declared");

    app.rewrite(&Config::new());
    app.restart().await;
    assert_eq!(status_with(&app, ADMIN_TOKEN).await, 401);
}

#[tokio::test]
async fn names_are_unique_and_the_fields_are_held_to_their_rules() {
    let app = Config::new().operated().start().await;
    make(&app, &json!({ "name": "ci" })).await;
    for (body, status) in [
        (json!({ "name": "ci" }), 409),
        (json!({ "name": "configuration" }), 409),
        (json!({ "name": "a b" }), 422),
        (
            json!({ "name": "x", "token": "ra-chosen-by-me-chosen-by-me" }),
            422,
        ),
        (
            json!({ "name": "x", "expires_at": "2020-01-01T00:00:00Z" }),
            422,
        ),
    ] {
        let answer = app.admin("POST", "/tokens").json(&body).send().await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
    }
}
