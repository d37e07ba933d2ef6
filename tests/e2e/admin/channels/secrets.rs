//! Secrets of channels: never shown, and never sent to a place that they were not entered for. And the guard.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{FakeProvider, Reply};
use serde_json::{Value, json};

use super::{app, body, make, patch, provider};

#[tokio::test]
async fn line_01_no_answer_and_no_log_holds_a_secret_of_a_channel() {
    // Arrange
    let (provider, app) = (provider().await, app().await);
    let mut wanted = body("a", &provider);
    wanted["api_keys"] = json!(["canary-first-0123456789"]);
    wanted["headers"] = json!({ "x-token": "canary-header-value" });
    let path = make(&app, &wanted).await;
    let proxied = json!({
        "name": "proxied", "provider": "openai", "api_keys": ["canary-key-0123456789"],
        "proxy": "http://canary-user:canary-password@127.0.0.1:9",
    });
    let proxied = make(&app, &proxied).await;
    provider.respond(|seen| {
        let key = seen.credential().unwrap();
        let message = format!("no: {key} {:?}", seen.header("x-token"));
        Reply::json(401, &json!({ "error": { "message": message } }))
    });

    // Act: everything that shows a channel, good and bad.
    let secret = json!({ "api_key": "canary-second-0123456789" });
    let wrong = json!({ "headers": { "x-token": "canary\u{7}bad" }, "api_keys": ["canary key"] });
    let calls = [
        app.admin("GET", "/channels"),
        app.admin("GET", &path),
        app.admin("GET", &proxied),
        app.admin("POST", &format!("{path}/credentials"))
            .json(&secret),
        app.admin("GET", &format!("{path}/credentials")),
        app.admin("PATCH", &path).json(&json!({ "weight": 2 })),
        app.admin("PATCH", &path)
            .json(&json!({ "base_url": "https://gate.example" })),
        app.admin("PATCH", &path).json(&wrong),
        app.admin("POST", &format!("{path}/test"))
            .json(&json!({ "model": "m" })),
        app.admin("POST", &format!("{proxied}/test"))
            .json(&json!({ "model": "m" })),
        app.admin("GET", &format!("{path}/models")),
        app.admin("GET", &format!("{proxied}/models")),
        app.ask(OpenaiChat, "m", false),
    ];

    // Assert
    for call in calls {
        let answer = call.send().await;
        let text = format!("{:?} {}", answer.headers, answer.text());
        assert!(!text.contains("canary"), "{text}");
    }
    assert!(!app.log().contains("canary"), "{}", app.log());
}

#[tokio::test]
async fn line_07_a_channel_leads_to_no_private_address_unless_it_is_allowed_to() {
    // Arrange
    let (provider, app) = (provider().await, app().await);
    let outside = json!({ "name": "a", "provider": "openai", "api_keys": ["sk-1"] });
    let path = make(&app, &outside).await;
    let local = make(&app, &body("local", &provider)).await;

    for (address, may_be_allowed) in [
        ("127.0.0.1", true),
        ("2130706433", true),
        ("0x7f.1", true),
        ("localhost", true),
        ("a.localhost", true),
        ("[::1]", true),
        ("10.0.0.1", true),
        ("172.16.0.1", true),
        ("192.168.0.1", true),
        ("100.64.0.1", true),
        ("198.18.0.1", true),
        ("[fd00::1]", true),
        ("[::ffff:10.0.0.1]", true),
        ("[2002:7f00:1::]", true),
        ("[64:ff9b::7f00:1]", true),
        ("0.0.0.0", false),
        ("[::]", false),
        ("169.254.169.254", false),
        ("[::ffff:169.254.169.254]", false),
        ("[2002:a9fe:a9fe::]", false),
        ("[64:ff9b::a9fe:a9fe]", false),
        ("metadata.google.internal", false),
        ("100.100.100.200", false),
        ("[fe80::1]", false),
        ("224.0.0.1", false),
        ("[ff02::1]", false),
        ("255.255.255.255", false),
    ] {
        // Act
        let url = format!("https://{address}/v1");
        let mut wanted = json!({
            "name": "new", "provider": "openai_compatible", "api_keys": ["sk-1"], "base_url": url,
        });
        let made = app.admin("POST", "/channels").json(&wanted).send().await;
        let moved = json!({ "base_url": url, "api_keys": ["sk-2"] });
        let moved = patch(&app, &path, moved).await;
        wanted["allow_private_network"] = json!(true);
        let allowed = app.admin("POST", "/channels").json(&wanted).send().await;

        // Assert
        for refused in [made, moved] {
            assert_eq!(refused.status, 422, "{address}: {}", refused.text());
            let code = &refused.json()["errors"][0]["field"];
            assert_eq!(code, "base_url", "{address}: {}", refused.text());
        }
        let expected = if may_be_allowed { 201 } else { 422 };
        assert_eq!(allowed.status, expected, "{address}: {}", allowed.text());
        if may_be_allowed {
            let id = allowed.json()["id"].as_str().unwrap().to_owned();
            app.admin("DELETE", &format!("/channels/{id}")).send().await;
        }
    }
    // And a channel that leads there cannot lose the permission that it lives by.
    let closed = patch(&app, &local, json!({ "allow_private_network": false })).await;
    assert_eq!(closed.status, 422, "{}", closed.text());
    let scheme = patch(&app, &path, json!({ "base_url": "file:///etc/passwd" })).await;
    assert_eq!(scheme.status, 422, "{}", scheme.text());
}

