//! The log of requests: what a row tells, filters, and cursors while more requests come.

use std::collections::BTreeSet;

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, Config, FakeProvider, TestApp, answers, within};
use serde_json::Value;

const FIELDS: [&str; 25] = [
    "id",
    "started_at",
    "client_key",
    "session",
    "dialect_in",
    "dialect_out",
    "model_requested",
    "model_served",
    "channel",
    "credential",
    "status",
    "outcome",
    "stream",
    "attempts",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "cost_usd",
    "ttft_ms",
    "duration_ms",
    "overhead_us",
    "error",
    "usage_partial",
];

/// A channel that answers models named `bad…` with 503, and one behind it that answers always.
async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::start().await;
    provider.respond(|seen| {
        let bad = seen.json()["model"]
            .as_str()
            .is_some_and(|m| m.starts_with("bad"));
        if bad && seen.credential() == Some("sk-first") {
            answers::refusal(OpenaiChat, 503)
        } else {
            answers::good(OpenaiChat, "Yes.", false)
        }
    });
    let app = Config::new()
        .operated()
        .set("affinity", "enabled = false")
        .set("breaker", "consecutive_failures = 1000000")
        .set("breaker", "failure_ratio = 1.0")
        .channel(Channel::new("first", OpenaiChat, &provider).set("priority = 0"))
        .channel(Channel::new("second", OpenaiChat, &provider).set("priority = 1"))
        .start()
        .await;
    (provider, app)
}

/// Asks, and answers the id of the request.
async fn ask(app: &TestApp, model: &str) -> String {
    let answer = app.ask(OpenaiChat, model, false).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.header("x-routex-request-id").unwrap().to_owned()
}

/// The request by its id, once the ledger has written it.
async fn written(app: &TestApp, id: &str) -> Value {
    within("the request in the log", async {
        loop {
            let answer = app.admin("GET", &format!("/requests/{id}")).send().await;
            match answer.status {
                200 => return answer.json(),
                404 => tokio::task::yield_now().await,
                status => panic!("{status}: {}", answer.text()),
            }
        }
    })
    .await
}

async fn list(app: &TestApp, query: &str) -> Value {
    let answer = app.admin("GET", &format!("/requests?{query}")).send().await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()
}

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    items
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn after_a_failover_the_request_tells_of_both_attempts() {
    let (_provider, app) = app().await;
    let id = ask(&app, "bad-gpt").await;

    let request = written(&app, &id).await;

    for field in FIELDS {
        assert!(
            request.get(field).is_some(),
            "{field} is missing: {request}"
        );
    }
    assert_eq!(request["channel"], "second");
    assert_eq!(request["outcome"], "success");
    assert_eq!(request["client_key"], "test");
    assert_eq!(request["input_tokens"], answers::INPUT);
    assert_eq!(request["cache_read_tokens"], answers::CACHED);
    assert_eq!(request["output_tokens"], answers::OUTPUT);
    assert!(request["started_at"].as_str().unwrap().ends_with('Z'));
    let attempts = request["attempts"].as_array().unwrap();
    let told: Vec<(&Value, &Value, &Value)> = attempts
        .iter()
        .map(|attempt| (&attempt["channel"], &attempt["status"], &attempt["outcome"]))
        .collect();
    assert_eq!(told.len(), 2, "{request}");
    assert_eq!(
        told[0],
        (&"first".into(), &503.into(), &"upstream_error".into())
    );
    assert_eq!(told[1], (&"second".into(), &200.into(), &"success".into()));
    assert_eq!(attempts[1]["output_tokens"], answers::OUTPUT);
    assert!(!request.to_string().contains("sk-second"), "{request}");

    let row = &list(&app, "").await["items"][0];
    assert_eq!(row["id"], id.as_str());
    assert_eq!(row["attempts"], 2);
}

#[tokio::test]
async fn money_is_an_exact_decimal() {
    let (_provider, app) = app().await;
    let id = ask(&app, "claude-haiku-4-5").await;
    written(&app, &id).await;

    let text = app
        .admin("GET", &format!("/requests/{id}"))
        .send()
        .await
        .text();

    // 11 fresh, 4 cached and 7 generated tokens at 1, 0.10 and 5 dollars a million.
    assert!(text.contains("\"cost_usd\":0.0000464,"), "{text}");
}

