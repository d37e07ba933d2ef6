//! Signing in with a code on another device.

use routex_tests::{Answer, Call};
use serde_json::{Value, json};

use super::Scene;

impl Scene {
    async fn begin_device(&self) -> Value {
        let ask = json!({ "provider_id": self.provider, "channel_id": self.channel });
        let begun = self.app.admin("POST", "/oauth/devices").json(&ask);
        let begun = begun.send().await;
        assert_eq!(begun.status, 201, "{}", begun.text());
        begun.json()
    }

    async fn poll(&self, device: &Value) -> Answer {
        let path = format!("/oauth/devices/{}/poll", device["id"].as_str().unwrap());
        self.app.admin("POST", &path).send().await
    }
}

#[tokio::test]
async fn a_code_that_is_entered_elsewhere_connects_the_account() {
    let scene = Scene::before_sign_in().await;
    let device = scene.begin_device().await;
    assert_eq!(device["user_code"], "WDJB-MJHT");
    assert_eq!(device["verification_url"], "https://issuer.example/device");
    assert!(!device.to_string().contains("canary"));
    let pending = scene.poll(&device).await;
    assert_eq!(
        pending.json(),
        json!({ "credential": null, "wait_seconds": 0 })
    );

    scene.idp.device("");
    let done = scene.poll(&device).await;

    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.json()["credential"]["kind"], "oauth");
    let path = format!("/channels/{}", scene.channel);
    let enabled = scene.app.admin("PATCH", &path);
    enabled.json(&json!({ "enabled": true })).send().await;
    assert_eq!(scene.ask().await.status, 200);
    assert_eq!(scene.poll(&device).await.status, 409, "it is used once");
    assert!(!scene.app.is_stored("canary"));
}

#[tokio::test]
async fn a_provider_is_asked_no_more_often_than_it_wants() {
    let scene = Scene::before_sign_in().await;
    let device = scene.begin_device().await;
    scene.idp.device("slow_down");
    assert_eq!(scene.poll(&device).await.json()["wait_seconds"], 5);
    let asked = scene.idp.asked_for_tokens();

    let again = scene.poll(&device).await;

    assert!(again.json()["wait_seconds"].as_u64().unwrap() > 0);
    assert_eq!(scene.idp.asked_for_tokens(), asked);
}

#[tokio::test]
async fn line_13_a_code_is_asked_for_by_who_began_it_and_a_refusal_ends_it() {
    let scene = Scene::before_sign_in().await;
    let device = scene.begin_device().await;
    let token = json!({ "name": "other" });
    let other = scene.app.admin("POST", "/tokens").json(&token).send().await;
    let other = other.json()["token"].as_str().unwrap().to_owned();
    let id = device["id"].as_str().unwrap();
    let path = format!("/api/v1/oauth/devices/{id}/poll");
    let foreign = Call::new(scene.app.address(), "POST", &path).bearer(&other);
    assert_eq!(foreign.send().await.status, 409);

    scene.idp.device("access_denied");
    let denied = scene.poll(&device).await;
    assert_eq!(denied.status, 424, "{}", denied.text());
    assert!(denied.text().contains("access_denied"));
    assert_eq!(scene.poll(&device).await.status, 409);
}
