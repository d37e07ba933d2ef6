//! Exports: without any secret, or with secrets that only a passphrase opens.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{CLIENT_KEY, Channel, Config, FakeProvider, TestApp, answers};
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
