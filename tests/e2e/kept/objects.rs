//! What a client can ask about a response that Routex keeps.

use routex_tests::{Answer, TestApp};
use serde_json::Value;

use super::{assert_not_found, id, say, translated};

async fn call(app: &TestApp, method: &str, id: &str, rest: &str) -> Answer {
    let target = format!("/v1/responses/{id}{rest}");
    app.call(method, &target).send().await
}

#[tokio::test]
async fn it_is_shown_as_it_was_answered() {
    let (mut app, provider) = translated().await;
    let answer = say(&app, "One", None).await;
    let id = id(&answer);
    for _ in 0..2 {
        let shown = call(&app, "GET", &id, "").await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        assert_eq!(shown.json(), answer.json());
        app.restart().await;
    }
    assert_eq!(provider.count(), 1);
}

#[tokio::test]
async fn its_input_comes_in_pages() {
    let (app, _provider) = translated().await;
    let first = id(&say(&app, "One", None).await);
    let second = id(&say(&app, "Two", Some(&first)).await);

    let all = call(&app, "GET", &second, "/input_items?order=asc").await;
    let all = all.json();
    let texts = |page: &Value| -> Vec<Value> {
        let data = page["data"].as_array().cloned().unwrap_or_default();
        let texts = data.iter().map(|item| match &item["content"] {
            Value::Array(parts) => parts[0]["text"].clone(),
            text => text.clone(),
        });
        texts.collect()
    };
    assert_eq!(all["object"], "list");
    assert_eq!(texts(&all), ["One", "Yes.", "Two"]);
    assert_eq!(all["has_more"], false);

    let newest = call(&app, "GET", &second, "/input_items?limit=1").await;
    let newest = newest.json();
    assert_eq!(texts(&newest), ["Two"]);
    let after = newest["last_id"].as_str().unwrap_or_default();
    let rest = call(&app, "GET", &second, &format!("/input_items?after={after}")).await;
    assert_eq!(texts(&rest.json()), ["Yes.", "One"]);
    let bad = call(&app, "GET", &second, "/input_items?limit=0").await;
    assert_eq!(bad.status, 400);
}

#[tokio::test]
async fn a_deleted_one_is_gone() {
    let (mut app, _provider) = translated().await;
    let first = id(&say(&app, "One", None).await);
    let deleted = call(&app, "DELETE", &first, "").await;
    assert_eq!(deleted.status, 200);
    assert_eq!(deleted.json()["deleted"], true);

    for _ in 0..2 {
        assert_eq!(call(&app, "GET", &first, "").await.status, 404);
        assert_eq!(call(&app, "DELETE", &first, "").await.status, 404);
        assert_not_found(&say(&app, "Two", Some(&first)).await, &first);
        app.restart().await;
    }
}

#[tokio::test]
async fn what_it_cannot_do_is_told() {
    let (app, _provider) = translated().await;
    let first = id(&say(&app, "One", None).await);
    for (method, rest) in [("GET", "?stream=true"), ("POST", "/cancel")] {
        let refused = call(&app, method, &first, rest).await;
        assert_eq!(refused.status, 400, "{method} {rest}");
        assert_eq!(refused.json()["error"]["type"], "invalid_request_error");
    }
}

#[tokio::test]
async fn what_is_asked_about_it_is_on_record() {
    let (app, _provider) = translated().await;
    let first = id(&say(&app, "One", None).await);
    let shown = call(&app, "GET", &first, "").await;
    let refused = call(&app, "POST", &first, "/cancel").await;
    let deleted = call(&app, "DELETE", &first, "").await;
    let missing = call(&app, "GET", &first, "/input_items").await;

    for answer in [&shown, &deleted] {
        assert_eq!(answer.header("x-routex-attempts"), Some("0"));
        assert!(answer.header("x-routex-request-id").is_some());
    }
    let rows = app.rows().await;
    assert_eq!(rows.attempts.len(), 1, "only the provider's answer was one");
    let [_said, asked @ ..] = rows.requests.as_slice() else {
        panic!("no rows");
    };
    let answers = [&shown, &refused, &deleted, &missing];
    let outcomes = ["success", "client_error", "success", "client_error"];
    assert_eq!(asked.len(), answers.len());
    for ((row, answer), outcome) in asked.iter().zip(answers).zip(outcomes) {
        assert_eq!(row.status, Some(i64::from(answer.status)), "{row:?}");
        assert_eq!(row.outcome, outcome, "{row:?}");
        assert!(row.endpoint.starts_with("/v1/responses/resp_rx"), "{row:?}");
        assert_eq!((row.channel.as_deref(), row.input_tokens), (None, 0));
    }
}
