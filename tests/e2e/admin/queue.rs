//! Keys and channels whose requests wait for room instead of being refused.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, Config, FakeProvider, Gate, TestApp, answers, within};
use serde_json::json;
use tokio::task::JoinSet;

use super::till::{Key, set_prices};

/// Requests of one key, or for one model, that wait at most.
const MOST_WAITING: usize = 64;

async fn app(provider: &FakeProvider) -> TestApp {
    let config = Config::new()
        .operated()
        .set("affinity", "enabled = false")
        .channel(Channel::new("a", OpenaiChat, provider));
    config.start().await
}

#[tokio::test]
async fn requests_wait_for_those_before_them_to_end_and_the_queue_is_bounded() {
    // Arrange
    let gate = Gate::closed();
    let held = answers::good(OpenaiChat, "Yes.", false).held_by(&gate);
    let provider = FakeProvider::always(held).await;
    let app = app(&provider).await;
    let body = json!({ "name": "k", "max_concurrency": 2, "queue_ms": 60_000 });
    let key = Key::make(&app, &body).await;
    let ask = || key.ask(&app, OpenaiChat, "m", false, 7).send();

    // Act: two are under way, the queue is full, five are refused.
    let mut clients: JoinSet<_> = (0..2 + MOST_WAITING + 5).map(|_| ask()).collect();
    for _ in 0..5 {
        let refused = clients.join_next().await.unwrap().unwrap();
        assert_eq!(refused.status, 429, "{}", refused.text());
        assert_eq!(refused.header("retry-after"), Some("1"));
    }
    provider.wait_for_seen(2).await;
    assert_eq!(provider.count(), 2);
    gate.open();

    // Assert
    while let Some(served) = clients.join_next().await {
        let served = served.unwrap();
        assert_eq!(served.status, 200, "{}", served.text());
    }
    assert_eq!(provider.count(), 2 + MOST_WAITING);
}

#[tokio::test]
async fn requests_wait_for_room_at_a_channel_that_lets_them() {
    // Arrange
    let gate = Gate::closed();
    let held = answers::good(OpenaiChat, "Yes.", false).held_by(&gate);
    let provider = FakeProvider::always(held).await;
    let channel = Channel::new("a", OpenaiChat, &provider);
    let app = Config::new()
        .set("affinity", "enabled = false")
        .channel(channel.set("max_concurrency = 2").set("queue_ms = 60000"))
        .start()
        .await;
    let ask = || app.ask(OpenaiChat, "m", false).send();

    // Act: two are under way, the queue is full, five are refused.
    let mut clients: JoinSet<_> = (0..2 + MOST_WAITING + 5).map(|_| ask()).collect();
    for _ in 0..5 {
        let refused = clients.join_next().await.unwrap().unwrap();
        assert_eq!(refused.status, 429, "{}", refused.text());
        assert!(refused.header("retry-after").is_some());
    }
    provider.wait_for_seen(2).await;
    assert_eq!(provider.count(), 2);
    gate.open();

    // Assert
    while let Some(served) = clients.join_next().await {
        let served = served.unwrap();
        assert_eq!(served.status, 200, "{}", served.text());
    }
    assert_eq!(provider.count(), 2 + MOST_WAITING);
}

#[tokio::test]
async fn nobody_waits_behind_those_who_wait_for_a_channel_that_is_not_theirs() {
    // Arrange: one channel is full, and the queue for it as well.
    let full = FakeProvider::always(routex_tests::Reply::never()).await;
    let free = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let channel = |name, provider, tag| {
        let channel = Channel::new(name, OpenaiChat, provider);
        let tagged = channel.set(&format!("tags = [\"{tag}\"]"));
        tagged.set("max_concurrency = 1").set("queue_ms = 60000")
    };
    let config = Config::new()
        .operated()
        .set("affinity", "enabled = false")
        .channel(channel("a", &full, "eu"))
        .channel(channel("b", &free, "us"));
    let app = config.start().await;
    let european = Key::make(&app, &json!({ "name": "e", "tags": ["eu"] })).await;
    let american = Key::make(&app, &json!({ "name": "u", "tags": ["us"] })).await;
    let wait = || european.ask(&app, OpenaiChat, "m", false, 7).send();
    let mut waiting: JoinSet<_> = (0..1 + MOST_WAITING + 1).map(|_| wait()).collect();
    let crowded = waiting.join_next().await.unwrap().unwrap();
    assert_eq!(crowded.status, 429, "{}", crowded.text());

    // Act
    let served = american.ask(&app, OpenaiChat, "m", false, 7).send().await;

    // Assert
    assert_eq!(served.status, 200, "{}", served.text());
}

