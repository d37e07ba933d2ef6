//! Sign-ins on another device: a code there, and Routex that asks how it goes.

use std::time::{Duration, Instant};

use routex_tests::{Answer, Call, Reply, within};
use serde_json::{Value, json};

use super::{Scene, attacks::around, idp::Device, made};

async fn begun(scene: &Scene, credential: Option<&str>) -> Value {
    let mut ask = json!({ "provider_id": scene.provider, "channel_id": scene.channel });
    if let Some(id) = credential {
        ask["credential_id"] = id.into();
    }
    let begun = scene.app.admin("POST", "/oauth/devices").json(&ask);
    let begun = begun.send().await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    begun.json()
}

async fn look(scene: &Scene, begun: &Value) -> Answer {
    let path = format!("/oauth/devices/{}", begun["id"].as_str().unwrap());
    scene.app.admin("GET", &path).send().await
}

/// How it ends.
async fn ended(scene: &Scene, begun: &Value) -> Value {
    within("the end of a sign-in on another device", async {
        loop {
            let shown = look(scene, begun).await.json();
            if shown["state"] != "waiting" {
                return shown;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
}

#[tokio::test]
async fn a_code_that_somebody_enters_elsewhere_connects_an_account() {
    let scene = Scene::before_sign_in().await;

    let begun = begun(&scene, None).await;
    assert_eq!(begun["user_code"], "WDJB-MJHT");
    assert_eq!(begun["verification_uri"], "https://id.example/activate");
    // The code, then the first question about it.
    scene.idp.provider.wait_for_seen(2).await;
    assert_eq!(look(&scene, &begun).await.json()["state"], "waiting");
    scene.idp.device(Device::Approved);
    let ended = ended(&scene, &begun).await;

    assert_eq!(ended["state"], "connected", "{ended}");
    let credential = scene.credential().await;
    assert_eq!(ended["credential_id"], credential["id"]);
    assert_eq!(credential["label"], "me@example.com");
    let path = format!("/channels/{}", scene.channel);
    let enabled = scene.app.admin("PATCH", &path);
    enabled.json(&json!({ "enabled": true })).send().await;
    assert_eq!(scene.ask().await.status, 200);
    let audit = scene.app.admin("GET", "/audit").send().await.text();
    assert!(audit.contains("connect"), "{audit}");
    let shown = format!(
        "{begun}{ended}{audit}{}{}",
        scene.app.log(),
        scene.app.said()
    );
    assert!(!shown.contains("canary-"), "{}", around(&shown));
    assert!(!scene.app.is_stored("canary-"));
}

#[tokio::test]
async fn an_account_is_signed_in_to_again_on_another_device() {
    let scene = Scene::signed_in().await;
    let before = scene.credential().await;
    scene.idp.device(Device::Approved);

    let begun = begun(&scene, before["id"].as_str()).await;
    let ended = ended(&scene, &begun).await;

    assert_eq!(ended["credential_id"], before["id"], "{ended}");
    assert_eq!(scene.ask().await.status, 200);
}

#[tokio::test]
async fn whatever_else_becomes_of_it_is_told_and_leaves_nothing() {
    let scene = Scene::before_sign_in().await;
    for (word, state, error) in [
        ("access_denied", "denied", Value::Null),
        ("expired_token", "expired", Value::Null),
        (
            "invalid_grant",
            "failed",
            json!("the provider answered invalid_grant"),
        ),
    ] {
        scene.idp.device(Device::Says(word));
        let begun = begun(&scene, None).await;
        let ended = ended(&scene, &begun).await;
        assert_eq!((&ended["state"], &ended["error"]), (&json!(state), &error));
    }
    assert!(scene.credential().await.is_null());
}

#[tokio::test]
async fn a_provider_that_is_out_of_order_for_a_while_is_asked_again() {
    let scene = Scene::before_sign_in().await;
    scene.idp.trouble(Some(Reply::status(503)));
    let begun = begun(&scene, None).await;
    scene.idp.provider.wait_for_seen(2).await;
    scene.idp.trouble(None);
    scene.idp.device(Device::Approved);

    let ended = ended(&scene, &begun).await;

    assert_eq!(ended["state"], "connected", "{ended}");
}

#[tokio::test]
async fn a_provider_that_wants_to_be_asked_less_is() {
    let scene = Scene::before_sign_in().await;
    scene.idp.device(Device::Says("slow_down"));
    let begun = begun(&scene, None).await;
    scene.idp.provider.wait_for_seen(2).await;
    scene.idp.device(Device::Approved);
    let told = Instant::now();

    let ended = ended(&scene, &begun).await;

    assert_eq!(ended["state"], "connected", "{ended}");
    // One second, and five more (RFC 8628, 3.5).
    assert!(told.elapsed() > Duration::from_millis(5_500));
}

#[tokio::test]
async fn line_13_a_sign_in_on_another_device_is_seen_and_given_up_by_who_began_it() {
    let scene = Scene::before_sign_in().await;
    let token = json!({ "name": "other" });
    let other = scene.app.admin("POST", "/tokens").json(&token).send().await;
    let other = other.json()["token"].as_str().unwrap().to_owned();
    let begun = begun(&scene, None).await;
    let path = format!("/oauth/devices/{}", begun["id"].as_str().unwrap());
    for method in ["GET", "DELETE"] {
        let foreign = Call::new(scene.app.address(), method, &format!("/api/v1{path}"));
        let foreign = foreign.bearer(&other).send().await;
        assert_eq!(foreign.status, 404, "{method}: {}", foreign.text());
    }

    let given_up = scene.app.admin("DELETE", &path).send().await;

    assert_eq!(given_up.status, 204, "{}", given_up.text());
    assert_eq!(look(&scene, &begun).await.status, 404);
    let again = scene.app.admin("DELETE", &path).send().await;
    assert_eq!(again.status, 404);
}

#[tokio::test]
async fn line_13_whoever_is_signed_out_meanwhile_connects_nothing() {
    let scene = Scene::before_sign_in().await;
    let token = json!({ "name": "other" });
    let other = scene.app.admin("POST", "/tokens").json(&token).send().await;
    let other = other.json();
    let ask = json!({ "provider_id": scene.provider, "channel_id": scene.channel });
    let begun = Call::new(scene.app.address(), "POST", "/api/v1/oauth/devices");
    let begun = begun.bearer(other["token"].as_str().unwrap());
    assert_eq!(begun.json(&ask).send().await.status, 201);
    let path = format!("/tokens/{}", other["id"].as_str().unwrap());
    assert_eq!(scene.app.admin("DELETE", &path).send().await.status, 204);

    scene.idp.device(Device::Approved);

    let back = within("tokens that are given back", async {
        let mut count = 1;
        loop {
            let seen = scene.idp.provider.wait_for_seen(count).await;
            if let Some(back) = seen.iter().find(|seen| seen.path() == "/revoke") {
                return back.clone();
            }
            count = seen.len() + 1;
        }
    })
    .await;
    assert!(back.contains("canary-refresh-1"));
    assert!(scene.credential().await.is_null());
}

#[tokio::test]
async fn a_body_that_is_wrong_and_a_provider_without_devices_are_told() {
    let scene = Scene::before_sign_in().await;
    let post = |body: Value| {
        let call = scene.app.admin("POST", "/oauth/devices");
        async move { call.json(&body).send().await }
    };
    let unknown = post(json!({
        "provider_id": scene.provider, "channel_id": scene.channel, "device_code": "mine",
    }));
    assert_eq!(unknown.await.status, 422);
    let google = json!({ "name": "google", "preset": "google", "client_id": "me" });
    let google = made(&scene.app, "/oauth/providers", &google).await;
    let refused = post(json!({ "provider_id": google, "channel_id": scene.channel })).await;
    assert_eq!(refused.status, 424, "{}", refused.text());
    assert!(refused.text().contains("device_url"), "{}", refused.text());
}
