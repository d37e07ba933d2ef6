//! Classes of vulnerabilities that were published for comparable products.

use routex::http::Access;
use routex_entity::Dialect::OpenaiChat;
use routex_tests::{
    ADMIN_TOKEN, Answer, CLIENT_KEY, Channel, Config, FakeProvider, TestApp, answers,
};
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

/// Filters are compared, never run and never expanded: neither SQL nor wildcards mean anything in them.
#[tokio::test]
async fn filters_are_texts_and_nothing_else() {
    let (_provider, app) = app().await;
    for model in ["m_1", "mx1"] {
        assert_eq!(app.ask(OpenaiChat, model, false).send().await.status, 200);
    }
    let found = |query: &str| app.admin("GET", &format!("/requests?{query}")).send();
    let count = |answer: Answer| answer.json()["items"].as_array().map(Vec::len);
    while count(found("model=mx1").await) != Some(1) {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        count(found("model=m_1").await),
        Some(1),
        "\"_\" stands for itself"
    );
    // Where the sessions of the requests live is written a second later.
    let before = app.contents().await.without(&["session_pin"]);
    let document = app
        .anonymous("GET", "/api/v1/openapi.json")
        .send()
        .await
        .json();
    let mut tried = 0;
    for route in routes::with(Access::Operator).filter(|route| route.method == "GET") {
        let parameters = &document["paths"][route.path]["get"]["parameters"];
        let parameters = parameters.as_array().into_iter().flatten();
        for parameter in parameters.filter(|parameter| parameter["in"] == "query") {
            for hostile in HOSTILE {
                let name = parameter["name"].as_str().unwrap();
                let call = app
                    .anonymous("GET", &routes::target(route))
                    .bearer(ADMIN_TOKEN);
                let answer = call.query(&format!("{name}={hostile}")).open().await;
                assert!(
                    answer.status < 500,
                    "{} {name}={hostile}: {}",
                    route.path,
                    answer.status
                );
                if route.path == "/api/v1/requests" && answer.status == 200 {
                    let answer = answer.finish().await;
                    assert_eq!(count(answer), Some(0), "{name}={hostile}");
                }
                tried += 1;
            }
        }
    }
    assert!(tried > HOSTILE.len());
    assert_eq!(app.contents().await.without(&["session_pin"]), before);
}

/// As they stand in a query.
const HOSTILE: [&str; 8] = [
    "%25",
    "%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25%25",
    "m%25",
    "*",
    "%27%20OR%20%271%27%3D%271",
    "%22%20OR%201%3D1--",
    "1%3B%20DROP%20TABLE%20request%3B--",
    "%00%ff",
];

/// An id is not enough: what belongs to one channel cannot be reached through another.
#[tokio::test]
async fn a_credential_is_reached_through_its_own_channel_alone() {
    let (_provider, app) = app().await;
    let mut made = Vec::new();
    for name in ["one", "other"] {
        let body = json!({ "name": name, "provider": "openai", "api_keys": [format!("sk-of-{name}"), format!("sk-2-of-{name}")] });
        let answer = app.admin("POST", "/channels").json(&body).send().await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        made.push(answer.json());
    }
    let own = made[0]["id"].as_str().unwrap();
    let foreign = made[1]["credentials"][0]["id"].as_str().unwrap();
    let before = app.contents().await;

    let path = format!("/channels/{own}/credentials/{foreign}");
    let changed = app
        .admin("PATCH", &path)
        .json(&json!({ "label": "taken" }))
        .send()
        .await;
    let removed = app.admin("DELETE", &path).send().await;
    let body = json!({ "credential_id": foreign });
    let tested = app
        .admin("POST", &format!("/channels/{own}/test"))
        .json(&body)
        .send()
        .await;

    assert_eq!((changed.status, removed.status), (404, 404));
    assert!(
        matches!(tested.status, 404 | 422),
        "{} {}",
        tested.status,
        tested.text()
    );
    assert_eq!(app.contents().await, before);
}
