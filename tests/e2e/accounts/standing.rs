//! What becomes of an account that its provider refuses, or that cannot be asked about.

use routex_tests::{FakeProvider, Reply, within};
use serde_json::{Value, json};

use super::{Scene, made};
use crate::admin::channels::provider;

/// A second channel, which is asked when the account cannot serve.
async fn second(scene: &Scene) -> FakeProvider {
    let other = provider().await;
    let body = json!({
        "name": "second", "provider": "openai_compatible", "base_url": format!("{}/v1", other.url()),
        "dialects": ["openai_chat"], "api_keys": ["sk-second-0123456789"], "priority": 9,
        "allow_private_network": true,
    });
    made(&scene.app, "/channels", &body).await;
    other
}

#[tokio::test]
async fn a_revoked_account_waits_for_a_sign_in_that_heals_the_same_credential() {
    let scene = Scene::signed_in().await;
    let other = second(&scene).await;
    let before = scene.credential().await;
    scene.idp.revoke();

    // The first finds it out, the others do not even try.
    let first = scene.ask().await;
    let asked = scene.idp.provider.count();
    let next = scene.ask().await;

    assert_eq!((first.status, next.status), (200, 200), "{}", first.text());
    assert_eq!(first.header("x-routex-channel"), Some("second"));
    assert_eq!(next.header("x-routex-attempts"), Some("1"));
    assert_eq!((scene.idp.provider.count(), other.count()), (asked, 2));
    let waiting = scene.credential().await;
    assert_eq!(
        waiting["health"]["token"]["needs_sign_in"], true,
        "{waiting}"
    );
    assert_eq!(waiting["health"]["state"], "disabled", "{waiting}");

    let healed = scene.sign_in(before["id"].as_str()).await;
    let served = scene.ask().await;

    assert_eq!(healed["id"], before["id"]);
    assert_eq!(
        healed["health"]["token"]["needs_sign_in"], false,
        "{healed}"
    );
    assert_eq!(served.header("x-routex-channel"), Some("account"));
}

#[tokio::test]
async fn a_needed_sign_in_is_told_by_history_and_alert_until_it_is_done() {
    let scene = Scene::signed_in().await;
    let receiver = FakeProvider::always(Reply::status(200)).await;
    let prompt = json!({ "settle_seconds": 0, "rules": { "channel_down": { "enabled": false } } });
    let rules = scene.app.admin("PUT", "/alerts/rules").json(&prompt);
    assert_eq!(rules.send().await.status, 200);
    let target = json!({
        "name": "ops", "kind": "generic", "url": format!("{}/hook", receiver.url()),
        "secret": "whsec-0123456789", "allow_private_network": true,
    });
    made(&scene.app, "/alerts/targets", &target).await;
    let before = scene.credential().await;
    scene.idp.revoke();

    scene.ask().await;
    let firing = receiver.wait_for_seen(1).await[0].json();
    scene.sign_in(before["id"].as_str()).await;
    let resolved = receiver.wait_for_seen(2).await[1].json();

    assert_eq!(firing["kind"], "needs_sign_in", "{firing}");
    assert_eq!(firing["subject"]["id"], before["id"], "{firing}");
    assert_eq!(
        (&resolved["kind"], &resolved["state"]),
        (&json!("needs_sign_in"), &json!("resolved"))
    );
    let path = format!("/channels/{}/history", scene.channel);
    let told = |history: &Value| -> Vec<[String; 2]> {
        let items = history["items"].as_array().into_iter().flatten();
        let ours = items.filter(|item| item["credential"]["id"] == before["id"]);
        ours.map(|item| [item["to"].to_string(), item["reason"].to_string()])
            .collect()
    };
    let expected = [
        ["\"closed\"", "\"configured\""],
        ["\"disabled\"", "\"needs_sign_in\""],
    ];
    within("the history of the credential", async {
        loop {
            let history = scene.app.admin("GET", &path).send().await.json();
            if told(&history) == expected {
                break;
            }
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn an_account_that_needs_a_sign_in_still_does_after_a_restart() {
    let mut scene = Scene::signed_in().await;
    scene.idp.revoke();
    scene.ask().await;
    scene.app.restart().await;
    let asked = scene.idp.provider.count();

    let answer = scene.ask().await;

    assert_eq!(answer.status, 503, "{}", answer.text());
    assert_eq!(scene.idp.provider.count(), asked);
}

#[tokio::test]
async fn while_no_new_token_is_to_be_had_the_old_one_is_used() {
    let scene = Scene::before_sign_in().await;
    scene.idp.expires_in(8);
    scene.sign_in(None).await;
    let path = format!("/channels/{}", scene.channel);
    let enabled = scene.app.admin("PATCH", &path);
    enabled.json(&json!({ "enabled": true })).send().await;
    scene.idp.trouble(Some(Reply::status(503)));

    // The question that finds the trouble comes ahead of the end.
    scene.idp.provider.wait_for_seen(2).await;
    let answer = scene.ask().await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    scene.idp.trouble(None);
    scene.idp.expires_in(3600);
}
