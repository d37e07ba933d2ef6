//! Alerts: what is wrong reaches whoever wants to be told, once, whatever the receiver does meanwhile.

mod budgets;
mod channels;
mod failures;
mod guard;
mod kinds;
mod resource;
mod rules;

use std::collections::BTreeSet;

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, Config, FakeProvider, Reply, Seen, TestApp, answers, within};
use serde_json::{Value, json};

/// A Routex with one channel, `a`, whose breaker opens at the first failure and stays open.
async fn app(provider: &FakeProvider) -> TestApp {
    config(provider).start().await
}

fn config(provider: &FakeProvider) -> Config {
    Config::new()
        .operated()
        .set("breaker", "consecutive_failures = 1")
        .set("breaker", "open_ms = 300000")
        .set("affinity", "enabled = false")
        .channel(Channel::new("a", OpenaiChat, provider))
}

/// Tells at once, and that all is well at once.
async fn impatient(app: &TestApp) {
    let body = json!({
        "settle_seconds": 0,
        "rules": { "channel_down": { "after_seconds": 0 } },
    });
    let set = app.admin("PUT", "/alerts/rules").json(&body).send().await;
    assert_eq!(set.status, 200, "{}", set.text());
}

/// A receiver that takes everything.
async fn receiver() -> FakeProvider {
    FakeProvider::always(Reply::status(200)).await
}

fn generic(url: &str) -> Value {
    json!({
        "name": "ops", "kind": "generic", "url": format!("{url}/hook"), "secret": "whsec-0123456789",
        "allow_private_network": true,
    })
}

/// Makes a target and answers its path.
async fn make(app: &TestApp, body: &Value) -> String {
    let made = app.admin("POST", "/alerts/targets").json(body).send().await;
    assert_eq!(made.status, 201, "{}", made.text());
    format!(
        "/alerts/targets/{}",
        made.json()["id"].as_str().unwrap_or_default()
    )
}

/// One failed request, after which the channel is down.
async fn break_channel(app: &TestApp, provider: &FakeProvider) {
    provider.respond(|_| answers::refusal(OpenaiChat, 500));
    let answer = app.ask(OpenaiChat, "m", false).send().await;
    assert!(answer.status >= 500, "{}", answer.text());
}

/// The alerts of a page, newest first.
async fn alerts(app: &TestApp, query: &str) -> Vec<Value> {
    let answer = app.admin("GET", &format!("/alerts{query}")).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

/// Returns the alerts when they are as they should be.
async fn when(app: &TestApp, what: &str, so: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    within(what, async {
        loop {
            let alerts = alerts(app, "").await;
            if so(&alerts) {
                return alerts;
            }
        }
    })
    .await
}

/// The states of all deliveries of all alerts.
fn states(alerts: &[Value]) -> Vec<String> {
    let deliveries = alerts
        .iter()
        .filter_map(|alert| alert["deliveries"].as_array())
        .flatten();
    deliveries
        .map(|delivery| delivery["state"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// The ids by which a receiver knows messages.
fn ids(seen: &[std::sync::Arc<Seen>]) -> BTreeSet<String> {
    let ids = seen.iter().map(|seen| {
        let id = seen.json()["id"].as_str().unwrap_or_default().to_owned();
        assert_eq!(seen.header("x-routex-delivery"), Some(id.as_str()));
        id
    });
    ids.collect()
}
