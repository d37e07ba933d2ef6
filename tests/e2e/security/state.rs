//! Line 5: reading changes nothing, other sites are not invited, and only JSON is a body.

use routex::http::{Access, ROUTES};
use routex_entity::Dialect::OpenaiChat;
use routex_tests::{ADMIN_TOKEN, Channel, Config, FakeProvider, TestApp};

use super::routes;

/// What requests leave behind without changing how Routex works.
const LEDGER: [&str; 6] = [
    "attempt",
    "request",
    "request_span",
    "session_pin",
    "usage_parcel",
    "usage_rollup",
];

#[tokio::test]
async fn line_05_no_get_changes_state() {
    let (_provider, app) = app().await;
    let before = app.contents().await.without(&LEDGER);

    for route in ROUTES.iter().filter(|route| !routes::may_change(route)) {
        let call = routes::call(&app, route);
        let call = match route.access {
            Access::Client => call.bearer(routex_tests::CLIENT_KEY),
            _ => call.bearer(ADMIN_TOKEN),
        };
        let answer = call.open().await;
        assert!(answer.status < 500, "{}: {}", route.path, answer.status);
        let after = app.contents().await.without(&LEDGER);
        assert_eq!(after, before, "GET {} changed something", route.path);
    }
}

#[tokio::test]
async fn line_05_no_call_is_shared_with_other_sites() {
    let (_provider, app) = app().await;
    let calls = ROUTES
        .iter()
        .filter(|route| route.path.starts_with("/api/"));
    for route in calls {
        let target = routes::target(route);
        let asked = app
            .anonymous("OPTIONS", &target)
            .header("origin", "https://elsewhere.example")
            .header("access-control-request-method", route.method)
            .header(
                "access-control-request-headers",
                "content-type,authorization",
            );
        let called = routes::call(&app, route)
            .bearer(ADMIN_TOKEN)
            .header("origin", "https://elsewhere.example");
        for answer in [asked.open().await, called.open().await] {
            let invited = answer
                .headers
                .iter()
                .any(|(name, _)| name.starts_with("access-control-"));
            assert!(!invited, "{} {target}: {:?}", route.method, answer.headers);
        }
    }
}

#[tokio::test]
async fn line_05_a_body_that_is_not_said_to_be_json_is_refused() {
    let (_provider, app) = app().await;
    let document = app
        .anonymous("GET", "/api/v1/openapi.json")
        .send()
        .await
        .json();
    let before = app.contents().await;
    let mut tried = 0;
    for route in ROUTES
        .iter()
        .filter(|route| route.path.starts_with("/api/"))
    {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        if operation["requestBody"]["content"]["application/json"].is_null() {
            continue;
        }
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
        ] {
            let call = app
                .anonymous(route.method, &routes::target(route))
                .bearer(ADMIN_TOKEN);
            let answer = call.typed(kind, "{}").send().await;
            assert_eq!(
                answer.status,
                415,
                "{} {} {kind}: {}",
                route.method,
                route.path,
                answer.text()
            );
            tried += 1;
        }
    }
    assert!(tried > 0);
    assert_eq!(app.contents().await, before);
}

async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::start().await;
    let config = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider));
    (provider, config.start().await)
}
