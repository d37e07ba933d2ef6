//! How channels are doing, and the operator's reset.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, Config, Gate, Reply, TestApp, answers};
use serde_json::{Value, json};

use super::channels::{app, body, declared_path, make, provider};

async fn show(app: &TestApp, path: &str) -> Value {
    app.admin("GET", path).send().await.json()
}

#[tokio::test]
async fn a_channel_tells_what_went_through_it() {
    // Arrange
    let (provider, app) = (provider().await, app().await);
    let path = make(&app, &body("a", &provider)).await;
    let gate = Gate::closed();
    let fresh = show(&app, &path).await;

    // Act: two good answers, one bad request, one in flight.
    for _ in 0..2 {
        app.ask(OpenaiChat, "m", false).send().await;
    }
    provider.enqueue(answers::refusal(OpenaiChat, 400));
    app.ask(OpenaiChat, "m", false).send().await;
    provider.enqueue(answers::good(OpenaiChat, "Late.", false).held_by(&gate));
    let waiting = tokio::spawn(app.ask(OpenaiChat, "m", false).send());
    provider.wait_for_seen(4).await;
    let busy = show(&app, &path).await;
    gate.open();
    waiting.await.unwrap();

    // Assert
    assert_eq!(fresh["latency"]["ttft_p50_ms"], Value::Null);
    assert_eq!(busy["in_flight"], 1);
    let counters = &busy["counters"];
    assert_eq!(counters["attempts"], 3);
    assert_eq!(
        counters["outcomes"],
        json!({ "success": 2, "client_error": 1 })
    );
    assert_eq!(counters["requests_in_minute"], 4);
    let used = 2 * (answers::INPUT + answers::CACHED + answers::OUTPUT);
    assert!(counters["tokens_in_minute"].as_u64().unwrap() >= used);
    assert_eq!(busy["latency"]["samples"], 2);
    assert!(busy["latency"]["ttft_p95_ms"].is_u64());
    assert_eq!(busy["credentials"][0]["health"]["in_flight"], 1);
}

#[tokio::test]
async fn a_suspended_and_a_cooling_credential_say_why_and_until_when() {
    // Arrange
    let (provider, app) = (provider().await, app().await);
    let mut wanted = body("a", &provider);
    wanted["api_keys"] = json!(["sk-rejected", "sk-limited"]);
    let path = make(&app, &wanted).await;
    provider.respond(|seen| match seen.credential() {
        Some("sk-rejected") => answers::refusal(OpenaiChat, 401),
        _ => answers::refusal(OpenaiChat, 429).header("retry-after", "600"),
    });

    // Act
    app.ask(OpenaiChat, "m", false).send().await;
    let shown = show(&app, &path).await;

    // Assert
    assert_eq!(shown["state"], "cooling", "{shown}");
    let health = |number: usize| shown["credentials"][number]["health"].clone();
    assert_eq!(health(0)["state"], "disabled");
    assert_eq!(health(0)["suspended"]["cause"], "unauthorized");
    assert!(
        health(0)["suspended"]["until"]
            .as_str()
            .unwrap()
            .ends_with('Z')
    );
    assert_eq!(health(0)["last_error"]["outcome"], "unauthorized");
    assert_eq!(health(1)["state"], "cooling");
    assert!(health(1)["cooling_until"].is_string());
    assert_eq!(health(1)["models"][0]["model"], "m");
    assert_eq!(health(1)["models"][0]["breaker"], "closed");
    assert_eq!(health(1)["last_error"]["outcome"], "rate_limited");
}

#[tokio::test]
async fn a_reset_closes_breakers_and_ends_suspensions_also_of_a_declared_channel() {
    for reply in [
        answers::refusal(OpenaiChat, 401),
        answers::refusal(OpenaiChat, 500),
        limited(),
    ] {
        // Arrange: out for long.
        let provider = provider().await;
        let app = Config::new()
            .operated()
            .set("breaker", "consecutive_failures = 1")
            .set("breaker", "open_ms = 300000")
            .channel(Channel::new("a", OpenaiChat, &provider))
            .start()
            .await;
        let path = declared_path(&app).await;
        provider.respond(move |_| reply.clone());
        app.ask(OpenaiChat, "m", false).send().await;
        provider.respond(|_| answers::good(OpenaiChat, "Yes.", false));
        assert_ne!(show(&app, &path).await["state"], "closed");

        // Act
        let reset = app
            .admin("POST", &format!("{path}/breaker/reset"))
            .send()
            .await;
        let shown = show(&app, &path).await;
        let served = app.ask(OpenaiChat, "m", false).send().await;

        // Assert
        assert_eq!(reset.status, 204, "{}", reset.text());
        assert_eq!(shown["state"], "closed", "{shown}");
        assert_eq!(shown["credentials"][0]["health"]["suspended"], Value::Null);
        assert_eq!(served.status, 200, "{}", served.text());
    }
    let app = app().await;
    let unknown = "/channels/00000000-0000-7000-8000-000000000000/breaker/reset";
    assert_eq!(app.admin("POST", unknown).send().await.status, 404);
}

fn limited() -> Reply {
    answers::refusal(OpenaiChat, 429).header("retry-after", "600")
}
