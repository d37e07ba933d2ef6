//! Same dialect in and out: the bytes pass untouched but for the model and the credential, and no secret goes astray.

use routex_entity::Dialect;
use routex_tests::{
    CLIENT_KEY, Call, Channel, Config, FakeProvider, Reply, Seen, TestApp, answers,
};

const ANSWER: &str = "The answer, as it was sent.";

/// JSON that no printer would make: odd spaces, escapes, duplicate keys, big and exact numbers, an unknown field.
const ODD_BODY: &str = "\r\n{ \"messages\":[ {\"content\":\"caf\\u00e9 \\/ \u{1F600}\",\"role\" : \"user\"} ],\t\"model\" : \"short-name\",\
    \"big\":123456789012345678901234567890, \"exact\":1.10, \"twice\":1,\"twice\":2,\n \"max_tokens\":64,\"unknown\":{\"model\":\"inner\"} }  \n";

#[tokio::test]
async fn the_body_is_forwarded_byte_for_byte_with_the_model_spliced() {
    for dialect in BODY_NAMES_MODEL {
        // Arrange
        let (provider, app) = mapped(dialect).await;

        // Act
        let target = answers::target(dialect, "short-name", false);
        app.call("POST", &target).body(ODD_BODY).send().await;

        // Assert
        let expected = ODD_BODY.replacen("\"short-name\"", "\"upstream-name\"", 1);
        let seen = only(&provider);
        assert_eq!(String::from_utf8_lossy(&seen.body), expected, "{dialect}");
        assert_eq!(
            seen.header("content-length"),
            Some(expected.len().to_string().as_str())
        );
    }
}

#[tokio::test]
async fn a_body_whose_model_stays_is_forwarded_byte_for_byte() {
    for dialect in BODY_NAMES_MODEL {
        let provider = FakeProvider::always(answers::good(dialect, ANSWER, false)).await;
        let app = Config::new()
            .channel(Channel::new("only", dialect, &provider))
            .start()
            .await;
        let target = answers::target(dialect, "short-name", false);
        app.call("POST", &target).body(ODD_BODY).send().await;
        assert_eq!(only(&provider).body, ODD_BODY, "{dialect}");
    }
}

#[tokio::test]
async fn gemini_names_the_model_in_the_path() {
    // Arrange
    let (provider, app) = mapped(Dialect::Gemini).await;
    let odd = "{ \"contents\":[{\"parts\":[{\"text\":\"model\"}]}] ,\"x\":1.0}";

    for version in ["v1beta", "v1"] {
        // Act
        let target = format!("/{version}/models/short-name:generateContent");
        let answer = app.call("POST", &target).body(odd).send().await;

        // Assert
        assert_eq!(answer.status, 200, "{}", answer.text());
        let seen = provider.seen();
        let seen = seen.last().unwrap();
        assert_eq!(seen.path(), "/v1beta/models/upstream-name:generateContent");
        assert_eq!(seen.body, odd);
    }
}

#[tokio::test]
async fn the_answer_is_forwarded_byte_for_byte() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange
        let body = answers::whole(dialect, ANSWER).to_string();
        let body = format!("\n\n{}\t", body.replace(':', " : "));
        let reply = Reply::status(200)
            .header("content-type", "application/json; charset=utf-8")
            .header("x-request-id", "req_of_provider")
            .piece(body.clone());
        let (_provider, app) = one(dialect, reply).await;

        // Act
        let answer = app.ask(dialect, "m", false).send().await;

        // Assert
        assert_eq!(answer.text(), body, "{dialect}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/json; charset=utf-8")
        );
        assert_eq!(answer.header("x-request-id"), Some("req_of_provider"));
    }
}

#[tokio::test]
async fn a_stream_is_forwarded_byte_for_byte() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange: comments, unknown events and carriage returns are the provider's business.
        let mut frames = answers::frames(dialect, ANSWER).all();
        frames.insert(
            1,
            "event: of_tomorrow\r\ndata: {\"type\":\"of_tomorrow\"}\r\n\r\n".to_owned(),
        );
        let sent = frames.concat();
        let (_provider, app) = one(dialect, Reply::events().pieces(frames).end()).await;

        // Act
        let answer = app.ask(dialect, "m", true).send().await;

        // Assert
        assert_eq!(answer.text(), sent, "{dialect}");
        assert!(answer.whole, "{dialect}");
    }
}