#[tokio::test]
async fn every_filter_selects() {
    let (_provider, app) = app().await;
    let plain = ask(&app, "gpt-a").await;
    let over = ask(&app, "bad-b").await;
    let refused = app.ask(OpenaiChat, "x", false).body("no JSON").send().await;
    let refused = refused.header("x-routex-request-id").unwrap().to_owned();
    for id in [&plain, &over, &refused] {
        written(&app, id).await;
    }
    let started = |row: &Value| row["started_at"].as_str().unwrap().to_owned();
    let of_over = written(&app, &over).await;

    for (query, expected) in [
        ("", vec![&refused, &over, &plain]),
        ("channel=second", vec![&over]),
        ("channel=first", vec![&plain]),
        ("channel=f%25", vec![]),
        ("model=gpt-a", vec![&plain]),
        ("model=gpt-_", vec![]),
        ("key=test&status=200", vec![&over, &plain]),
        ("key=nobody", vec![]),
        ("status=400", vec![&refused]),
        ("outcome=client_error", vec![&refused]),
        ("outcome=success&model=bad-b", vec![&over]),
        ("session=none", vec![]),
        (
            "from=2000-01-01T00:00:00Z&to=2001-01-01T00:00:00%2B02:00",
            vec![],
        ),
        ("to=0", vec![]),
        ("from=0&limit=500", vec![&refused, &over, &plain]),
    ] {
        let page = list(&app, query).await;
        let found = ids(&page);
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{query}");
        assert_eq!(page["next_cursor"], Value::Null, "{query}");
    }
    let since = list(&app, &format!("from={}", started(&of_over))).await;
    assert!(ids(&since).contains(&over) && ids(&since).contains(&refused));
}

#[tokio::test]
async fn what_is_wrong_with_a_query_is_told_by_the_name_of_the_parameter() {
    let (_provider, app) = app().await;
    for (query, parameter) in [
        ("status=ok", "status"),
        ("status=99", "status"),
        ("outcome=splendid", "outcome"),
        ("from=yesterday", "from"),
        ("to=2026-13-01T00:00:00Z", "to"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("cursor=first", "cursor"),
        ("chanel=first", "chanel"),
        ("model=a&model=b", "model"),
    ] {
        let answer = app.admin("GET", &format!("/requests?{query}")).send().await;
        assert_eq!(answer.status, 422, "{query}: {}", answer.text());
        assert_eq!(answer.json()["errors"][0]["field"], parameter, "{query}");
    }
    let unknown = "/requests/01938a8e-0000-7000-8000-000000000000";
    for path in [unknown, "/requests/seven"] {
        assert_eq!(app.admin("GET", path).send().await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn cursors_lead_through_everything_once_while_more_comes() {
    let (_provider, app) = app().await;
    let mut before = Vec::new();
    for number in 0..23 {
        before.push(ask(&app, &format!("gpt-{}", number % 2)).await);
    }
    written(&app, before.last().unwrap()).await;
    before.reverse();

    for (filter, expected) in [
        ("", before.clone()),
        // The last of 23 has the number 22.
        ("&model=gpt-0", before.iter().step_by(2).cloned().collect()),
    ] {
        let mut seen = Vec::new();
        let mut page = list(&app, &format!("limit=5{filter}")).await;
        loop {
            seen.extend(ids(&page));
            let Some(cursor) = page["next_cursor"].as_str() else {
                assert_eq!(page["searched_to"], Value::Null);
                break;
            };
            assert!(page["searched_to"].is_string(), "{page}");
            let newer = ask(&app, "gpt-0").await;
            written(&app, &newer).await;
            page = list(&app, &format!("limit=5&cursor={cursor}{filter}")).await;
        }
        let distinct: BTreeSet<&String> = seen.iter().collect();
        assert_eq!(distinct.len(), seen.len(), "nothing comes twice");
        // The second walk begins with what came during the first.
        let old: Vec<String> = seen.into_iter().filter(|id| before.contains(id)).collect();
        assert_eq!(old, expected, "{filter}");
    }
}
