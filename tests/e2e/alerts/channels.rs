//! Channels and credentials that serve nobody, and that serve again.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{FakeProvider, answers};
use serde_json::json;

use super::{alerts, app, break_channel, generic, ids, impatient, make, receiver, states, when};

#[tokio::test]
async fn a_channel_that_is_down_is_told_once_and_so_is_its_return() {
    // Arrange
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    let app = app(&provider).await;
    impatient(&app).await;
    make(&app, &generic(&receiver.url())).await;
    let channels = app.admin("GET", "/channels").send().await.json();
    let id = channels["items"][0]["id"]
        .as_str()
        .unwrap_or_default()
        .to_owned();

    // Act
    break_channel(&app, &provider).await;
    receiver.wait_for_seen(1).await;
    let lasting = alerts(&app, "?state=firing").await;
    let reset = app.admin("POST", &format!("/channels/{id}/breaker/reset"));
    assert_eq!(reset.send().await.status, 204);
    let seen = receiver.wait_for_seen(2).await;
    let over = when(&app, "the second delivery", |alerts| {
        states(alerts) == ["delivered", "delivered"]
    })
    .await;

    // Assert
    assert_eq!(lasting.len(), 1);
    assert_eq!(lasting[0]["kind"], "channel_down");
    assert_eq!(lasting[0]["resolved_at"], json!(null));
    let (down, up) = (seen[0].json(), seen[1].json());
    assert_eq!(
        (&down["version"], &down["state"]),
        (&json!(1), &json!("firing"))
    );
    assert_eq!(down["severity"], "critical");
    assert_eq!(
        down["subject"],
        json!({ "type": "channel", "id": id, "name": "a" })
    );
    assert_eq!(down["details"]["reason"], "breaker_open");
    assert_eq!(down["instance"], "Routex");
    assert!(
        down["summary"]
            .as_str()
            .unwrap_or_default()
            .contains("Channel a")
    );
    assert_eq!(up["state"], "resolved");
    assert_eq!(up["alert_id"], down["alert_id"]);
    assert_eq!(ids(&seen).len(), 2, "each message has an id of its own");
    assert_eq!(over.len(), 1);
    assert_eq!(over[0]["state"], "resolved");
    assert_eq!(over[0]["id"], down["alert_id"]);
    assert_eq!(over[0]["deliveries"][0]["target"], "ops");
    assert_eq!(receiver.count(), 2);
}

#[tokio::test]
async fn a_refused_credential_is_told_by_its_label_and_takes_the_channel_down() {
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    let app = app(&provider).await;
    impatient(&app).await;
    make(&app, &generic(&receiver.url())).await;
    provider.respond(|_| answers::refusal(OpenaiChat, 401));

    app.ask(OpenaiChat, "m", false).send().await;
    let seen = receiver.wait_for_seen(2).await;

    let mut told: Vec<_> = seen.iter().map(|seen| seen.json()).collect();
    told.sort_by_key(|message| message["kind"].to_string());
    assert_eq!(told[0]["kind"], "channel_down");
    assert_eq!(told[0]["details"]["reason"], "credentials_suspended");
    assert_eq!(told[1]["kind"], "credential_rejected");
    assert_eq!(told[1]["subject"]["type"], "credential");
    assert_eq!(told[1]["subject"]["name"], "a");
    let label = told[1]["subject"]["part"].as_str().unwrap_or_default();
    assert!(!label.is_empty() && told[1]["summary"].to_string().contains(label));
}

#[tokio::test]
async fn requests_that_find_no_channel_are_told_after_a_few() {
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    let app = app(&provider).await;
    let wanted = json!({ "kinds": ["no_route"] });
    let mut body = generic(&receiver.url());
    body["kinds"] = wanted["kinds"].clone();
    make(&app, &body).await;
    provider.respond(|_| answers::refusal(OpenaiChat, 401));

    for _ in 0..4 {
        app.ask(OpenaiChat, "m", false).send().await;
    }
    // Nobody serves it, and nobody ever will: that is the client's affair.
    let seen = receiver.wait_for_seen(1).await;

    let told = seen[0].json();
    assert_eq!(told["kind"], "no_route");
    assert_eq!(told["subject"]["type"], "installation");
    assert!(told["details"]["requests"].as_u64() >= Some(3), "{told}");
}
