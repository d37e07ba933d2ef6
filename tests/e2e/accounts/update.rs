//! Changes of a provider of accounts.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use routex_tests::{Answer, Config};
use serde_json::{Value, json};

use super::{SECRET, Scene, made};

async fn changed(scene: &Scene, patch: &Value) -> Answer {
    let path = format!("/oauth/providers/{}", scene.provider);
    scene.app.admin("PATCH", &path).json(patch).send().await
}

#[tokio::test]
async fn what_is_named_changes_and_null_is_the_default() {
    let scene = Scene::before_sign_in().await;
    let path = format!("/oauth/providers/{}", scene.provider);
    let before = scene.app.admin("GET", &path).send().await.json();

    let patch = json!({ "name": "home", "scopes": ["a", "b"], "revoke_url": null, "token_header": "x-api-key" });
    let after = changed(&scene, &patch).await;

    assert_eq!(after.status, 200, "{}", after.text());
    let mut expected = before;
    for (field, value) in patch.as_object().unwrap() {
        expected[field] = value.clone();
    }
    assert_eq!(after.json(), expected);
    assert_eq!(scene.app.admin("GET", &path).send().await.json(), expected);
    let audit = scene.app.audit().await;
    let entry = audit
        .iter()
        .find(|entry| entry["resource"] == "oauth_provider" && entry["action"] == "update");
    assert!(entry.unwrap().to_string().contains("home"));
}

#[tokio::test]
async fn a_new_secret_is_used_and_shown_nowhere() {
    let scene = Scene::before_sign_in().await;
    let secret = "canary-client-secret-of-later";
    let after = changed(&scene, &json!({ "client_secret": secret })).await;
    assert_eq!(after.status, 200, "{}", after.text());

    scene.sign_in(None).await;

    let seen = scene.idp.provider.seen();
    let basic = STANDARD.encode(format!("routex-test:{secret}"));
    assert_eq!(
        seen[0].header("authorization"),
        Some(format!("Basic {basic}").as_str())
    );
    let audit = scene.app.admin("GET", "/audit").send().await.text();
    let shown = format!("{}{audit}{}", after.text(), scene.app.log());
    assert!(!shown.contains("canary-"), "{shown}");
    assert!(!scene.app.is_stored("canary-"));
    let without = changed(&scene, &json!({ "client_secret": null })).await;
    assert_eq!(without.json()["has_client_secret"], false);
}

#[tokio::test]
async fn line_8_a_secret_and_tokens_stay_where_they_were_entered_for() {
    let scene = Scene::before_sign_in().await;
    for field in ["token_url", "revoke_url", "userinfo_url", "device_url"] {
        let elsewhere = json!({ field: "http://127.0.0.1:1/x" });
        let refused = changed(&scene, &elsewhere).await;
        assert_eq!(refused.status, 422, "{field}: {}", refused.text());
        assert_eq!(refused.json()["code"], "secret_required", "{field}");
    }
    let along = json!({ "revoke_url": scene.idp.address("/other"), "client_secret": SECRET });
    let allowed = changed(&scene, &along).await;
    assert_eq!(allowed.status, 200, "{}", allowed.text());

    scene.sign_in(None).await;
    let along = json!({ "token_url": "http://127.0.0.1:1/x", "client_secret": SECRET });
    let refused = changed(&scene, &along).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
}

#[tokio::test]
async fn a_sign_in_under_way_begins_again() {
    let scene = Scene::before_sign_in().await;
    let url = scene.begin(None).await;
    let changed = changed(&scene, &json!({ "client_id": "another" })).await;
    assert_eq!(changed.status, 200, "{}", changed.text());

    let answer = scene.complete(&scene.idp.approve(&url)).await;

    assert_eq!(answer.status, 409, "{}", answer.text());
    assert_eq!(scene.idp.asked_for_tokens(), 0);
}

#[tokio::test]
async fn what_may_not_be_is_refused() {
    let scene = Scene::before_sign_in().await;
    made(
        &scene.app,
        "/oauth/providers",
        &json!({ "name": "other", "preset": "openrouter" }),
    )
    .await;
    for (patch, status) in [
        (json!({ "unknown": 1 }), 422),
        (json!({ "declared": true }), 422),
        (json!({ "exchange": "xml" }), 422),
        (json!({ "token_header": "cookie" }), 422),
        (
            json!({ "token_url": "ftp://x.example", "client_secret": SECRET }),
            422,
        ),
        (json!({ "allow_private_network": false }), 422),
        (json!({ "client_id": null }), 422),
        (json!({ "preset": "none" }), 422),
        (json!([]), 422),
        (json!({ "name": "other" }), 409),
    ] {
        let refused = changed(&scene, &patch).await;
        assert_eq!(refused.status, status, "{patch}: {}", refused.text());
    }
}

#[tokio::test]
async fn one_of_the_file_is_changed_there() {
    let of_the_file =
        "[[oauth_provider]]\nname = \"filed\"\npreset = \"google\"\nclient_id = \"me\"\n";
    let app = Config::new().operated().table(of_the_file).start().await;
    let listed = app.admin("GET", "/oauth/providers").send().await.json();
    let path = format!(
        "/oauth/providers/{}",
        listed["items"][0]["id"].as_str().unwrap()
    );

    let patch = json!({ "scopes": [] });
    let refused = app.admin("PATCH", &path).json(&patch).send().await;

    assert_eq!(refused.status, 409, "{}", refused.text());
    assert_eq!(refused.json()["code"], "declared");
}
