//! `POST /routing/explain`: where a request would go, held against where it goes.

use routex_entity::Dialect;
use routex_tests::{Answer, Channel, Config, FakeProvider, TestApp, answers};
use serde_json::{Value, json};

async fn explain(app: &TestApp, body: &Value) -> Value {
    let answer = app
        .admin("POST", "/routing/explain")
        .json(body)
        .send()
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn candidates(explanation: &Value) -> impl Iterator<Item = &Value> {
    explanation["candidates"].as_array().into_iter().flatten()
}

fn chosen(explanation: &Value) -> Option<&str> {
    let chosen = candidates(explanation).find(|it| it["chosen"] == true)?;
    chosen["channel"].as_str()
}

fn reasons(explanation: &Value) -> Vec<(&str, &str)> {
    let rows = candidates(explanation).map(|it| (it["channel"].as_str(), it["reason"].as_str()));
    rows.map(|(channel, reason)| (channel.unwrap_or_default(), reason.unwrap_or_default()))
        .collect()
}

fn channel_of(answer: &Answer) -> &str {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.header("x-routex-channel").unwrap_or_default()
}

#[tokio::test]
async fn a_request_goes_where_the_explanation_said_for_every_strategy_and_dialect() {
    for dialect in answers::MAIN_DIALECTS {
        let provider = FakeProvider::always(answers::good(dialect, "Yes.", false)).await;
        let mut config = Config::new().operated().set("affinity", "enabled = false");
        for (name, weight) in [("a", 3), ("b", 2), ("c", 1)] {
            let priority = format!("priority = {}", 3 - weight);
            let channel = Channel::new(name, dialect, &provider).set(&priority);
            config = config.channel(channel.set(&format!("weight = {weight}")));
        }
        let app = config.start().await;
        for strategy in [
            "priority",
            "round_robin",
            "weighted",
            "least_used",
            "fastest",
            "cheapest",
        ] {
            let body = json!({ "strategy": strategy });
            assert_eq!(
                app.admin("PUT", "/routing").json(&body).send().await.status,
                200
            );
            let mut certain = 0;
            for _ in 0..12 {
                let said = explain(&app, &json!({ "dialect": dialect, "model": "m" })).await;
                let answer = app.ask(dialect, "m", false).send().await;

                assert_eq!(said["strategy"], strategy);
                let served = channel_of(&answer);
                if let Some(chosen) = chosen(&said) {
                    certain += 1;
                    assert_eq!(chosen, served, "{said}");
                    assert_eq!(
                        answer.header("x-routex-decision"),
                        said["decision"].as_str()
                    );
                } else {
                    assert!(
                        reasons(&said).contains(&(served, "drawn")),
                        "{served}: {said}"
                    );
                }
            }
            let by_turns = ["priority", "round_robin", "weighted"].contains(&strategy);
            assert!(!by_turns || certain == 12, "{strategy}: {certain} of 12");
        }
    }
}

#[tokio::test]
async fn every_candidate_is_told_with_why_it_is_passed_over() {
    // Arrange
    let dialect = Dialect::Anthropic;
    let provider = FakeProvider::always(answers::good(dialect, "Yes.", false)).await;
    provider.enqueue(answers::refusal(dialect, 429).header("retry-after", "30"));
    let channel = |name| Channel::new(name, dialect, &provider);
    let key = "[[client_key]]\nname = \"limited\"\nkey = \"rx-test-of-somebody-limited\"\ntags = [\"eu\"]\n";
    let app = Config::new()
        .operated()
        .channel(channel("cooling").set("tags = [\"eu\"]"))
        .channel(channel("serving").set("priority = 1\ntags = [\"eu\"]"))
        .channel(channel("spare").set("priority = 2\ntags = [\"eu\"]"))
        .channel(channel("elsewhere").set("tags = [\"us\"]\npriority = 9"))
        .channel(channel("off").set("enabled = false\ntags = [\"eu\"]"))
        .channel(channel("other").set("models = [\"x\"]\ntags = [\"eu\"]"))
        .channel(
            Channel::new("translated", Dialect::OpenaiChat, &provider)
                .set("priority = 2\ntags = [\"eu\"]"),
        )
        .table(key)
        .start()
        .await;
    let first = app.ask(dialect, "m", false).send().await;
    assert_eq!(channel_of(&first), "serving");
    let keys = app.admin("GET", "/keys").send().await.json();
    let rows = keys["items"].as_array().into_iter().flatten();
    let limited = rows.filter(|key| key["name"] == "limited");
    let limited = limited.map(|key| key["id"].clone()).next().unwrap();

    // Act
    let body = json!({ "dialect": dialect, "model": "m", "client_key_id": limited });
    let said = explain(&app, &body).await;

    // Assert
    let mut expected = vec![
        ("cooling", "cooling_down"),
        ("serving", "priority"),
        ("spare", "later"),
        ("translated", "later"),
        ("elsewhere", "tags"),
        ("off", "disabled"),
        ("other", "model_not_served"),
    ];
    let mut told = reasons(&said);
    assert_eq!(told[..4], expected[..4], "{said}");
    told.sort_unstable();
    expected.sort_unstable();
    assert_eq!(told, expected);
    assert_eq!(said["decision"], "priority;cooling:cooling_down");
    let cooling = &said["candidates"][0];
    let wait = cooling["retry_after_ms"].as_u64().unwrap();
    assert!((1..=30_000).contains(&wait), "{cooling}");
    assert_eq!(
        (&cooling["state"], &cooling["excluded"]),
        (&json!("cooling"), &json!(true))
    );
    assert_eq!(said["candidates"][1]["order"], 2);
    let translated = &said["candidates"][3];
    assert_eq!(
        (&translated["translated"], &translated["dialect"]),
        (&json!(true), &json!("openai_chat"))
    );
    assert_eq!(said["candidates"][2]["translated"], false);
    assert_eq!(said["candidates"][6]["order"], Value::Null);
}

#[tokio::test]
async fn an_alias_that_nothing_can_serve_names_its_fallback() {
    let dialect = Dialect::OpenaiChat;
    let provider = FakeProvider::always(answers::good(dialect, "Yes.", false)).await;
    let alias = "[[alias]]\nname = \"smart\"\ntargets = [{ channel = \"off\", model = \"big\" }]\n\
        fallbacks = [{ when = \"unavailable\", model = \"small\" }]\n";
    let app = Config::new()
        .operated()
        .channel(Channel::new("off", dialect, &provider).set("enabled = false"))
        .channel(Channel::new("on", dialect, &provider))
        .table(alias)
        .start()
        .await;

    let said = explain(&app, &json!({ "dialect": dialect, "model": "smart" })).await;

    assert_eq!(
        reasons(&said),
        [("off", "disabled"), ("on", "not_a_target")]
    );
    assert_eq!(
        (&said["alias"], &said["fallback"]),
        (&json!("smart"), &json!("small"))
    );
}

#[tokio::test]
async fn what_cannot_be_explained_is_refused() {
    let dialect = Dialect::OpenaiChat;
    let provider = FakeProvider::always(answers::good(dialect, "Yes.", false)).await;
    let app = Config::new()
        .operated()
        .channel(Channel::new("a", dialect, &provider))
        .start()
        .await;
    let nobody = "00000000-0000-7000-8000-000000000000";
    for body in [
        json!({}),
        json!({ "dialect": "cobol", "model": "m" }),
        json!({ "dialect": dialect, "model": "m", "colour": 1 }),
        json!({ "dialect": dialect, "model": "m", "client_key_id": nobody }),
    ] {
        let refused = app
            .admin("POST", "/routing/explain")
            .json(&body)
            .send()
            .await;
        assert_eq!(refused.status, 422, "{body}: {}", refused.text());
    }
}
