//! The settings of the installation, and the retention that they decide.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, Config, FakeProvider, TestApp, answers, within};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let config = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider));
    let app = config.start().await;
    (provider, app)
}

async fn put(app: &TestApp, body: Value) -> Value {
    let answer = app.admin("PUT", "/settings").json(&body).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn nothing_is_removed_unless_it_is_said() {
    let (_provider, app) = app().await;
    let settings = app.admin("GET", "/settings").send().await.json();
    let default = json!({
        "instance_name": "Routex", "request_retention_days": 0, "audit_retention_days": 0,
        "response_keep_days": 7, "analytics_minute_hours": 48, "analytics_hour_days": 90,
        "body_max_bytes": 1_048_576, "body_keep_media": false, "body_redact": [],
    });
    assert_eq!(settings, default);
}

#[tokio::test]
async fn a_change_keeps_the_rest_and_outlives_a_restart() {
    let (_provider, mut app) = app().await;
    put(&app, json!({ "instance_name": "Berlin" })).await;

    let after = put(&app, json!({ "request_retention_days": 30 })).await;

    let expected = json!({
        "instance_name": "Berlin", "request_retention_days": 30, "audit_retention_days": 0,
        "response_keep_days": 7, "analytics_minute_hours": 48, "analytics_hour_days": 90,
        "body_max_bytes": 1_048_576, "body_keep_media": false, "body_redact": [],
    });
    assert_eq!(after, expected);
    app.restart().await;
    assert_eq!(app.admin("GET", "/settings").send().await.json(), expected);
    let status = app.admin("GET", "/status").send().await.json();
    assert_eq!(status["instance_name"], "Berlin");
}

#[tokio::test]
async fn what_breaks_a_rule_is_told_by_its_field_and_nothing_changes() {
    let (_provider, app) = app().await;
    let body = json!({ "instance_name": " ", "audit_retention_days": -1, "colour": "red" });

    let refused = app.admin("PUT", "/settings").json(&body).send().await;

    assert_eq!(refused.status, 422, "{}", refused.text());
    let problem = refused.json();
    let errors = problem["errors"].as_array().unwrap().iter();
    let fields: Vec<&Value> = errors.map(|error| &error["field"]).collect();
    assert_eq!(fields, ["instance_name", "audit_retention_days", "colour"]);
    let settings = app.admin("GET", "/settings").send().await.json();
    assert_eq!(settings["instance_name"], "Routex");
}

/// Puts what is there into the year 2024: the time is in the first six bytes of an id.
const AGE: &str = "\
    UPDATE request SET id = CAST(x'019300000000' || substr(id, 7) AS BLOB);\
    UPDATE attempt SET request_id = CAST(x'019300000000' || substr(request_id, 7) AS BLOB);\
    UPDATE OR IGNORE request_span SET span = 6602752;\
    UPDATE audit_log SET id = CAST(x'019300000000' || substr(id, 7) AS BLOB);";

#[tokio::test]
async fn what_is_older_than_the_retention_goes_and_the_rest_stays() {
    let (_provider, mut app) = app().await;
    put(&app, json!({ "instance_name": "old" })).await;
    for _ in 0..3 {
        app.ask(OpenaiChat, "gpt-4o", false).send().await;
    }
    app.stop().await;
    let url = format!("sqlite://{}", app.data_dir().join("routex.db").display());
    let database = Database::connect(url).await.unwrap();
    database.execute_unprepared(AGE).await.unwrap();
    database.close().await.unwrap();
    app.start_again().await;
    let answer = app.ask(OpenaiChat, "gpt-4o", false).send().await;
    let young = answer.header("x-routex-request-id").unwrap().to_owned();
    let all = || async { app.admin("GET", "/requests").send().await.json() };
    let count = |page: &Value| page["items"].as_array().unwrap().len();
    within("the young request in the log", async {
        while count(&all().await) < 4 {}
    })
    .await;

    put(
        &app,
        json!({ "request_retention_days": 30, "audit_retention_days": 30 }),
    )
    .await;

    within("the old requests to go", async {
        while count(&all().await) > 1 {}
    })
    .await;
    assert_eq!(all().await["items"][0]["id"], young.as_str());
    let filter = "/requests?model=gpt-4o&status=200&from=0";
    let found = app.admin("GET", filter).send().await.json();
    assert_eq!(count(&found), 1, "{found}");
    assert_eq!(found["items"][0]["id"], young.as_str());
    let audit = || async { app.admin("GET", "/audit").send().await.json() };
    within("the old entries of the audit log to go", async {
        while count(&audit().await) > 1 {}
    })
    .await;
    assert_eq!(
        audit().await["items"][0]["after"]["audit_retention_days"],
        30
    );
    let rows = app.rows().await;
    assert_eq!(rows.attempts.len(), 1, "attempts go with their requests");
}
