//! Classes of vulnerabilities that were published for comparable products.

use routex::http::Access;
use routex_entity::Dialect::OpenaiChat;
use routex_tests::{ADMIN_TOKEN, CLIENT_KEY, Channel, Config, FakeProvider, TestApp, answers};
use serde_json::{Value, json};

use super::routes;

/// May ask for one model, on channels of one tag.
const NARROW: &str = "rx-test-of-a-narrow-client-000";

/// Nothing that a caller says of itself or of the host opens the admin API.
#[tokio::test]
async fn no_header_and_no_spelling_of_the_path_stands_for_a_token() {
    let (_provider, app) = app().await;
    let local = app.address().to_string();
    for (name, value) in [
        ("x-forwarded-host", "localhost"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-real-ip", "127.0.0.1"),
        ("forwarded", "for=127.0.0.1;host=localhost"),
        ("x-original-url", "/health/live"),
        ("x-rewrite-url", "/health/live"),
        ("x-http-method-override", "HEAD"),
        ("origin", local.as_str()),
        ("referer", local.as_str()),
        ("cookie", "routex_session=1; __Host-routex_session=1"),
        ("authorization", "Bearer null"),
    ] {
        for route in routes::with(Access::Operator) {
            let answer = routes::call(&app, route).header(name, value).open().await;
            assert_eq!(
                answer.status, 401,
                "{} {} with {name}: {value}",
                route.method, route.path
            );
        }
    }
    for path in [
        "//api/v1/aliases",
        "/api//v1/aliases",
        "/api/v1/aliases/",
        "/api/v1/./aliases",
        "/api/v1/docs/../aliases",
        "/API/v1/aliases",
        "/%61pi/v1/aliases",
        "/api/v1/aliases;a=b",
        "/api/v1/aliases%3fa",
        "/api/v1/docs/..%2faliases",
        "/v1/models/../../api/v1/aliases",
        "http://localhost/api/v1/aliases",
    ] {
        let answer = app.anonymous("GET", path).send().await;
        assert!(
            matches!(answer.status, 400 | 401 | 404),
            "{path}: {} {}",
            answer.status,
            answer.text()
        );
    }
}

/// What a narrow key may not ask for, it may not ask for under another name or beside another key either.
#[tokio::test]
async fn a_restriction_holds_for_aliases_and_beside_other_secrets() {
    let (provider, app) = app().await;
    for (name, channel) in [("away", "b"), ("cheap", "b")] {
        let body = json!({ "name": name, "targets": [{ "channel": channel, "model": "dear" }] });
        let made = app.admin("POST", "/aliases").json(&body).send().await;
        assert_eq!(made.status, 201, "{}", made.text());
    }
    let ask = |model: &str| {
        let body = answers::request(OpenaiChat, model, false);
        app.anonymous("POST", "/v1/chat/completions").json(&body)
    };

    let models = ["dear", "away", "cheap"];
    for model in models {
        let answer = ask(model).bearer(NARROW).send().await;
        assert!(
            matches!(answer.status, 403 | 404),
            "{model}: {} {}",
            answer.status,
            answer.text()
        );
    }
    // The first secret counts; a better one behind it does not, and a bad one before a good one is a bad one.
    for other in [CLIENT_KEY, ADMIN_TOKEN] {
        let answer = ask("dear")
            .bearer(NARROW)
            .header("x-api-key", other)
            .send()
            .await;
        assert!(matches!(answer.status, 403 | 404), "{}", answer.status);
        let answer = ask("dear")
            .bearer("rx-nobody")
            .header("x-api-key", other)
            .send()
            .await;
        assert_eq!(answer.status, 401);
    }
    assert_eq!(provider.count(), 0);
}

/// Fields that Routex alone sets cannot be sent along with a body.
#[tokio::test]
async fn bodies_cannot_assign_what_routex_alone_sets() {
    let (_provider, app) = app().await;
    let document = app
        .anonymous("GET", "/api/v1/openapi.json")
        .send()
        .await
        .json();
    let before = app.contents().await;
    let mut tried = 0;
    for route in routes::with(Access::Operator) {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        if operation["requestBody"]["content"]["application/json"].is_null() {
            continue;
        }
        for (field, value) in [
            ("declared", json!(true)),
            ("id", json!(routes::NO_ID)),
            ("hash", json!("0")),
            ("created_at", json!("2020-01-01T00:00:00Z")),
        ] {
            let call = app
                .anonymous(route.method, &routes::target(route))
                .bearer(ADMIN_TOKEN);
            let body = Value::from_iter([(field.to_owned(), value)]);
            let answer = call.json(&body).send().await;
            let told = format!(
                "{} {} {body}: {} {}",
                route.method,
                route.path,
                answer.status,
                answer.text()
            );
            // With an id that nothing has, a call may stop before it looks at the body.
            let absent = answer.status == 404 && route.path.contains('{');
            assert!(absent || answer.status == 422, "{told}");
            assert!(absent || answer.text().contains(field), "{told}");
            tried += 1;
        }
    }
    assert!(tried > 0);
    assert_eq!(app.contents().await, before);
}

/// A channel with tag `eu` that serves one model, and one without.
async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let config = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider).set("tags = [\"eu\"]").set("models = [\"fine\"]"))
        .channel(Channel::new("b", OpenaiChat, &provider))
        .table(&format!(
            "[[client_key]]\nname = \"narrow\"\nkey = \"{NARROW}\"\nmodels = [\"cheap\", \"fine\"]\ntags = [\"eu\"]\n"
        ));
    (provider, config.start().await)
}
