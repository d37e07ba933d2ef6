//! Whose an account is, how its provider is asked, and how its tokens are shown.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Config, FakeProvider, Reply, answers};
use serde_json::{Value, json};

use super::{Idp, SECRET, Scene, made};

#[tokio::test]
async fn a_provider_that_is_asked_says_whose_an_account_is() {
    let scene = Scene::before_sign_in().await;
    scene
        .idp
        .says_whose(json!({ "sub": "7", "preferred_username": "ada" }));

    let credential = scene.sign_in(None).await;

    assert_eq!(credential["label"], "ada", "{credential}");
    assert_eq!(credential["health"]["token"]["account"], "ada");
    let seen = scene.idp.provider.seen();
    let asked = seen.last().unwrap();
    assert_eq!((asked.method.as_str(), asked.path()), ("GET", "/userinfo"));
    assert_eq!(
        asked.header("authorization"),
        Some("Bearer canary-access-1")
    );
}

#[tokio::test]
async fn one_that_does_not_say_costs_nobody_the_sign_in() {
    let scene = Scene::before_sign_in().await;
    scene.idp.says_whose(json!("canary-of-userinfo"));

    let credential = scene.sign_in(None).await;

    assert_eq!(credential["label"], "house", "{credential}");
    assert!(scene.app.log().contains("does not say whose"));
    assert!(!scene.app.log().contains("canary-"));
}

#[tokio::test]
async fn a_provider_is_asked_and_its_tokens_are_shown_as_the_operator_says() {
    let idp = Idp::start().await;
    let own = FakeProvider::start().await;
    own.respond(|seen| match seen.path() {
        "/token" => {
            let answer = json!({
                "access_token": "canary-access-1", "token_type": "Bearer", "expires_in": 3600,
                "who": { "mail": "ada@own.example" },
            });
            Reply::json(200, &answer)
        }
        _ => answers::good(OpenaiChat, "One two three.", false),
    });
    let mut scene = Scene::on(idp, Config::new().operated().start().await).await;
    let address = |path: &str| format!("{}{path}", own.url());
    let provider = json!({
        "name": "own", "preset": "oidc", "client_id": "me", "client_secret": SECRET, "exchange": "json",
        "authorize_url": address("/authorize"), "token_url": address("/token"), "secret_in_body": true,
        "token_header": "x-api-key", "account_from": "who.mail", "scopes": ["models"], "allow_private_network": true,
    });
    scene.provider = made(&scene.app, "/oauth/providers", &provider).await;

    let credential = scene.sign_in(None).await;
    let path = format!("/channels/{}", scene.channel);
    let change = json!({ "enabled": true });
    let enabled = scene.app.admin("PATCH", &path).json(&change).send().await;
    assert_eq!(enabled.status, 200, "{}", enabled.text());
    scene.ask().await;

    assert_eq!(credential["label"], "ada@own.example", "{credential}");
    let seen = own.seen();
    let asked: Value = seen[0].json();
    assert_eq!(asked["grant_type"], "authorization_code");
    assert_eq!(asked["client_secret"], SECRET);
    assert_eq!(seen[0].header("authorization"), None);
    let seen = scene.idp.provider.seen();
    let shown = seen.last().unwrap();
    assert_eq!(shown.header("x-api-key"), Some("canary-access-1"));
    assert_eq!(shown.header("authorization"), None);
}
