//! The model that serves in an alias' stead.

use routex_entity::Dialect;
use routex_tests::{Answer, Channel, Config, FakeProvider, Reply, TestApp, answers};
use serde_json::json;

const SMALL: &str = "small";
const LARGE: &str = "large";

/// A provider whose small model answers as given and whose large one serves.
async fn provider(dialect: Dialect, small: Reply) -> FakeProvider {
    let provider = FakeProvider::start().await;
    provider.respond(move |seen| {
        let body = seen.json();
        match body["model"].as_str() {
            Some(LARGE) => answers::good(dialect, "Served.", body["stream"] == json!(true)),
            _ => small.clone(),
        }
    });
    provider
}

fn too_long(dialect: Dialect) -> Reply {
    let message = match dialect {
        Dialect::Anthropic => "prompt is too long: 210000 tokens > 200000 maximum",
        _ => "This model's maximum context length is 8192 tokens.",
    };
    let mut body = answers::error(dialect, 400, message);
    if dialect != Dialect::Anthropic {
        body["error"]["code"] = json!("context_length_exceeded");
    }
    Reply::json(400, &body)
}

fn config(cause: &str) -> Config {
    let alias = format!(
        "[[alias]]\nname = \"smart\"\ntargets = [{{ channel = \"a\", model = \"{SMALL}\" }}]\n\
         fallbacks = [{{ when = \"{cause}\", model = \"bigger\" }}]\n"
    );
    // The fallback is an alias itself; its own fallback is not followed.
    let bigger = format!(
        "[[alias]]\nname = \"bigger\"\ntargets = [{{ tag = \"big\", model = \"{LARGE}\" }}]\n\
         fallbacks = [{{ when = \"{cause}\", model = \"{SMALL}\" }}]\n"
    );
    Config::new().table(&alias).table(&bigger)
}

async fn start(config: Config, dialect: Dialect, provider: &FakeProvider) -> TestApp {
    config
        .channel(Channel::new("a", dialect, provider).set("tags = [\"big\"]"))
        .start()
        .await
}

fn models(provider: &FakeProvider) -> Vec<String> {
    let seen = provider.seen();
    let models = seen
        .iter()
        .map(|seen| seen.json()["model"].as_str().map(str::to_owned));
    models.map(Option::unwrap_or_default).collect()
}

fn text(dialect: Dialect, stream: bool, answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{dialect}: {}", answer.text());
    if stream {
        assert!(answers::stream_is_complete(dialect, &answer.body));
        answers::stream_text(dialect, &answer.body)
    } else {
        answers::text(dialect, &answer.json())
    }
}

fn combinations() -> impl Iterator<Item = (Dialect, bool)> {
    let dialects = answers::MAIN_DIALECTS.into_iter();
    dialects.flat_map(|dialect| [(dialect, false), (dialect, true)])
}

#[tokio::test]
async fn a_request_too_long_for_the_model_goes_on_with_the_larger_one() {
    for (dialect, stream) in combinations() {
        // Arrange: one attempt is all that is allowed, and the fallback's is one more.
        let provider = provider(dialect, too_long(dialect)).await;
        let config = config("context_length").set("routing", "max_attempts = 1");
        let app = start(config, dialect, &provider).await;

        // Act
        let answer = app.ask(dialect, "smart", stream).send().await;

        // Assert
        assert_eq!(text(dialect, stream, &answer), "Served.");
        assert_eq!(answer.header("x-routex-attempts"), Some("2"));
        let decision = answer.header("x-routex-decision").unwrap();
        assert!(
            decision.starts_with("fallback:context_length;"),
            "{decision}"
        );
        assert_eq!(models(&provider), [SMALL, LARGE]);
        let rows = app.rows().await;
        assert_eq!(rows.attempt_outcomes(), ["client_error", "success"]);
        let served: Vec<&str> = rows
            .attempts
            .iter()
            .map(|row| row.model_served.as_str())
            .collect();
        assert_eq!(served, [SMALL, LARGE]);
        let request = rows.only_request();
        assert_eq!(request.model_requested, "smart");
        assert_eq!(request.model_served.as_deref(), Some(LARGE));
    }
}

