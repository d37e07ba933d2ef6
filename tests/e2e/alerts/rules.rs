//! The rules over HTTP.

use routex_tests::FakeProvider;
use serde_json::json;

use super::{app, break_channel, generic, impatient, make, receiver, when};

#[tokio::test]
async fn rules_are_changed_field_by_field_and_stay_over_a_restart() {
    let provider = FakeProvider::start().await;
    let mut app = app(&provider).await;
    let before = app.admin("GET", "/alerts/rules").send().await.json();
    assert_eq!(before["remind_after_minutes"], 240);
    assert_eq!(before["rules"]["budget_low"]["percent"], 80);
    assert_eq!(before["rules"]["channel_down"]["percent"], json!(null));

    let body = json!({ "rules": { "budget_low": { "percent": 90 } } });
    let changed = app.admin("PUT", "/alerts/rules").json(&body).send().await;
    let wrong = json!({ "settle_seconds": -1, "rules": { "no_route": { "percent": 1 } } });
    let refused = app.admin("PUT", "/alerts/rules").json(&wrong).send().await;
    app.restart().await;
    let after = app.admin("GET", "/alerts/rules").send().await.json();

    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(refused.status, 422);
    let fields = refused.json()["errors"].to_string();
    assert!(fields.contains("settle_seconds") && fields.contains("rules.no_route.percent"));
    assert_eq!(after, changed.json());
    assert_eq!(after["rules"]["budget_low"]["percent"], 90);
    assert_eq!(after["settle_seconds"], 60);
    let entry = app.audit().await.pop().unwrap();
    assert_eq!(entry["resource"], "alert_rules");
}

#[tokio::test]
async fn a_rule_that_is_switched_off_ends_its_alerts_and_makes_no_new_ones() {
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    let app = app(&provider).await;
    impatient(&app).await;
    make(&app, &generic(&receiver.url())).await;
    break_channel(&app, &provider).await;
    receiver.wait_for_seen(1).await;

    let body = json!({ "rules": { "channel_down": { "enabled": false } } });
    let changed = app.admin("PUT", "/alerts/rules").json(&body).send().await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let alerts = when(&app, "the end", |alerts| alerts[0]["state"] == "resolved").await;

    assert_eq!(alerts.len(), 1);
    let seen = receiver.wait_for_seen(2).await;
    assert_eq!(seen[1].json()["state"], "resolved");
}
