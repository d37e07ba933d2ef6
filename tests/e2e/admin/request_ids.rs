//! One id a request: on every response, in problems, in the log, and as the id of its row.

use std::collections::BTreeSet;

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Answer, Channel, Config, FakeProvider, answers, within};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;

fn id(answer: &Answer) -> String {
    let id = answer.header("x-routex-request-id").unwrap_or_default();
    assert_eq!(
        id.len(),
        36,
        "status {}: {:?}",
        answer.status,
        answer.headers
    );
    let same = answer
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("x-routex-request-id"));
    assert_eq!(same.count(), 1);
    id.to_owned()
}

#[tokio::test]
async fn every_response_carries_an_id_of_its_own() {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let app = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider))
        .start()
        .await;
    let alias = json!({ "name": "smart", "targets": [{ "channel": "a", "model": "gpt-x" }] });
    let calls = [
        (200, app.ask(OpenaiChat, "m", false)),
        (200, app.call("GET", "/v1/models")),
        (404, app.call("GET", "/v1/models/none")),
        (400, app.ask(OpenaiChat, "m", false).body("no JSON")),
        (401, app.anonymous("POST", "/v1/chat/completions")),
        (404, app.call("GET", "/nowhere")),
        (200, app.anonymous("GET", "/health/live")),
        (200, app.anonymous("HEAD", "/")),
        (200, app.anonymous("GET", "/api/v1/openapi.json")),
        (200, app.admin("GET", "/status")),
        (201, app.admin("POST", "/aliases").json(&alias)),
        (409, app.admin("POST", "/aliases").json(&alias)),
        (415, app.admin("POST", "/aliases")),
        (422, app.admin("GET", "/requests?limit=0")),
        (404, app.admin("GET", "/requests/none")),
        (404, app.admin("GET", "/none")),
        (405, app.admin("DELETE", "/status")),
        (401, app.anonymous("GET", "/api/v1/status")),
    ];
    let mut ids = BTreeSet::new();
    let count = calls.len();
    for (status, call) in calls {
        let answer = call.send().await;
        assert_eq!(answer.status, status, "{}", answer.text());
        let id = id(&answer);
        if answer.header("content-type") == Some("application/problem+json") {
            assert_eq!(answer.json()["request_id"], id.as_str());
        }
        ids.insert(id);
    }
    assert_eq!(ids.len(), count);
}

#[tokio::test]
async fn log_lines_of_the_operators_side_carry_the_id() {
    let app = Config::new().operated().start().await;
    let file = app.data_dir().join("routex.db");
    let url = format!("sqlite://{}", file.display());
    let database = Database::connect(url).await.unwrap();
    let damage = "DROP TABLE alias";
    database.execute_unprepared(damage).await.unwrap();

    let answer = app.admin("GET", "/aliases").send().await;

    assert_eq!(answer.status, 500, "{}", answer.text());
    let id = id(&answer);
    assert_eq!(answer.json()["request_id"], id.as_str());
    within("the line in the log", async {
        while !app.log().contains("admin call failed") {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let log = app.log();
    let line = log.lines().find(|line| line.contains("admin call failed"));
    assert!(line.unwrap().contains(&id), "{log}");
}
