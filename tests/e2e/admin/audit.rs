//! The audit log: who did what, and what it was before and after.

use routex_tests::{Browser, Config, TestApp};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery staple";

async fn entries(app: &TestApp) -> Vec<Value> {
    let page = app.admin("GET", "/audit?limit=500").send().await.json();
    page["items"].as_array().cloned().unwrap_or_default()
}

fn told(entry: &Value) -> String {
    let part = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    format!("{} {} {}", part("actor"), part("action"), part("resource"))
}

#[tokio::test]
async fn whatever_lets_somebody_in_or_changes_something_is_told_newest_first() {
    // Arrange
    let config = Config::new().operated();
    let config = config.set("admin", &format!("password = {PASSWORD:?}"));
    let app = config.start().await;

    // Act
    app.sign_in("my-password-in-the-wrong-field", "x")
        .send()
        .await;
    app.sign_in("admin", "wrong").send().await;
    let browser = Browser::sign_in(&app, "admin", PASSWORD).await;
    let body = json!({ "name": "ci" });
    let made = browser
        .call("POST", "/tokens")
        .json(&body)
        .send()
        .await
        .json();
    let path = format!("/tokens/{}", made["id"].as_str().unwrap());
    app.admin("DELETE", &path).send().await;
    browser.call("DELETE", "/session").send().await;

    // Assert
    let entries = entries(&app).await;
    let told: Vec<String> = entries.iter().map(told).collect();
    let expected = [
        "user:admin sign_out session",
        "token:configuration delete admin_token",
        "user:admin create admin_token",
        "user:admin sign_in session",
        "anonymous sign_in_failed session",
        "anonymous sign_in_failed session",
    ];
    assert_eq!(told, expected);
    assert_eq!(entries[1]["before"]["name"], "ci");
    assert_eq!(entries[1]["after"], Value::Null);
    assert_eq!(entries[2]["after"]["name"], "ci");
    assert_eq!(entries[4]["resource_id"], "admin");
    assert_eq!(entries[5]["resource_id"], Value::Null);
    assert!(entries.iter().all(|entry| entry["address"] == "127.0.0.1"));
    let text = Value::from(entries).to_string();
    for secret in [made["token"].as_str().unwrap(), PASSWORD, "wrong-field"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
}

#[tokio::test]
async fn it_is_read_a_page_at_a_time() {
    let app = Config::new().operated().start().await;
    for name in ["a", "b", "c", "d", "e"] {
        let body = json!({ "name": name });
        let made = app.admin("POST", "/tokens").json(&body).send().await;
        assert_eq!(made.status, 201);
    }

    let (mut names, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let path = format!("/audit?limit=2&cursor={cursor}");
        let page = app.admin("GET", &path).send().await.json();
        pages += 1;
        let items = page["items"].as_array().unwrap();
        names.extend(items.iter().map(|item| item["after"]["name"].clone()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }

    assert_eq!(names, ["e", "d", "c", "b", "a"]);
    assert_eq!(pages, 3);
    for query in ["limit=0", "limit=x", "cursor=x", "colour=red"] {
        let answer = app.admin("GET", &format!("/audit?{query}")).send().await;
        assert_eq!(answer.status, 422, "{query}: {}", answer.text());
    }
}
