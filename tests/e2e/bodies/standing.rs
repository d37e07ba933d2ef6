//! How long bodies stay, who reads them, and what they outlive.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{Channel, FakeProvider, TestApp, answers, app::run_to_end};
use serde_json::{Value, json};

use super::{ask, bodies, call, keeping, text, until};

async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let app = keeping()
        .channel(Channel::new("a", OpenaiChat, &provider))
        .start()
        .await;
    (provider, app)
}

#[tokio::test]
async fn whoever_reads_or_removes_them_is_in_the_audit_log() {
    let (_provider, app) = app().await;
    let (id, _) = ask(&app, OpenaiChat, "m", false).await;
    bodies(&app, &id).await;

    let removed = app.admin("DELETE", &call(&id)).send().await;

    assert_eq!(removed.status, 204, "{}", removed.text());
    for method in ["GET", "DELETE"] {
        assert_eq!(app.admin(method, &call(&id)).send().await.status, 404);
    }
    assert_eq!(until(&app, &id).await, Value::Null);
    let log = app.admin("GET", "/audit").send().await.json();
    let items = log["items"].as_array().unwrap().iter();
    let told: Vec<(&Value, &Value)> = items
        .rev()
        .filter(|entry| entry["resource"] == "request_bodies")
        .map(|entry| (&entry["action"], &entry["resource_id"]))
        .collect();
    let id = json!(id);
    assert_eq!(told, [(&json!("read"), &id), (&json!("delete"), &id)]);
}

#[tokio::test]
async fn bodies_can_be_removed_before_they_are_written() {
    let (_provider, app) = app().await;
    let (id, _) = ask(&app, OpenaiChat, "m", false).await;

    let removed = app.admin("DELETE", &call(&id)).send().await;

    assert_eq!(removed.status, 204, "{}", removed.text());
    assert_eq!(app.admin("GET", &call(&id)).send().await.status, 404);
}

#[tokio::test]
async fn when_their_time_is_over_nobody_reads_them_and_the_next_sweep_removes_them() {
    let (_provider, mut app) = app().await;
    let (id, _) = ask(&app, OpenaiChat, "m", false).await;
    bodies(&app, &id).await;

    app.change_rows("UPDATE request_body SET until_ms = 1")
        .await;

    assert_eq!(app.admin("GET", &call(&id)).send().await.status, 404);
    assert_eq!(until(&app, &id).await, Value::Null);
    app.restart().await;
    routex_tests::within("an empty table", async {
        while !app.contents().await.rows("request_body").is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn they_outlive_a_restart_and_a_new_master_key() {
    let (_provider, mut app) = app().await;
    let (id, seen) = ask(&app, OpenaiChat, "m", false).await;
    // Written by the orderly end.
    app.stop().await;
    let data_dir = app.data_dir().display().to_string();
    let rotate = ["secrets", "rotate", "--config", "routex.toml", "--data-dir"];
    let rotate = [&rotate[..], &[&data_dir]].concat();
    let rotated = run_to_end(app.data_dir(), &rotate).await;
    let said = String::from_utf8_lossy(&rotated.stdout).into_owned();
    assert!(said.contains("requests whose bodies are kept: 1"), "{said}");

    app.start_again().await;

    assert_eq!(text(&bodies(&app, &id).await, "answer"), seen);
}

#[tokio::test]
async fn it_is_turned_on_and_off_while_routex_runs() {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let app = routex_tests::Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider))
        .start()
        .await;
    let body = json!({ "name": "made", "keep_bodies_hours": 720 });
    let made = app.admin("POST", "/keys").json(&body).send().await.json();
    let (id, secret) = (&made["id"], made["key"].as_str().unwrap());
    assert_eq!(made["keep_bodies_hours"], 720);
    let key = format!("/keys/{}", id.as_str().unwrap());
    let patch = |hours: u32| {
        let body = json!({ "keep_bodies_hours": hours });
        app.admin("PATCH", &key).json(&body).send()
    };
    let asked = || async {
        let call = app.anonymous("POST", &answers::target(OpenaiChat, "m", false));
        let body = answers::request(OpenaiChat, "m", false);
        super::id_of(&call.bearer(secret).json(&body).send().await)
    };

    let on = asked().await;
    assert_eq!(patch(721).await.status, 422);
    assert_eq!(patch(0).await.json()["keep_bodies_hours"], 0);
    let off = asked().await;
    assert_eq!(patch(1).await.status, 200);
    let again = asked().await;

    bodies(&app, &on).await;
    bodies(&app, &again).await;
    assert_eq!(app.admin("GET", &call(&off)).send().await.status, 404);
}