#[tokio::test]
async fn who_waits_is_served_by_room_that_the_operator_makes() {
    // Arrange: one request never ends, another waits behind it.
    let provider = FakeProvider::start().await;
    provider.enqueue(routex_tests::Reply::never());
    provider.enqueue(answers::good(OpenaiChat, "Yes.", false));
    let app = Config::new()
        .operated()
        .set("affinity", "enabled = false")
        .start()
        .await;
    let mut body = super::channels::body("a", &provider);
    body["max_concurrency"] = json!(1);
    body["queue_ms"] = json!(60_000);
    let made = app.admin("POST", "/channels").json(&body).send().await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = format!("/channels/{}", made.json()["id"].as_str().unwrap());
    let _under_way = app.ask(OpenaiChat, "m", false).send_and_leave().await;
    provider.wait_for_seen(1).await;
    let mut waiting: JoinSet<_> = (0..1 + MOST_WAITING)
        .map(|_| app.ask(OpenaiChat, "m", false).send())
        .collect();
    let crowded = waiting.join_next().await.unwrap().unwrap();
    assert_eq!(crowded.status, 429, "{}", crowded.text());

    // Act
    let more = json!({ "max_concurrency": 2 });
    let changed = app.admin("PATCH", &path).json(&more).send().await;
    assert_eq!(changed.status, 200, "{}", changed.text());

    // Assert: no request ended, and whoever was first is served.
    let served = within("the one that was first", waiting.join_next()).await;
    assert_eq!(served.unwrap().unwrap().status, 200);
}

#[tokio::test]
async fn patience_at_a_channel_ends_with_the_usual_refusal() {
    let provider = FakeProvider::always(routex_tests::Reply::never()).await;
    let channel = Channel::new("a", OpenaiChat, &provider);
    let app = Config::new()
        .channel(channel.set("max_concurrency = 1").set("queue_ms = 20"))
        .start()
        .await;
    let _under_way = app.ask(OpenaiChat, "m", false).send_and_leave().await;
    provider.wait_for_seen(1).await;

    let refused = app.ask(OpenaiChat, "m", false).send().await;

    assert_eq!(refused.status, 429, "{}", refused.text());
    assert!(refused.text().contains("concurrency"), "{}", refused.text());
}

#[tokio::test]
async fn who_waits_for_a_reservation_is_served_when_it_is_released() {
    // Arrange: one request reserves everything and needs little.
    let gate = Gate::closed();
    let held = answers::good(OpenaiChat, "Yes.", false).held_by(&gate);
    let provider = FakeProvider::always(held).await;
    let app = app(&provider).await;
    set_prices(&app, &[("m", 0.0, 1_000.0)]).await;
    let budget = json!([{ "window": "total", "usd": 0.07 }]);
    let body = json!({ "name": "k", "budgets": budget, "queue_ms": 60_000 });
    let key = Key::make(&app, &body).await;
    let ask = || key.ask(&app, OpenaiChat, "m", false, 70).send();

    // Act
    let mut clients: JoinSet<_> = (0..1 + MOST_WAITING + 1).map(|_| ask()).collect();
    let crowded = clients.join_next().await.unwrap().unwrap();
    gate.open();

    // Assert: ten are paid for, and those behind them are told that nothing is left.
    assert_eq!(crowded.status, 429);
    let mut served = 0;
    while let Some(answer) = clients.join_next().await {
        let answer = answer.unwrap();
        match answer.status {
            200 => served += 1,
            _ => assert_eq!(answer.json()["error"]["code"], "insufficient_quota"),
        }
    }
    assert_eq!((served, provider.count()), (10, 10));
}

#[tokio::test]
async fn patience_ends_with_the_usual_refusal() {
    let provider = FakeProvider::always(routex_tests::Reply::never()).await;
    let app = app(&provider).await;
    let body = json!({ "name": "k", "max_concurrency": 1, "queue_ms": 20 });
    let key = Key::make(&app, &body).await;
    let first = key.ask(&app, OpenaiChat, "m", false, 7);
    let _under_way = first.send_and_leave().await;
    provider.wait_for_seen(1).await;

    let refused = key.ask(&app, OpenaiChat, "m", false, 7).send().await;

    assert_eq!(refused.status, 429, "{}", refused.text());
    assert!(refused.text().contains("concurrency"), "{}", refused.text());
    assert_eq!(refused.header("retry-after"), Some("1"));
}

#[tokio::test]
async fn a_client_that_leaves_the_queue_makes_way() {
    // Arrange: the queue is full.
    let gate = Gate::closed();
    let held = answers::good(OpenaiChat, "Yes.", false).held_by(&gate);
    let provider = FakeProvider::always(held).await;
    let app = app(&provider).await;
    let body = json!({ "name": "k", "max_concurrency": 1, "queue_ms": 60_000 });
    let key = Key::make(&app, &body).await;
    let ask = |model| key.ask(&app, OpenaiChat, model, false, 7).send();
    let mut clients: JoinSet<_> = (0..1 + MOST_WAITING + 1).map(|_| ask("m")).collect();
    let crowded = clients.join_next().await.unwrap().unwrap();
    assert_eq!(crowded.status, 429);
    provider.wait_for_seen(1).await;

    // Act: everyone leaves, the one that is under way included; another comes.
    clients.shutdown().await;
    let (call, gone) = (
        key.ask(&app, OpenaiChat, "last", false, 7),
        provider.count(),
    );
    let last = tokio::spawn(async move {
        loop {
            let answer = call.clone().send().await;
            if answer.status != 429 {
                return answer;
            }
        }
    });
    for count in gone + 1.. {
        let seen = provider.wait_for_seen(count).await;
        if seen[count - 1].json()["model"] == "last" {
            break;
        }
    }
    gate.open();

    // Assert
    assert_eq!(last.await.unwrap().status, 200);
    let rows = app.rows().await;
    let of = |outcome: &str| {
        let rows = rows.requests.iter();
        rows.filter(|row| row.outcome == outcome).count()
    };
    assert_eq!(
        (of("client_cancelled"), of("success")),
        (1 + MOST_WAITING, 1)
    );
}
