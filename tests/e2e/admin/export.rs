//! Exports: without any secret, or with secrets that only a passphrase opens.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{ADMIN_TOKEN, CLIENT_KEY, Channel, Config, FakeProvider, TestApp, answers};
use serde_json::{Value, json};

const PASSPHRASE: &str = "correct horse battery";

async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::start().await;
    provider.respond(|_| answers::good(OpenaiChat, "Yes.", false));
    let channel = Channel::new("main", OpenaiChat, &provider)
        .keys(&["sk-canary-provider-key"])
        .set("headers = { x-extra = \"canary-header\" }");
    let alias = "[[alias]]\nname = \"smart\"\ntargets = [{ channel = \"main\", model = \"m\" }]\n";
    let config = Config::new().operated().channel(channel).table(alias);
    (provider, config.start().await)
}

#[tokio::test]
async fn an_export_says_everything_but_the_secrets() {
    let (_provider, app) = app().await;

    let plain = app.admin("GET", "/export").send().await;
    let same = app.admin("GET", "/export?secrets=none").send().await;

    assert_eq!((plain.status, same.status), (200, 200), "{}", same.text());
    assert_eq!(plain.header("cache-control"), Some("no-store"));
    let document = plain.json();
    assert_eq!(document["routex_export"], 1);
    assert_eq!(document["channels"][0]["channel"]["name"], "main");
    assert_eq!(document["aliases"][0]["name"], "smart");
    assert_eq!(document["client_keys"][0]["key"]["name"], "test");
    for secret in ["canary", CLIENT_KEY] {
        assert!(!plain.text().contains(secret), "{}", plain.text());
    }
}

#[tokio::test]
async fn secrets_leave_under_a_passphrase_and_on_record() {
    let (_provider, app) = app().await;
    let body = json!({ "passphrase": PASSPHRASE });

    let sealed = app.admin("POST", "/export").json(&body).send().await;

    assert_eq!(sealed.status, 200, "{}", sealed.text());
    assert!(sealed.json()["box"]["ciphertext"].is_string());
    for secret in ["canary", PASSPHRASE, CLIENT_KEY] {
        assert!(!sealed.text().contains(secret), "{}", sealed.text());
    }
    let log = app.audit().await;
    let exported: Vec<&Value> = log.iter().filter(|e| e["action"] == "export").collect();
    assert_eq!(exported.len(), 1, "{log:?}");
    assert_eq!(exported[0]["actor"], "token:configuration");
}

#[tokio::test]
async fn secrets_are_not_to_be_had_by_a_query_or_a_short_passphrase() {
    let (_provider, app) = app().await;

    let query = app.admin("GET", "/export?secrets=all").send().await;
    let other = app
        .admin("GET", "/export?passphrase=correct-horse-battery")
        .send()
        .await;
    let short = json!({ "passphrase": "elevenchars" });
    let short = app.admin("POST", "/export").json(&short).send().await;
    let unknown = json!({ "passphrase": PASSPHRASE, "secrets": true });
    let unknown = app.admin("POST", "/export").json(&unknown).send().await;

    for refused in [query, other, short, unknown] {
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert_eq!(refused.json()["code"], "invalid_fields");
    }
}

/// A Routex with an admin token and nothing else.
async fn empty() -> TestApp {
    TestApp::with(&format!("[admin]\ntoken = \"{ADMIN_TOKEN}\"\n")).await
}

/// What operators tune while Routex runs, as a caller sees it.
async fn tuned(app: &TestApp) -> [Value; 3] {
    let mut seen = [Value::Null, Value::Null, Value::Null];
    for (resource, seen) in ["/routing", "/prices", "/settings"].iter().zip(&mut seen) {
        *seen = app.admin("GET", resource).send().await.json();
    }
    seen
}

async fn tune(app: &TestApp) {
    let tier = json!({ "above_input_tokens": 1000, "input": 5, "output": 0.001 });
    let price =
        json!({ "model": "mine", "input": 2.5, "cache_read": 0.1, "output": 10, "tiers": [tier] });
    for (resource, body) in [
        (
            "/routing",
            json!({ "strategy": "fastest", "max_attempts": 7, "breaker": { "open_ms": 77 } }),
        ),
        ("/prices", json!({ "items": [price] })),
        (
            "/settings",
            json!({ "instance_name": "Berlin", "audit_retention_days": 90 }),
        ),
    ] {
        let put = app.admin("PUT", resource).json(&body).send().await;
        assert_eq!(put.status, 200, "{}", put.text());
    }
}