#[tokio::test]
async fn the_refusal_stands_when_the_larger_model_is_too_small_as_well() {
    for (dialect, stream) in combinations() {
        let provider = FakeProvider::always(too_long(dialect)).await;
        let app = start(config("context_length"), dialect, &provider).await;

        let answer = app.ask(dialect, "smart", stream).send().await;

        assert_eq!(answer.status, 400, "{}", answer.text());
        assert_eq!(models(&provider), [SMALL, LARGE], "one step and no more");
    }
}

#[tokio::test]
async fn a_cause_that_the_alias_does_not_name_changes_nothing() {
    for (cause, small) in [
        ("unavailable", too_long(Dialect::OpenaiChat)),
        ("context_length", answers::refusal(Dialect::OpenaiChat, 500)),
    ] {
        let provider = provider(Dialect::OpenaiChat, small).await;
        let app = start(config(cause), Dialect::OpenaiChat, &provider).await;

        let answer = app.ask(Dialect::OpenaiChat, "smart", false).send().await;

        assert_ne!(answer.status, 200);
        // A lone failure is repeated, with the same model.
        assert!(models(&provider).iter().all(|model| model == SMALL));
    }
}

#[tokio::test]
async fn an_alias_whose_targets_fail_or_are_limited_goes_on_with_its_fallback() {
    for (dialect, stream) in combinations() {
        for status in [500, 429] {
            let provider = provider(dialect, answers::refusal(dialect, status)).await;
            let app = start(config("unavailable"), dialect, &provider).await;

            // The first is refused by the provider; a later one may find no target at all.
            for _ in 0..3 {
                let answer = app.ask(dialect, "smart", stream).send().await;
                assert_eq!(text(dialect, stream, &answer), "Served.", "{status}");
                let decision = answer.header("x-routex-decision").unwrap();
                assert!(decision.starts_with("fallback:unavailable;"), "{decision}");
            }
        }
    }
}

#[tokio::test]
async fn the_keys_tags_hold_for_the_fallback_and_its_models_do_not() {
    let dialect = Dialect::OpenaiChat;
    let provider = provider(dialect, too_long(dialect)).await;
    let keys = "[[client_key]]\nname = \"eu\"\nkey = \"rx-test-of-somebody-in-the-eu\"\nmodels = [\"smart\"]\ntags = [\"eu\"]\n\
        [[client_key]]\nname = \"any\"\nkey = \"rx-test-of-somebody-anywhere\"\nmodels = [\"smart\"]\n";
    let app = config("context_length")
        .channel(Channel::new("a", dialect, &provider).set("tags = [\"eu\"]"))
        .channel(Channel::new("b", dialect, &provider).set("tags = [\"us\", \"big\"]"))
        .table(keys)
        .start()
        .await;
    let ask = |key: &str| {
        let body = answers::request(dialect, "smart", false);
        let target = answers::target(dialect, "smart", false);
        app.anonymous("POST", &target)
            .bearer(key)
            .json(&body)
            .send()
    };

    let within = ask("rx-test-of-somebody-in-the-eu").await;
    let anywhere = ask("rx-test-of-somebody-anywhere").await;

    assert_eq!(within.status, 400, "{}", within.text());
    assert_eq!(text(dialect, false, &anywhere), "Served.");
}

#[tokio::test]
async fn what_lives_on_one_account_never_falls_back() {
    let dialect = Dialect::OpenaiResponses;
    let provider = provider(dialect, too_long(dialect)).await;
    let app = start(config("context_length"), dialect, &provider).await;
    let mut body = answers::request(dialect, "smart", false);
    body["previous_response_id"] = json!("resp_1");

    let answer = app.call("POST", "/v1/responses").json(&body).send().await;

    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(models(&provider), [SMALL]);
}
