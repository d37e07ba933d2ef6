//! `previous_response_id` with providers that know nothing of it.

use routex_tests::{CLIENT_KEY, Channel, Config, FakeProvider, Reply, answers, sse};
use serde_json::{Value, json};

use super::{CLIENT, PROVIDER, assert_not_found, id, said, say, translated};

const OTHER_KEY: &str = "rx-test-of-somebody-else-42";

#[tokio::test]
async fn three_turns_are_one_conversation_also_across_a_restart() {
    let (mut app, provider) = translated().await;

    let first = id(&say(&app, "One", None).await);
    let second = id(&say(&app, "Two", Some(&first)).await);
    app.restart().await;
    id(&say(&app, "Three", Some(&second)).await);
    // Both ends of a fork go on.
    id(&say(&app, "Other", Some(&first)).await);

    let seen = provider.seen();
    let said = |number: usize| said(&seen[number].json());
    assert_eq!(said(1), ["One", "Yes.", "Two"]);
    assert_eq!(said(2), ["One", "Yes.", "Two", "Yes.", "Three"]);
    assert_eq!(said(3), ["One", "Yes.", "Other"]);
    let sessions: Vec<_> = app.rows().await.requests;
    let sessions: Vec<_> = sessions.iter().map(|row| row.session.clone()).collect();
    assert!(sessions[0].is_some());
    assert!(sessions.iter().all(|session| *session == sessions[0]));
}

#[tokio::test]
async fn a_streamed_answer_can_be_gone_on_from_as_soon_as_it_is_told() {
    let (app, provider) = translated().await;
    provider.enqueue(answers::good(PROVIDER, "Streamed words.", true));
    let request = json!({ "model": "m", "input": "One", "stream": true });
    let call = app.call("POST", "/v1/responses").json(&request);
    let answer = call.send().await;
    let events = sse::events(&answer.body);
    let completed = events.last().unwrap().json();
    assert_eq!(completed["type"], "response.completed");
    let first = completed["response"]["id"].as_str().unwrap();

    id(&say(&app, "Two", Some(first)).await);

    let seen = provider.seen()[1].json();
    assert_eq!(said(&seen), ["One", "Streamed words.", "Two"]);
}

#[tokio::test]
async fn another_client_key_finds_nothing() {
    let provider = FakeProvider::always(answers::good(PROVIDER, "Yes.", false)).await;
    let other = format!("[[client_key]]\nname = \"other\"\nkey = \"{OTHER_KEY}\"\n");
    let app = Config::new()
        .table(&other)
        .channel(Channel::new("a", PROVIDER, &provider))
        .start()
        .await;
    let first = id(&say(&app, "One", None).await);
    let path = format!("/v1/responses/{first}");
    let as_key = |method, target: &str, key| app.anonymous(method, target).bearer(key);

    let request = json!({ "model": "m", "input": "Two", "previous_response_id": first });
    let stolen = as_key("POST", "/v1/responses", OTHER_KEY).json(&request);
    assert_not_found(&stolen.send().await, &first);
    for (method, path) in [
        ("GET", path.clone()),
        ("DELETE", path.clone()),
        ("GET", format!("{path}/input_items")),
        ("POST", format!("{path}/cancel")),
    ] {
        let answer = as_key(method, &path, OTHER_KEY).send().await;
        assert_eq!(answer.status, 404, "{method} {path}");
    }
    let own = as_key("GET", &path, CLIENT_KEY).send().await;
    assert_eq!(own.status, 200);
    assert_eq!(provider.count(), 1);
}

#[tokio::test]
async fn what_is_too_old_is_gone() {
    let (mut app, _provider) = translated().await;
    let first = id(&say(&app, "One", None).await);
    let eight_days = "UPDATE kept SET kept_at_ms = kept_at_ms - 8 * 86400000";
    app.tamper(&[eight_days]).await;

    assert_not_found(&say(&app, "Two", Some(&first)).await, &first);
}

#[tokio::test]
async fn who_does_not_want_it_kept_is_obeyed() {
    let (app, provider) = translated().await;
    let request = json!({ "model": "m", "input": "One", "store": false });
    let first = app.call("POST", "/v1/responses").json(&request);
    let first = first.send().await;
    assert_eq!(first.json()["store"], false);
    let first = id(&first);
    assert_not_found(&say(&app, "Two", Some(&first)).await, &first);

    // The operator's word counts the same.
    let none = json!({ "response_keep_days": 0 });
    let set = app.admin("PUT", "/settings").json(&none).send().await;
    assert_eq!(set.status, 200, "{}", set.text());
    let first = say(&app, "One", None).await;
    assert_eq!(first.json()["store"], false);
    let first = id(&first);
    assert_not_found(&say(&app, "Two", Some(&first)).await, &first);
    assert_eq!(provider.count(), 2);
}