#[tokio::test]
async fn line_08_a_stored_secret_is_bound_to_its_endpoint() {
    // Arrange
    let (provider, evil, app) = (provider().await, provider().await, app().await);
    let mut wanted = body("a", &provider);
    wanted["headers"] = json!({ "x-token": "t-1" });
    let path = make(&app, &wanted).await;
    let there = format!("{}/v1", evil.url());
    let dialects = json!({ "base_url": null, "provider": "ollama", "dialects": ["openai_chat"] });

    // Act: all ways to carry the secret elsewhere.
    for moved in [
        json!({ "base_url": there }),
        json!({ "base_url": there, "enabled": false }),
        json!({ "base_url": there, "allow_private_network": true }),
        json!({ "base_url": there, "api_keys": null }),
        json!({ "base_url": there, "api_keys": ["sk-new"] }),
        json!({ "proxy": format!("http://{}", evil.address()) }),
        dialects,
    ] {
        let refused = patch(&app, &path, moved.clone()).await;

        // Assert
        assert_eq!(refused.status, 422, "{moved}: {}", refused.text());
        assert_eq!(refused.json()["code"], "secret_required", "{moved}");
    }
    // Removed and made again it has no secret, so it cannot be enabled.
    app.admin("DELETE", &path).send().await;
    wanted["base_url"] = json!(there);
    wanted["api_keys"] = Value::Null;
    let again = app.admin("POST", "/channels").json(&wanted).send().await;
    assert_eq!(again.status, 422, "{}", again.text());
    assert_eq!(again.json()["errors"][0]["field"], "api_keys");
    assert_eq!(evil.count(), 0);
}

#[tokio::test]
async fn with_its_secrets_entered_again_a_channel_moves() {
    let (old, new, app) = (provider().await, provider().await, app().await);
    let path = make(&app, &body("a", &old)).await;
    let moved =
        json!({ "base_url": format!("{}/v1", new.url()), "api_keys": ["sk-entered-again"] });

    let changed = patch(&app, &path, moved).await;
    app.ask(OpenaiChat, "m", false).send().await;
    // What stays at its place asks for nothing.
    let renamed = patch(&app, &path, json!({ "name": "b", "weight": 5 })).await;

    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(seen_keys(&new), ["sk-entered-again"]);
    assert_eq!(old.count(), 0);
    assert_eq!(renamed.status, 200, "{}", renamed.text());
}

fn seen_keys(provider: &FakeProvider) -> Vec<String> {
    let seen = provider.seen();
    let keys = seen.iter().filter_map(|seen| seen.credential());
    keys.map(str::to_owned).collect()
}