#[tokio::test]
async fn frames_split_at_every_byte_arrive_the_same() {
    for dialect in answers::MAIN_DIALECTS {
        let sent = answers::frames(dialect, "Café 😀.").all().concat();
        let (_provider, app) = one(dialect, Reply::events().trickle(sent.clone()).end()).await;
        let answer = app.ask(dialect, "m", true).send().await;
        assert_eq!(answer.text(), sent, "{dialect}");
        let rows = app.rows().await;
        assert_eq!(rows.only_request().output_tokens, answers::OUTPUT as i64);
    }
}

#[tokio::test]
async fn the_query_goes_along_and_a_key_in_it_does_not() {
    // Arrange
    let dialect = Dialect::Anthropic;
    let (provider, app) = one(dialect, answers::good(dialect, ANSWER, false)).await;
    let target = format!("/v1/messages?beta=true&key={CLIENT_KEY}&x=%20y");

    // Act
    let call = app.anonymous("POST", &target);
    let answer = call
        .json(&answers::request(dialect, "m", false))
        .send()
        .await;

    // Assert
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(only(&provider).query(), Some("beta=true&x=%20y"));
}

#[tokio::test]
async fn the_headers_of_a_dialect_go_along() {
    // Arrange
    let dialect = Dialect::Anthropic;
    let (provider, app) = one(dialect, answers::good(dialect, ANSWER, false)).await;

    // Act
    app.ask(dialect, "m", false)
        .header("anthropic-version", "2026-10-21")
        .header("anthropic-beta", "one-2026-01-01,two-2026-02-02")
        .send()
        .await;

    // Assert
    let seen = only(&provider);
    assert_eq!(seen.header("anthropic-version"), Some("2026-10-21"));
    assert_eq!(
        seen.header("anthropic-beta"),
        Some("one-2026-01-01,two-2026-02-02")
    );
}

#[tokio::test]
async fn what_concerns_only_the_client_and_routex_stays_here() {
    let private = [
        ("cookie", "routex_session=secret"),
        ("x-forwarded-for", "203.0.113.7"),
        ("forwarded", "for=203.0.113.7"),
        ("x-real-ip", "203.0.113.7"),
        ("proxy-authorization", "Basic c2VjcmV0"),
        ("origin", "https://example.org"),
        ("referer", "https://example.org/page"),
        ("x-unknown-internal", "secret"),
    ];
    for dialect in answers::ALL_DIALECTS {
        // Arrange
        let (provider, app) = one(dialect, answers::good(dialect, ANSWER, false)).await;

        // Act
        let call = app.ask(dialect, "m", false);
        let call = private
            .iter()
            .fold(call, |call, (name, value)| call.header(name, value));
        let answer = call.send().await;

        // Assert
        assert_eq!(answer.status, 200, "{}", answer.text());
        let seen = only(&provider);
        for (name, _) in private {
            assert_eq!(seen.header(name), None, "{dialect}: {name}");
        }
    }
}

#[tokio::test]
async fn a_provider_sees_its_own_credential_and_no_other() {
    for dialect in answers::ALL_DIALECTS {
        for form in KeyForm::ALL {
            // Arrange: two channels, the first failing, so that both see the request.
            let first = FakeProvider::always(answers::refusal(dialect, 500)).await;
            let second = FakeProvider::always(answers::good(dialect, ANSWER, false)).await;
            let app = Config::new()
                .channel(Channel::new("first", dialect, &first).set("priority = 0"))
                .channel(Channel::new("second", dialect, &second).set("priority = 1"))
                .start()
                .await;

            // Act
            let target = answers::target(dialect, "m", false);
            let call = form.call(&app, &target);
            let call = call.json(&answers::request(dialect, "m", false));
            let answer = call.send().await;

            // Assert
            assert_eq!(answer.status, 200, "{dialect} {form:?}: {}", answer.text());
            for (provider, own, foreign) in [
                (&first, "sk-first", "sk-second"),
                (&second, "sk-second", "sk-first"),
            ] {
                let seen = only(provider);
                assert_eq!(seen.credential(), Some(own), "{dialect} {form:?}");
                assert!(!seen.contains(foreign), "{dialect} {form:?}");
                assert!(!seen.contains(CLIENT_KEY), "{dialect} {form:?}");
            }
            for secret in ["sk-first", "sk-second"] {
                assert!(!answer.text().contains(secret), "{dialect} {form:?}");
                let mut headers = answer.headers.iter();
                assert!(headers.all(|(_, value)| !value.contains(secret)));
            }
        }
    }
}

