//! Receivers that fail first: each message arrives once, as counted by its id.

use routex_tests::{FakeProvider, Reply};
use serde_json::json;

use super::{app, break_channel, generic, ids, impatient, make, receiver, states, when};

#[tokio::test]
async fn a_receiver_that_answers_badly_gets_the_same_message_until_it_takes_it() {
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    let app = app(&provider).await;
    impatient(&app).await;
    make(&app, &generic(&receiver.url())).await;
    receiver.enqueue(Reply::reset_at_once());
    receiver.enqueue(Reply::status(500));
    // Cut: the head says that more was to come.
    receiver.enqueue(Reply::status(200).announce(10).piece("half").close());

    break_channel(&app, &provider).await;
    let seen = receiver.wait_for_seen(4).await;
    let alerts = when(&app, "the delivery", |alerts| {
        states(alerts) == ["delivered"]
    })
    .await;

    assert_eq!(ids(&seen).len(), 1);
    assert!(seen.windows(2).all(|pair| pair[0].body == pair[1].body));
    let delivery = &alerts[0]["deliveries"][0];
    assert_eq!(delivery["attempts"], 4);
    assert_eq!(delivery["status"], 200);
    assert_eq!(delivery["error"], json!(null));
    assert_eq!(receiver.count(), 4);
}

#[tokio::test]
async fn a_receiver_that_asks_to_wait_is_waited_for() {
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    let app = app(&provider).await;
    impatient(&app).await;
    make(&app, &generic(&receiver.url())).await;
    receiver.enqueue(Reply::status(429).header("retry-after", "4"));

    break_channel(&app, &provider).await;
    let seen = receiver.wait_for_seen(2).await;

    let waited = seen[1].at - seen[0].at;
    assert!(waited.as_secs_f64() > 3.9, "{waited:?}");
    assert_eq!(ids(&seen).len(), 1);
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_in_time_is_asked_again() {
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    let app = app(&provider).await;
    impatient(&app).await;
    make(&app, &generic(&receiver.url())).await;
    receiver.enqueue(Reply::never());

    break_channel(&app, &provider).await;
    receiver.wait_for_seen(1).await;
    let late = when(&app, "a failed try", |alerts| {
        alerts
            .first()
            .is_some_and(|alert| alert["deliveries"][0]["attempts"] == 1)
    })
    .await;
    let seen = receiver.wait_for_seen(2).await;

    let delivery = &late[0]["deliveries"][0];
    assert_eq!(delivery["status"], json!(null));
    assert_eq!(delivery["error"], "no complete answer within 10 s");
    assert_eq!(ids(&seen).len(), 1);
}

#[tokio::test]
async fn a_receiver_that_is_not_there_gets_it_when_it_is_and_others_do_not_wait() {
    // Arrange: a port on which nobody listens.
    let provider = FakeProvider::start().await;
    let absent = FakeProvider::start().await;
    let address = absent.address().to_string();
    drop(absent);
    let present = receiver().await;
    let app = app(&provider).await;
    impatient(&app).await;
    make(&app, &generic(&format!("http://{address}"))).await;
    let mut other = generic(&present.url());
    other["name"] = json!("other");
    make(&app, &other).await;

    // Act
    break_channel(&app, &provider).await;
    present.wait_for_seen(1).await;
    let refused = when(&app, "a failed try", |alerts| {
        let deliveries = alerts.first().map(|alert| alert["deliveries"].clone());
        let deliveries = deliveries.and_then(|it| it.as_array().cloned());
        deliveries.is_some_and(|all| all.iter().any(|it| it["error"].is_string()))
    })
    .await;
    let late = FakeProvider::start_at(&address).await;
    late.respond(|_| Reply::status(204));
    let seen = late.wait_for_seen(1).await;
    when(&app, "both deliveries", |alerts| {
        states(alerts) == ["delivered", "delivered"]
    })
    .await;

    // Assert
    assert!(
        refused[0]["deliveries"]
            .to_string()
            .contains("could not connect")
    );
    assert_eq!(ids(&seen).len(), 1);
    assert_eq!((late.count(), present.count()), (1, 1));
}

#[tokio::test]
async fn what_waits_for_a_target_that_is_removed_is_given_up_and_said_to_be() {
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    let app = app(&provider).await;
    impatient(&app).await;
    let path = make(&app, &generic(&receiver.url())).await;
    receiver.respond(|_| Reply::status(503).header("retry-after", "600"));
    break_channel(&app, &provider).await;
    when(&app, "a failed try", |alerts| {
        alerts
            .first()
            .is_some_and(|alert| alert["deliveries"][0]["attempts"] == 1)
    })
    .await;

    assert_eq!(app.admin("DELETE", &path).send().await.status, 204);
    let alerts = when(&app, "the end", |alerts| states(alerts) == ["given_up"]).await;

    let delivery = &alerts[0]["deliveries"][0];
    assert_eq!(delivery["error"], "the target was removed");
    assert!(delivery["finished_at"].is_string());
    assert_eq!(delivery["next_attempt_at"], json!(null));
    assert_eq!(receiver.count(), 1);
}
