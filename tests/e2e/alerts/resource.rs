//! Targets as a resource: made, changed, removed, declared.

use routex_tests::{FakeProvider, TestApp};
use serde_json::{Value, json};

use super::{app, config, generic, make, receiver};

async fn names(app: &TestApp) -> Vec<String> {
    let list = app.admin("GET", "/alerts/targets").send().await.json();
    let items = list["items"].as_array().cloned().unwrap_or_default();
    let names = items.iter().map(|item| item["name"].as_str());
    names
        .map(|name| name.unwrap_or_default().to_owned())
        .collect()
}

#[tokio::test]
async fn a_target_is_made_changed_and_removed_with_an_entry_each() {
    let provider = FakeProvider::start().await;
    let app = app(&provider).await;
    let path = make(&app, &generic("https://hooks.example")).await;

    let taken = app.admin("POST", "/alerts/targets");
    let taken = taken.json(&generic("https://hooks.example")).send().await;
    assert_eq!(taken.status, 409);
    let patch = json!({ "name": "night", "min_severity": "critical", "enabled": false });
    let changed = app.admin("PATCH", &path).json(&patch).send().await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let shown = app.admin("GET", &path).send().await.json();
    let moved = json!({ "url": "https://elsewhere.example/hook" });
    let moved = app.admin("PATCH", &path).json(&moved).send().await;
    let removed = app.admin("DELETE", &path).send().await;

    assert_eq!(shown, changed.json());
    let expected = json!({
        "id": shown["id"], "name": "night", "kind": "generic", "origin": "https://hooks.example",
        "has_secret": true, "chat_id": null, "has_proxy": false, "allow_private_network": true,
        "language": "en", "min_severity": "critical", "kinds": [], "enabled": false, "declared": false,
    });
    assert_eq!(shown, expected);
    assert_eq!(moved.status, 422);
    assert_eq!(moved.json()["code"], "secret_required");
    assert_eq!(removed.status, 204);
    assert_eq!(app.admin("GET", &path).send().await.status, 404);
    let audit = app.audit().await;
    let of_target = audit.iter().filter(|it| it["resource"] == "alert_target");
    let actions: Vec<&Value> = of_target.map(|entry| &entry["action"]).collect();
    assert_eq!(actions, ["create", "update", "delete"]);
}

#[tokio::test]
async fn declared_targets_come_and_go_with_the_file_and_are_told() {
    let (provider, receiver) = (FakeProvider::start().await, receiver().await);
    let declared = format!(
        "[[alert_target]]\nname = \"declared\"\nkind = \"slack\"\nurl = \"{}/x\"\nallow_private_network = true\n",
        receiver.url()
    );
    let mut app = config(&provider).table(&declared).start().await;
    make(&app, &generic("https://hooks.example")).await;
    let list = app.admin("GET", "/alerts/targets").send().await.json();
    let target = &list["items"][0];
    assert_eq!(
        (&target["name"], &target["declared"]),
        (&json!("declared"), &json!(true))
    );
    let path = format!(
        "/alerts/targets/{}",
        target["id"].as_str().unwrap_or_default()
    );

    let test = app.admin("POST", &format!("{path}/test")).send().await;
    let patched = app
        .admin("PATCH", &path)
        .json(&json!({ "name": "x" }))
        .send()
        .await;
    let removed = app.admin("DELETE", &path).send().await;

    assert_eq!(test.json()["ok"], true, "{}", test.text());
    assert_eq!((patched.status, removed.status), (409, 409));
    app.rewrite(&config(&provider));
    app.restart().await;
    assert_eq!(names(&app).await, ["ops"]);
}
