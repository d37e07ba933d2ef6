//! Routing by what models can do, and by the client's dialect.

use routex_entity::Dialect;
use routex_tests::{Call, Channel, Config, FakeProvider, TestApp, answers};
use serde_json::{Value, json};

const DIALECT: Dialect = Dialect::OpenaiChat;

async fn explain(app: &TestApp, needs: &[&str]) -> Value {
    let body = json!({ "dialect": DIALECT, "model": "m", "needs": needs });
    let answer = app.admin("POST", "/routing/explain").json(&body).send();
    let answer = answer.await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn candidate<'a>(said: &'a Value, channel: &str) -> &'a Value {
    let mut rows = said["candidates"].as_array().into_iter().flatten();
    rows.find(|row| row["channel"] == channel).unwrap()
}

/// A question with a picture.
fn picture(app: &TestApp) -> Call {
    let mut body = answers::request(DIALECT, "m", false);
    body["messages"] = json!([{ "role": "user", "content": [
        { "type": "text", "text": "What is this?" },
        { "type": "image_url", "image_url": { "url": "data:image/png;base64,iVBORw0KGgo=" } },
    ] }]);
    app.ask(DIALECT, "m", false).json(&body)
}

fn balanced() -> Config {
    Config::new()
        .operated()
        .set("affinity", "enabled = false")
        .set("routing", "strategy = \"round_robin\"")
}

#[tokio::test]
async fn the_clients_dialect_goes_first_and_a_translation_is_next_when_it_is_broken() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let app = balanced()
        .set("routing", "max_attempts = 1")
        .channel(Channel::new("foreign", Dialect::Anthropic, &provider))
        .channel(Channel::new("native", DIALECT, &provider))
        .start()
        .await;

    // Act
    let healthy = explain(&app, &[]).await;
    for _ in 0..3 {
        let served = app.ask(DIALECT, "m", false).send().await;
        assert_eq!(served.header("x-routex-channel"), Some("native"));
        assert_eq!(served.header("x-routex-decision"), Some("round_robin"));
    }
    provider.respond(|_| answers::refusal(DIALECT, 500));
    for _ in 0..5 {
        app.ask(DIALECT, "m", false).send().await;
    }
    let broken = explain(&app, &[]).await;

    // Assert
    assert_eq!(candidate(&healthy, "native")["chosen"], true);
    let foreign = candidate(&healthy, "foreign");
    assert_eq!(
        (&foreign["reason"], &foreign["translated"]),
        (&json!("later"), &json!(true))
    );
    assert_eq!(foreign["dialect"], "anthropic");
    assert_eq!(candidate(&broken, "foreign")["chosen"], true);
    assert_eq!(
        broken["decision"],
        "round_robin;translated;native:breaker_open"
    );
}

#[tokio::test]
async fn a_picture_is_kept_from_a_channel_that_reads_text_only() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let app = balanced()
        .channel(
            Channel::new("text", DIALECT, &provider)
                .set("capabilities = { \"*\" = { images = false } }"),
        )
        .channel(Channel::new("vision", DIALECT, &provider))
        .start()
        .await;

    // Act
    let mut plain = Vec::new();
    for _ in 0..4 {
        let served = picture(&app).send().await;
        assert_eq!(served.header("x-routex-channel"), Some("vision"));
        let decision = served.header("x-routex-decision");
        assert_eq!(decision, Some("round_robin;text:lacks_images"));
        let served = app.ask(DIALECT, "m", false).send().await;
        plain.extend(served.header("x-routex-channel").map(str::to_owned));
    }
    let said = explain(&app, &["images", "tools"]).await;

    // Assert
    plain.sort_unstable();
    assert_eq!(plain, ["text", "text", "vision", "vision"]);
    let text = candidate(&said, "text");
    assert_eq!(
        (&text["reason"], &text["lacks"], &text["order"]),
        (&json!("lacks_images"), &json!(["images"]), &Value::Null)
    );
    assert_eq!(candidate(&said, "vision")["lacks"], json!([]));
}

#[tokio::test]
async fn when_every_channel_lacks_it_they_are_asked_all_the_same() {
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let blind = "capabilities = { \"m*\" = { images = false } }";
    let app = balanced()
        .channel(Channel::new("text", DIALECT, &provider).set(blind))
        .start()
        .await;

    let served = picture(&app).send().await;

    assert_eq!(served.header("x-routex-decision"), Some("round_robin"));
    assert_eq!(
        candidate(&explain(&app, &["images"]).await, "text")["lacks"],
        json!(["images"])
    );
}

#[tokio::test]
async fn an_operator_corrects_what_is_known_of_a_model() {
    // Arrange
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let app = balanced()
        .channel(Channel::new("vision", DIALECT, &provider))
        .start()
        .await;
    let made = json!({
        "name": "text", "provider": "openai_compatible", "base_url": format!("{}/v1", provider.url()),
        "api_keys": ["sk-text"], "allow_private_network": true,
        "capabilities": { "m": { "images": false, "audio": false } },
    });
    let made = app.admin("POST", "/channels").json(&made).send().await;
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let before = explain(&app, &["images"]).await;

    // Act
    let patch = json!({ "capabilities": { "m": { "images": null } } });
    let target = format!("/channels/{id}");
    let patched = app.admin("PATCH", &target).json(&patch).send().await;
    let wrong = json!({ "capabilities": { "m": { "pictures": true } } });
    let wrong = app.admin("PATCH", &target).json(&wrong).send().await;

    // Assert
    assert_eq!(candidate(&before, "text")["reason"], "lacks_images");
    assert_eq!(patched.status, 200, "{}", patched.text());
    let left = json!({ "m": { "audio": false } });
    assert_eq!(patched.json()["capabilities"], left);
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    let after = explain(&app, &["images"]).await;
    assert_eq!(candidate(&after, "text")["lacks"], json!([]));
    let exported = app.admin("GET", "/export").send().await.json();
    let mut channels = exported["channels"].as_array().into_iter().flatten();
    let text = channels.find(|it| it["channel"]["name"] == "text").unwrap();
    assert_eq!(text["channel"]["capabilities"], left);
}
