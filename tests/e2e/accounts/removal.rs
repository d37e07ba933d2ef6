//! What was given is given back when nobody needs it any more.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

use super::{SECRET, Scene};

#[tokio::test]
async fn what_a_removed_account_was_given_is_given_back() {
    let scene = Scene::signed_in().await;
    let credential = scene.credential().await;
    let path = format!("/channels/{}", scene.channel);
    let disabled = scene.app.admin("PATCH", &path);
    disabled.json(&json!({ "enabled": false })).send().await;
    let before = scene.idp.provider.count();

    let path = format!("{path}/credentials/{}", credential["id"].as_str().unwrap());
    let removed = scene.app.admin("DELETE", &path).send().await;

    assert_eq!(removed.status, 204, "{}", removed.text());
    let seen = scene.idp.provider.wait_for_seen(before + 1).await;
    let seen = seen.last().unwrap();
    assert_eq!(seen.path(), "/revoke");
    let form: HashMap<String, String> = url::form_urlencoded::parse(&seen.body)
        .into_owned()
        .collect();
    assert_eq!(form["token"], "canary-refresh-1");
    assert_eq!(form["token_type_hint"], "refresh_token");
    let basic = STANDARD.encode(format!("routex-test:{SECRET}"));
    assert_eq!(
        seen.header("authorization"),
        Some(format!("Basic {basic}").as_str())
    );
}

#[tokio::test]
async fn so_it_is_when_the_channel_goes_or_has_keys_instead() {
    let keys = json!({ "api_keys": ["sk-instead-0123456789"] });
    for (method, body) in [("DELETE", None), ("PATCH", Some(keys))] {
        let scene = Scene::signed_in().await;
        let before = scene.idp.provider.count();
        let call = scene
            .app
            .admin(method, &format!("/channels/{}", scene.channel));
        let call = match &body {
            Some(body) => call.json(body),
            None => call,
        };

        let done = call.send().await;

        assert!(
            matches!(done.status, 200 | 204),
            "{method}: {}",
            done.text()
        );
        let seen = scene.idp.provider.wait_for_seen(before + 1).await;
        let seen = seen.last().unwrap();
        assert_eq!(seen.path(), "/revoke", "{method}");
        assert!(seen.contains("canary-refresh-1"), "{method}");
        assert!(!scene.app.log().contains("canary-"), "{method}");
    }
}