#[tokio::test]
async fn a_conversation_moves_to_a_provider_that_speaks_responses_itself() {
    let a = FakeProvider::always(answers::good(PROVIDER, "Yes.", false)).await;
    let b = FakeProvider::always(answers::good(CLIENT, "Native.", false)).await;
    let app = Config::new()
        .channel(Channel::new("a", PROVIDER, &a).set("priority = 0"))
        .channel(Channel::new("b", CLIENT, &b).set("priority = 1"))
        .start()
        .await;
    let first = id(&say(&app, "One", None).await);

    a.respond(|_| answers::refusal(PROVIDER, 503));
    let second = say(&app, "Two", Some(&first)).await;

    assert_eq!(second.status, 200, "{}", second.text());
    assert_eq!(answers::text(CLIENT, &second.json()), "Native.");
    let seen = b.seen()[0].json();
    assert_eq!(seen.get("previous_response_id"), None);
    let items = seen["input"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!(items[0]["content"], "One");
    assert_eq!(items[1]["content"][0]["text"], "Yes.");
    assert_eq!(items[1].get("id"), None, "an id that no provider knows");
    assert_eq!(items[2]["content"], "Two");
}

#[tokio::test]
async fn a_crash_costs_the_last_moment_at_most() {
    let (mut app, _provider) = translated().await;
    let first = id(&say(&app, "One", None).await);
    app.restart().await;
    let mut last = first.clone();
    for text in ["Two", "Three", "Four"] {
        last = id(&say(&app, text, Some(&last)).await);
    }
    app.kill9().await;
    app.start_again().await;

    id(&say(&app, "Two again", Some(&first)).await);
    let after_crash = say(&app, "Five", Some(&last)).await;
    if after_crash.status != 200 {
        assert_not_found(&after_crash, &last);
    }
    app.stop().await;
}

#[tokio::test]
async fn nothing_of_it_is_written_in_the_clear_and_it_leaves_with_its_key() {
    let provider = FakeProvider::always(answers::good(PROVIDER, "Confidential.", false)).await;
    let app = Config::new()
        .operated()
        .channel(Channel::new("a", PROVIDER, &provider))
        .start()
        .await;
    let body = json!({ "name": "leaves", "key": OTHER_KEY });
    let made = app.admin("POST", "/keys").json(&body).send().await;
    assert_eq!(made.status, 201, "{}", made.text());
    let key_id = made.json()["id"].as_str().unwrap_or_default().to_owned();
    let mut app = app;
    let ask = |app: &routex_tests::TestApp, previous: Option<&str>| {
        let mut request = json!({ "model": "m", "input": "Top secret" });
        if let Some(previous) = previous {
            request["previous_response_id"] = json!(previous);
        }
        let call = app.anonymous("POST", "/v1/responses");
        call.bearer(OTHER_KEY).json(&request)
    };
    let first = id(&ask(&app, None).send().await);
    app.stop().await;
    assert_eq!(app.contents().await.rows("kept").len(), 1);
    for text in ["Top secret", "Confidential", &first] {
        assert!(!app.is_stored(text), "{text}");
    }
    app.start_again().await;

    let path = format!("/keys/{key_id}");
    assert_eq!(app.admin("DELETE", &path).send().await.status, 204);
    assert_eq!(app.contents().await.rows("kept").len(), 0);
    // Whoever gets the same name and secret is somebody else.
    let made = app.admin("POST", "/keys").json(&body).send().await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_not_found(&ask(&app, Some(&first)).send().await, &first);
}

#[tokio::test]
async fn responses_of_a_provider_stay_bound_to_it() {
    let native = FakeProvider::always(Reply::json(200, &{
        let mut body: Value = answers::whole(CLIENT, "Yes.");
        body["id"] = json!("resp_of_provider");
        body
    }))
    .await;
    let app = Config::new()
        .channel(Channel::new("a", CLIENT, &native))
        .start()
        .await;
    assert_eq!(say(&app, "One", None).await.status, 200);
    let second = say(&app, "Two", Some("resp_of_provider")).await;
    assert_eq!(second.status, 200, "{}", second.text());
    let seen = native.seen()[1].json();
    assert_eq!(seen["previous_response_id"], "resp_of_provider");
    assert_eq!(seen["input"], "Two");
}
