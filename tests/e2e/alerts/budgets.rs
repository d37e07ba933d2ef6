//! Budgets of client keys; and what becomes of alerts when Routex ends in the middle.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{FakeProvider, Gate, Reply, TestApp, answers};
use serde_json::json;

use super::{app, generic, ids, make, receiver, states, when};
use crate::admin::till::{Key, set_prices};

/// A key whose first request spends 82 % of its budget, and whose second spends the rest.
async fn key(app: &TestApp) -> Key {
    assert_eq!(answers::OUTPUT, 7);
    set_prices(app, &[("m", 0.0, 1_000.0)]).await;
    let budget = json!({ "name": "laptop", "budgets": [{ "window": "total", "usd": 0.0085 }] });
    Key::make(app, &budget).await
}

async fn spend(app: &TestApp, key: &Key) {
    let answer = key.ask(app, OpenaiChat, "m", false, 7).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

async fn provider() -> FakeProvider {
    FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await
}

#[tokio::test]
async fn a_budget_is_told_at_eighty_and_at_a_hundred_percent() {
    let (provider, receiver) = (provider().await, receiver().await);
    let app = app(&provider).await;
    make(&app, &generic(&receiver.url())).await;
    let key = key(&app).await;

    spend(&app, &key).await;
    let low = receiver.wait_for_seen(1).await[0].json();
    spend(&app, &key).await;
    let used_up = receiver.wait_for_seen(2).await[1].json();

    assert_eq!(low["kind"], "budget_low");
    assert_eq!(low["severity"], "warning");
    assert_eq!(
        low["subject"],
        json!({ "type": "client_key", "id": key.id, "name": "laptop", "part": "total" })
    );
    assert_eq!(low["details"]["percent"], 82);
    assert_eq!(used_up["kind"], "budget_used_up");
    assert_eq!(used_up["severity"], "critical");
    assert_eq!(used_up["details"]["client_key"], "laptop");
    assert_eq!(receiver.count(), 2);
}

#[tokio::test]
async fn what_waits_survives_a_restart_and_is_told_once() {
    let (provider, receiver) = (provider().await, receiver().await);
    let mut app = app(&provider).await;
    make(&app, &generic(&receiver.url())).await;
    receiver.enqueue(Reply::status(503).header("retry-after", "2"));
    let key = key(&app).await;

    spend(&app, &key).await;
    receiver.wait_for_seen(1).await;
    app.restart().await;
    let seen = receiver.wait_for_seen(2).await;
    let alerts = when(&app, "the delivery", |alerts| {
        states(alerts) == ["delivered"]
    })
    .await;

    assert_eq!(ids(&seen).len(), 1, "the same message both times");
    assert_eq!(alerts.len(), 1, "the budget is as low as before: no news");
    assert_eq!(alerts[0]["state"], "firing");
    assert_eq!(alerts[0]["deliveries"][0]["attempts"], 2);
}

#[tokio::test]
async fn a_kill_while_it_is_told_makes_no_second_message() {
    // Arrange: the receiver has it, and the answer does not come.
    let (provider, receiver) = (provider().await, receiver().await);
    let mut app = app(&provider).await;
    make(&app, &generic(&receiver.url())).await;
    let gate = Gate::closed();
    receiver.enqueue(Reply::status(200).held_by(&gate));
    let key = key(&app).await;
    spend(&app, &key).await;
    receiver.wait_for_seen(1).await;

    // Act
    app.kill9().await;
    app.start_again().await;
    let seen = receiver.wait_for_seen(2).await;
    let alerts = when(&app, "the delivery", |alerts| {
        states(alerts) == ["delivered"]
    })
    .await;

    // Assert
    assert_eq!(ids(&seen).len(), 1, "known by its id");
    assert_eq!(alerts.len(), 1);

    // Once delivered, it stays so.
    app.kill9().await;
    app.start_again().await;
    spend(&app, &key).await;
    let seen = receiver.wait_for_seen(3).await;
    assert_eq!(seen[2].json()["kind"], "budget_used_up");
    assert_eq!(ids(&seen).len(), 2);
}
