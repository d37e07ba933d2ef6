//! Line 13: a sign-in belongs to who began it, is used once, and its answer to who was asked.

use routex_tests::{Call, TestApp};
use serde_json::json;

use super::{Scene, made};

/// What Routex refuses without asking the provider for anything.
async fn refused(scene: &Scene, url: &str) {
    let answer = scene.complete(url).await;
    assert_eq!(answer.status, 409, "{url}: {}", answer.text());
    assert_eq!(scene.idp.asked_for_tokens(), 0, "{url}");
    assert!(scene.credential().await.is_null());
}

#[tokio::test]
async fn line_13_a_state_must_be_there_known_and_in_time() {
    let scene = Scene::before_sign_in().await;
    let good = scene.idp.approve(&scene.begin(None).await);
    let (before, rest) = good.split_once("&state=").unwrap();
    let (_, issuer) = rest.split_once('&').unwrap();

    refused(&scene, &format!("{before}&{issuer}")).await;
    refused(&scene, &format!("{before}&state=guessed&{issuer}")).await;
    scene
        .app
        .change_rows("UPDATE oauth_flow SET expires_at_ms = 1")
        .await;
    refused(&scene, &good).await;
}

#[tokio::test]
async fn line_13_a_state_is_used_once_and_by_who_began_it() {
    let scene = Scene::before_sign_in().await;
    let good = scene.idp.approve(&scene.begin(None).await);
    let token = json!({ "name": "other" });
    let other = scene.app.admin("POST", "/tokens").json(&token).send().await;
    let other = other.json()["token"].as_str().unwrap().to_owned();

    let foreign = Call::new(scene.app.address(), "POST", "/api/v1/oauth/flows/complete");
    let foreign = foreign
        .bearer(&other)
        .json(&json!({ "url": good }))
        .send()
        .await;
    let first = scene.complete(&good).await;
    let replayed = scene.complete(&good).await;

    assert_eq!(foreign.status, 409, "{}", foreign.text());
    assert_eq!(first.status, 200, "{}", first.text());
    assert_eq!(replayed.status, 409, "{}", replayed.text());
    assert_eq!(scene.idp.asked_for_tokens(), 1);
}

#[tokio::test]
async fn line_13_an_answer_comes_from_who_was_asked_to_where_it_was_asked() {
    let scene = Scene::before_sign_in().await;
    for (from, to) in [
        ("issuer.example", "evil.example"),
        ("&iss=https%3A%2F%2Fissuer.example", ""),
        ("/oauth/callback", "/oauth/elsewhere"),
        ("http://127.0.0.1", "https://evil.example"),
    ] {
        let good = scene.idp.approve(&scene.begin(None).await);
        assert!(good.contains(from), "{good}");
        refused(&scene, &good.replacen(from, to, 1)).await;
    }
}

#[tokio::test]
async fn line_13_a_code_of_another_sign_in_is_of_no_use() {
    let scene = Scene::before_sign_in().await;
    let stolen = scene.idp.approve(&scene.begin(None).await);
    let own = scene.idp.approve(&scene.begin(None).await);
    let code = |url: &str| {
        let (_, rest) = url.split_once("code=").unwrap();
        rest.split('&').next().unwrap().to_owned()
    };

    let injected = own.replacen(&code(&own), &code(&stolen), 1);
    let answer = scene.complete(&injected).await;

    assert_eq!(answer.status, 424, "{}", answer.text());
    assert!(scene.credential().await.is_null());
}

#[tokio::test]
async fn line_13_nobody_chooses_where_codes_are_sent() {
    let scene = Scene::before_sign_in().await;
    let ask = json!({
        "provider_id": scene.provider, "channel_id": scene.channel,
        "redirect_uri": "https://evil.example",
    });
    let refused = scene
        .app
        .admin("POST", "/oauth/flows")
        .json(&ask)
        .send()
        .await;
    assert_eq!(refused.status, 422, "{}", refused.text());

    let ask = json!({ "provider_id": scene.provider, "channel_id": scene.channel });
    let begun = scene
        .app
        .admin("POST", "/oauth/flows")
        .header("x-forwarded-host", "evil.example");
    let begun = begun.json(&ask).send().await;
    assert!(!begun.text().contains("evil.example"), "{}", begun.text());
}

#[tokio::test]
async fn line_13_addresses_pass_the_guard_and_redirects_are_not_followed() {
    let scene = Scene::before_sign_in().await;
    for (field, url) in [
        ("token_url", "http://127.0.0.1:1/token"),
        ("token_url", "https://169.254.169.254/token"),
        ("authorize_url", "javascript:alert(1)"),
    ] {
        let mut provider = json!({
            "name": "bad", "preset": "oidc", "client_id": "x",
            "authorize_url": "https://a.example/x", "token_url": "https://a.example/y",
        });
        provider[field] = url.into();
        let answer = scene.app.admin("POST", "/oauth/providers");
        let answer = answer.json(&provider).send().await;
        assert_eq!(answer.status, 422, "{url}: {}", answer.text());
    }
    let elsewhere = routex_tests::FakeProvider::start().await;
    let redirect = routex_tests::Reply::redirect(&elsewhere.url());
    scene.idp.trouble(Some(redirect));

    let url = scene.idp.approve(&scene.begin(None).await);
    let answer = scene.complete(&url).await;

    assert_eq!(answer.status, 424, "{}", answer.text());
    assert_eq!(elsewhere.count(), 0);
}

#[tokio::test]
async fn line_13_no_token_code_or_secret_is_shown_logged_or_stored_in_the_open() {
    let mut scene = Scene::signed_in().await;
    scene.idp.forget_access();
    assert_eq!(scene.ask().await.status, 200);
    scene.idp.revoke();
    scene.ask().await;
    let mut shown = String::new();
    for call in [
        "/channels",
        "/oauth/providers",
        "/export",
        "/audit",
        "/requests",
        "/status",
        "/settings",
    ] {
        shown += &scene.app.admin("GET", call).send().await.text();
    }
    let passphrase = json!({ "passphrase": "a passphrase that is long enough" });
    shown += &scene
        .app
        .admin("POST", "/export")
        .json(&passphrase)
        .send()
        .await
        .text();
    shown += &scene.app.log();
    shown += &scene.app.said();
    assert!(shown.contains("me@example.com"));
    assert!(!shown.contains("canary-"), "{}", around(&shown));
    scene.app.restart().await;
    assert!(!scene.app.is_stored("canary-"));
    rotation_leaves_nothing(&scene.app).await;
}

/// The tables hold no token either.
async fn rotation_leaves_nothing(app: &TestApp) {
    let contents = format!("{:?}", app.contents().await);
    assert!(!contents.contains("canary-"));
}

pub(super) fn around(text: &str) -> &str {
    let at = text.find("canary").unwrap_or_default();
    let from = text.floor_char_boundary(at.saturating_sub(300));
    let to = text.floor_char_boundary((at + 100).min(text.len()));
    &text[from..to]
}

#[tokio::test]
async fn a_provider_that_gives_tokens_to_credentials_stays() {
    let scene = Scene::signed_in().await;
    let path = format!("/oauth/providers/{}", scene.provider);
    assert_eq!(scene.app.admin("DELETE", &path).send().await.status, 409);
    let other = json!({
        "name": "other", "preset": "openrouter",
    });
    let other = made(&scene.app, "/oauth/providers", &other).await;
    let path = format!("/oauth/providers/{other}");
    assert_eq!(scene.app.admin("DELETE", &path).send().await.status, 204);
}