#[tokio::test]
async fn what_operators_tuned_goes_along() {
    let (_provider, source) = app().await;
    let untouched = source.admin("GET", "/export").send().await.json();
    assert_eq!(untouched["settings"], json!({}));
    tune(&source).await;
    let document = source.admin("GET", "/export").send().await.json();
    let other = empty().await;
    let import = |on_conflict: &str| {
        let body = json!({ "document": document, "on_conflict": on_conflict });
        other.admin("POST", "/import").json(&body).send()
    };

    let report = import("fail").await.json();

    let made = report["made"].as_array().unwrap().iter();
    let mut made: Vec<&str> = made
        .filter(|thing| thing["resource"] == "settings")
        .filter_map(|thing| thing["name"].as_str())
        .collect();
    made.sort_unstable();
    assert_eq!(made, ["prices", "routing", "settings"], "{report}");
    assert_eq!(report["left_out"], json!([]));
    assert_eq!(tuned(&other).await, tuned(&source).await);
    let again = other.admin("GET", "/export").send().await.json();
    assert_eq!(again["settings"], document["settings"]);
    let log = other.audit().await;
    for resource in ["prices", "routing", "settings"] {
        let entries = log.iter().filter(|entry| entry["resource"] == resource);
        assert_eq!(entries.count(), 1, "{resource}");
    }

    // What is there stays, unless the caller says otherwise.
    let own = json!({ "strategy": "cheapest" });
    other.admin("PUT", "/routing").json(&own).send().await;
    let skipped = import("skip").await.json();
    assert!(skipped["skipped"].to_string().contains("settings routing"));
    let routing = other.admin("GET", "/routing").send().await.json();
    assert_eq!(routing["strategy"], "cheapest");
    assert_eq!(import("fail").await.status, 409);
    let replaced = import("replace").await.json();
    assert!(replaced["changed"].to_string().contains("routing"));
    assert_eq!(tuned(&other).await, tuned(&source).await);
}

#[tokio::test]
async fn settings_are_held_to_their_rules_and_to_the_channels() {
    let (_provider, source) = app().await;
    let mut document = source.admin("GET", "/export").send().await.json();
    document["channels"][0]["channel"]["first_byte_timeout_ms"] = json!(5000);
    let mut refused = Vec::new();
    for settings in [
        json!({ "routing": { "max_attempts": 0 } }),
        json!({ "prices": { "items": [{ "model": "m" }] } }),
        json!({ "settings": { "instance_name": "" } }),
        // Shorter than a channel of the same file waits.
        json!({ "routing": { "total_timeout_ms": 4000, "first_byte_timeout_ms": 4000 } }),
    ] {
        document["settings"] = settings;
        let app = empty().await;
        let body = json!({ "document": document });
        let answer = app.admin("POST", "/import").json(&body).send().await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        refused.push(answer.json()["errors"][0]["field"].clone());
        assert_eq!(tuned(&app).await[0]["source"], "file");
    }
    assert_eq!(
        refused,
        [
            "document.settings.routing.max_attempts",
            "document.settings.prices.items[0].input",
            "document.settings.settings.instance_name",
            "document.channels[0].first_byte_timeout_ms",
        ]
    );
    // What a later version may export.
    document["settings"] = json!({ "colours": {} });
    let app = empty().await;
    let body = json!({ "document": document });
    let answer = app.admin("POST", "/import").json(&body).send().await;
    assert_eq!(answer.json()["left_out"][0]["what"], "settings.colours");
}

#[tokio::test]
async fn routing_of_litellm_takes_effect_unless_a_channel_waits_longer() {
    let text = "model_list:\n  - model_name: m\n    litellm_params:\n      model: openai/gpt-x\n      api_key: sk-x\n\
                router_settings:\n  routing_strategy: least-busy\n  num_retries: 4\n  timeout: 30\n";
    let body = json!({ "text": text });
    let fresh = empty().await;
    let report = fresh.admin("POST", "/import").json(&body).send().await;
    assert_eq!(report.status, 200, "{}", report.text());
    let routing = fresh.admin("GET", "/routing").send().await.json();
    assert_eq!(
        (&routing["strategy"], &routing["max_attempts"]),
        (&json!("least_used"), &json!(5))
    );
    assert_eq!(routing["total_timeout_ms"], 30_000);

    let provider = FakeProvider::start().await;
    let patient =
        Channel::new("patient", OpenaiChat, &provider).set("first_byte_timeout_ms = 40000");
    let app = Config::new().operated().channel(patient).start().await;
    let report = app.admin("POST", "/import").json(&body).send().await.json();
    assert!(
        report["left_out"].to_string().contains("patient"),
        "{report}"
    );
    let routing = app.admin("GET", "/routing").send().await.json();
    assert_eq!(routing["source"], "file");
}