#[tokio::test]
async fn answers_say_who_served_them() {
    // Arrange
    let dialect = Dialect::OpenaiChat;
    let (_provider, app) = one(dialect, answers::good(dialect, ANSWER, false)).await;

    // Act
    let answer = app.ask(dialect, "m", false).send().await;

    // Assert
    let id = answer
        .header("x-routex-request-id")
        .unwrap_or_default()
        .to_owned();
    assert_eq!(id.len(), 36, "{id}");
    assert_eq!(answer.header("x-routex-channel"), Some("only"));
    assert_eq!(answer.header("x-routex-attempts"), Some("1"));
    assert!(answer.header("x-routex-decision").is_some());
    let timing = answer.header("server-timing").unwrap_or_default();
    assert!(timing.contains("routex;dur=") && timing.contains("upstream;dur="));
    let rows = app.rows().await;
    assert_eq!(rows.only_request().id, id.replace('-', ""));
}

#[tokio::test]
async fn usage_of_every_dialect_is_metered() {
    for dialect in answers::ALL_DIALECTS {
        for stream in [false, true] {
            let (_provider, app) = one(dialect, answers::good(dialect, ANSWER, stream)).await;
            app.ask(dialect, "m", stream).send().await;
            let rows = app.rows().await;
            let row = rows.only_request();
            let usage = (row.input_tokens, row.cache_read_tokens, row.output_tokens);
            let expected = (
                answers::INPUT as i64,
                answers::CACHED as i64,
                answers::OUTPUT as i64,
            );
            assert_eq!(usage, expected, "{dialect}, stream {stream}");
            assert!(!row.usage_partial, "{dialect}, stream {stream}");
        }
    }
}

const BODY_NAMES_MODEL: [Dialect; 3] = [
    Dialect::Anthropic,
    Dialect::OpenaiChat,
    Dialect::OpenaiResponses,
];

/// The places in which a client may put its key.
#[derive(Debug, Clone, Copy)]
enum KeyForm {
    Bearer,
    XApiKey,
    XGoogApiKey,
    Query,
}

impl KeyForm {
    const ALL: [Self; 4] = [Self::Bearer, Self::XApiKey, Self::XGoogApiKey, Self::Query];

    fn call(self, app: &TestApp, target: &str) -> Call {
        let call = app.anonymous("POST", target);
        match self {
            Self::Bearer => call.bearer(CLIENT_KEY),
            Self::XApiKey => call.header("x-api-key", CLIENT_KEY),
            Self::XGoogApiKey => call.header("x-goog-api-key", CLIENT_KEY),
            Self::Query => app.anonymous("POST", &format!("{target}?key={CLIENT_KEY}")),
        }
    }
}

async fn one(dialect: Dialect, reply: Reply) -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(reply).await;
    let app = Config::new()
        .channel(Channel::new("only", dialect, &provider))
        .start()
        .await;
    (provider, app)
}

async fn mapped(dialect: Dialect) -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(answers::good(dialect, ANSWER, false)).await;
    let channel = Channel::new("only", dialect, &provider)
        .set("model_map = { \"short-name\" = \"upstream-name\" }");
    let app = Config::new().channel(channel).start().await;
    (provider, app)
}

fn only(provider: &FakeProvider) -> std::sync::Arc<Seen> {
    let seen = provider.seen();
    assert_eq!(seen.len(), 1, "{seen:#?}");
    seen[0].clone()
}
