//! The stream of events: what is told, to whom, and when it ends.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{
    Browser, Channel, Config, FakeProvider, Incoming, Piece, TestApp, answers,
    app::ADMIN_TOKEN,
    sse::{self, Event},
    within,
};
use serde_json::{Value, json};

async fn app(provider: &FakeProvider) -> TestApp {
    config(provider).start().await
}

fn config(provider: &FakeProvider) -> Config {
    Config::new()
        .operated()
        .set("breaker", "consecutive_failures = 1")
        .channel(Channel::new("a", OpenaiChat, provider))
}

async fn good() -> FakeProvider {
    FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await
}

/// A stream whose listener is heard.
async fn listening(app: &TestApp, query: &str) -> Incoming {
    let mut stream = app.admin("GET", &format!("/events{query}")).open().await;
    assert_eq!(stream.status, 200);
    assert_eq!(stream.header("content-type"), Some("text/event-stream"));
    stream.read_until("retry: 3000\n\n").await;
    stream
}

/// The next event of this kind; everything before it is passed over.
async fn next(stream: &mut Incoming, kind: &str) -> Event {
    // Keep-alives must not let it wait for ever.
    within(&format!("the event {kind}"), find(stream, kind)).await
}

async fn find(stream: &mut Incoming, kind: &str) -> Event {
    let mut body = Vec::new();
    loop {
        let Piece::Data(data) = stream.next().await else {
            panic!("the stream ended before {kind}");
        };
        body.extend_from_slice(&data);
        // A piece may end in the middle of an event.
        let end = body.windows(2).rposition(|two| two == b"\n\n");
        let rest = body.split_off(end.map_or(0, |end| end + 2));
        let whole = std::mem::replace(&mut body, rest);
        let found = sse::events(&whole)
            .into_iter()
            .find(|event| event.name.as_deref() == Some(kind));
        if let Some(event) = found {
            return event;
        }
    }
}

#[tokio::test]
async fn a_finished_request_is_told_as_its_row() {
    let provider = good().await;
    let app = app(&provider).await;
    let mut stream = listening(&app, "?types=request").await;

    let answer = app.ask(OpenaiChat, "gpt-4o", false).send().await;

    let row = next(&mut stream, "request").await.json();
    assert_eq!(
        row["id"].as_str(),
        answer.header("x-routex-request-id"),
        "{row}"
    );
    assert_eq!(row["outcome"], "success");
    assert_eq!(row["channel"], "a");
    assert_eq!(row["attempts"], 1);
    assert_eq!(row["output_tokens"], answers::OUTPUT);
}

#[tokio::test]
async fn a_channel_that_breaks_is_told_with_the_reason() {
    let provider = FakeProvider::always(answers::refusal(OpenaiChat, 500)).await;
    let app = app(&provider).await;
    let mut stream = listening(&app, "?types=channel").await;

    app.ask(OpenaiChat, "gpt-4o", false).send().await;

    let told = next(&mut stream, "channel").await.json();
    assert_eq!(told["name"], "a", "{told}");
    assert_ne!(told["state"], "closed");
    assert_ne!(told["reason"], "serving");
}

#[tokio::test]
async fn stats_count_what_ended_since_somebody_listens() {
    let provider = good().await;
    let app = app(&provider).await;
    let mut stream = listening(&app, "?types=stats").await;
    for _ in 0..3 {
        app.ask(OpenaiChat, "claude-haiku-4-5", false).send().await;
    }

    let stats = loop {
        let stats = next(&mut stream, "stats").await.json();
        if stats["requests"] == 3 {
            break stats;
        }
        assert!(stats["requests"].as_u64() < Some(3), "{stats}");
    };

    assert_eq!(stats["success_rate"], 1.0, "{stats}");
    assert_eq!(stats["in_flight"], 0);
    assert!(stats["requests_per_second"].as_f64() > Some(0.0));
    assert!(stats["tokens_per_second"].as_f64() > Some(0.0));
    assert_eq!(stats["cost_usd"].to_string(), "0.0001392");
    assert!(stats["ttft_p50_ms"].is_u64() && stats["ttft_p95_ms"].is_u64());
}

#[tokio::test]
async fn stats_tell_how_every_channel_is_doing() {
    let provider = good().await;
    let app = app(&provider).await;
    let id = app.admin("GET", "/channels").send().await.json()["items"][0]["id"].clone();
    let mut stream = listening(&app, "?types=stats").await;
    app.ask(OpenaiChat, "claude-haiku-4-5", false).send().await;

    let pulse = loop {
        let stats = next(&mut stream, "stats").await.json();
        let pulse = stats["channels"][0].clone();
        if pulse["counters"]["attempts"] == 1 {
            break pulse;
        }
    };

    assert_eq!((&pulse["id"], &pulse["state"]), (&id, &json!("closed")));
    assert_eq!(pulse["in_flight"], 0);
    assert_eq!(pulse["resumes_at"], Value::Null);
}

#[tokio::test]
async fn a_failover_is_told_and_remembered() {
    let overloaded = FakeProvider::always(answers::refusal(OpenaiChat, 529)).await;
    let provider = good().await;
    let app = config(&overloaded)
        .channel(Channel::new("b", OpenaiChat, &provider).set("priority = 1"))
        .start()
        .await;
    let mut stream = listening(&app, "?types=failover").await;
    let answer = app.ask(OpenaiChat, "claude-haiku-4-5", false).send().await;
    assert_eq!(answer.status, 200);

    let told = next(&mut stream, "failover").await.json();

    assert_eq!(
        told["request_id"],
        answer.header("x-routex-request-id").unwrap()
    );
    assert_eq!((&told["from"], &told["to"]), (&json!("a"), &json!("b")));
    assert_eq!(
        (&told["reason"], &told["outcome"]),
        (&json!("overloaded"), &json!("success"))
    );
    let remembered = app.admin("GET", "/failovers").send().await.json();
    assert_eq!(remembered["items"], json!([told]));
}

#[tokio::test]
async fn a_change_is_told_with_what_was_changed() {
    let provider = good().await;
    let app = app(&provider).await;
    let mut stream = listening(&app, "?types=config").await;
    let body = json!({ "name": "smart", "targets": [{ "channel": "a", "model": "gpt-x" }] });

    let made = app.admin("POST", "/aliases").json(&body).send().await;

    let told = next(&mut stream, "config").await.json();
    let expected = json!({ "resource": "alias", "id": made.json()["id"], "action": "create" });
    assert_eq!(told, expected);
}

#[tokio::test]
async fn only_the_kinds_that_are_wanted_come_and_ids_grow() {
    let provider = good().await;
    let app = app(&provider).await;
    let mut stream = listening(&app, "?types=request,config").await;
    let settings = json!({ "instance_name": "x" });
    app.ask(OpenaiChat, "gpt-4o", false).send().await;
    app.admin("PUT", "/settings").json(&settings).send().await;

    let mut body = stream.read_until("event: config").await.to_vec();
    body.extend_from_slice(&stream.read_until("\n\n").await);

    let text = String::from_utf8_lossy(&body).into_owned();
    assert!(!text.contains("event: stats"), "{text}");
    let ids: Vec<u64> = text
        .lines()
        .filter_map(|line| line.strip_prefix("id: ")?.parse().ok())
        .collect();
    assert!(ids.len() >= 2 && ids.is_sorted(), "{text}");
}

#[tokio::test]
async fn a_kind_that_does_not_exist_is_refused() {
    let provider = good().await;
    let app = app(&provider).await;

    let answer = app.admin("GET", "/events?types=request,x").send().await;

    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(answer.json()["errors"][0]["field"], "types");
}

#[tokio::test]
async fn a_token_that_is_revoked_ends_its_streams() {
    let provider = good().await;
    let config = config(&provider);
    let app = config.start().await;
    let mut stream = listening(&app, "").await;
    let other = config
        .to_string()
        .replace(ADMIN_TOKEN, "ra-another-0123456789abcdefghij");
    std::fs::write(app.data_dir().join("routex.toml"), other).unwrap();

    app.hang_up();

    loop {
        match stream.next().await {
            Piece::Data(_) => {}
            Piece::End => break,
            Piece::Cut => panic!("the stream was cut"),
        }
    }
    assert_eq!(app.admin("GET", "/events").send().await.status, 401);
}

#[tokio::test]
async fn line_04_listening_is_no_use_of_a_session() {
    let provider = good().await;
    let password = "correct horse battery staple";
    let both = format!("token = {ADMIN_TOKEN:?}\npassword = {password:?}");
    let app = Config::new()
        .set("admin", &both)
        .channel(Channel::new("a", OpenaiChat, &provider))
        .start()
        .await;
    let browser = Browser::sign_in(&app, "admin", password).await;
    let mut stream = browser.look("/events?types=config").open().await;
    stream.read_until("retry: 3000\n\n").await;
    // Every change makes Routex look again whether who listens may.
    let change = async |name: &str| {
        let settings = app.admin("PUT", "/settings");
        let body = json!({ "instance_name": name });
        assert_eq!(settings.json(&body).send().await.status, 200);
    };
    let idle_for_an_hour = "UPDATE admin_session SET last_seen_ms = last_seen_ms - 3600000 - 60000";

    app.change_rows(idle_for_an_hour).await;
    change("one").await;
    next(&mut stream, "config").await;
    // Had that been a use, the session would be good for another hour.
    app.change_rows(idle_for_an_hour).await;
    change("two").await;

    let ended = async {
        loop {
            match stream.next().await {
                Piece::Data(_) => {}
                Piece::End => break,
                Piece::Cut => panic!("the stream was cut"),
            }
        }
    };
    within("the end of the stream", ended).await;
    assert_eq!(browser.look("/session").send().await.status, 401);
}

#[tokio::test]
async fn a_stream_that_listens_does_not_hold_up_the_end() {
    let provider = good().await;
    let app = config(&provider)
        .set("server", "shutdown_grace_ms = 600000")
        .start()
        .await;
    let stream = listening(&app, "").await;

    app.terminate();

    let answer = stream.finish().await;
    assert!(answer.whole, "the stream ends as HTTP says");
    assert_eq!(app.exited().await, Some(0), "{}", app.log());
}

#[tokio::test]
async fn nobody_listens_without_being_let_in() {
    let provider = good().await;
    let app = app(&provider).await;
    let nobody = app.anonymous("GET", "/api/v1/events").send().await;
    assert_eq!(nobody.status, 401);
    let client = app.call("GET", "/api/v1/events").send().await;
    assert_eq!(client.status, 401);
    let status: Value = app.admin("GET", "/status").send().await.json();
    assert_eq!(status["event_listeners"], 0);
}
