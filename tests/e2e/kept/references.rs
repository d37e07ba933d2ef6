//! `item_reference` with providers that know nothing of it, as the AI SDK of npm sends it by default.

use routex_tests::{Channel, Config, FakeProvider, Reply, TestApp, answers};
use serde_json::{Value, json};

use super::{CLIENT, PROVIDER, said};

/// A turn whose input refers to what was answered before. Returns the output's items.
async fn say(app: &TestApp, input: &Value) -> Vec<Value> {
    let request = json!({ "model": "m", "input": input });
    let call = app.call("POST", "/v1/responses").json(&request);
    let answer = call.send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let output = answer.json()["output"].as_array().cloned();
    output.unwrap_or_default()
}

fn user(text: &str) -> Value {
    json!({ "role": "user", "content": text })
}

fn references(items: &[Value]) -> Vec<Value> {
    let refer = |item: &Value| json!({ "type": "item_reference", "id": item["id"] });
    items.iter().map(refer).collect()
}

/// A provider that thinks before it answers.
async fn thinking() -> (TestApp, FakeProvider) {
    let mut body = answers::whole(PROVIDER, "");
    body["content"] = json!([
        { "type": "thinking", "thinking": "Hm", "signature": "sig-1" },
        { "type": "text", "text": "Yes." },
    ]);
    let provider = FakeProvider::always(Reply::json(200, &body)).await;
    let app = Config::new()
        .operated()
        .channel(Channel::new("a", PROVIDER, &provider))
        .start()
        .await;
    (app, provider)
}

#[tokio::test]
async fn three_turns_are_one_conversation_also_across_a_restart() {
    let (mut app, provider) = thinking().await;
    let mut input = vec![user("One")];
    for text in ["Two", "Three"] {
        let answered = say(&app, &json!(input)).await;
        assert_eq!(answered.len(), 2);
        input.extend(references(&answered));
        input.push(user(text));
        app.restart().await;
    }
    say(&app, &json!(input)).await;

    let seen = provider.seen();
    let last = seen[2].json();
    let model = json!([
        { "type": "thinking", "thinking": "Hm", "signature": "sig-1" },
        { "type": "text", "text": "Yes." },
    ]);
    let messages = last["messages"].as_array().unwrap();
    let roles: Vec<_> = messages.iter().map(|one| one["role"].clone()).collect();
    assert_eq!(roles, ["user", "assistant", "user", "assistant", "user"]);
    assert_eq!(
        (&messages[1]["content"], &messages[3]["content"]),
        (&model, &model)
    );
    let sessions = app.rows().await.requests;
    assert!(sessions.iter().all(|row| row.session.is_some()));
    assert!(
        sessions
            .iter()
            .all(|row| row.session == sessions[0].session)
    );
}

#[tokio::test]
async fn what_is_not_kept_is_missed_unless_it_is_reasoning() {
    let (app, provider) = thinking().await;
    let none = json!({ "response_keep_days": 0 });
    let set = app.admin("PUT", "/settings").json(&none).send().await;
    assert_eq!(set.status, 200, "{}", set.text());
    let answered = say(&app, &json!([user("One")])).await;
    let [thought, text] = &references(&answered)[..] else {
        panic!("a thought and a text, not {answered:?}");
    };
    let ask = |reference: &Value| {
        let input = json!([user("One"), reference, user("Two")]);
        let request = json!({ "model": "m", "input": input });
        app.call("POST", "/v1/responses").json(&request).send()
    };

    let missed = ask(text).await;
    assert_eq!(missed.status, 400, "{}", missed.text());
    let message = format!("Item with id '{}' not found.", text["id"].as_str().unwrap());
    assert_eq!(missed.json()["error"]["message"], message);

    let without = ask(thought).await;
    assert_eq!(without.status, 200, "{}", without.text());
    let dropped = without.header("x-routex-dropped");
    assert_eq!(dropped, Some("input.reasoning"));
    assert_eq!(said(&provider.seen()[1].json()), ["One", "Two"]);
}

#[tokio::test]
async fn a_provider_that_speaks_responses_gets_the_items_themselves() {
    let a = FakeProvider::always(answers::good(PROVIDER, "Yes.", false)).await;
    let b = FakeProvider::always(answers::good(CLIENT, "Native.", false)).await;
    let app = Config::new()
        .channel(Channel::new("a", PROVIDER, &a).set("priority = 0"))
        .channel(Channel::new("b", CLIENT, &b).set("priority = 1"))
        .start()
        .await;
    let answered = say(&app, &json!([user("One")])).await;
    a.respond(|_| answers::refusal(PROVIDER, 503));
    let native = json!({ "type": "item_reference", "id": "msg_68af4030baa48193b0b43b4c2a176a1a0e6967589f080e77" });

    say(
        &app,
        &json!([user("One"), references(&answered)[0], native, user("Two")]),
    )
    .await;

    let seen = b.seen()[0].json();
    let items = seen["input"].as_array().unwrap();
    assert_eq!(items.len(), 4);
    assert_eq!(items[1]["content"][0]["text"], "Yes.");
    assert_eq!(items[1].get("id"), None, "an id that no provider knows");
    assert_eq!(items[2], native);
}

#[tokio::test]
async fn another_client_key_finds_no_item() {
    const OTHER_KEY: &str = "rx-test-of-somebody-else-43";
    let provider = FakeProvider::always(answers::good(PROVIDER, "Yes.", false)).await;
    let other = format!("[[client_key]]\nname = \"other\"\nkey = \"{OTHER_KEY}\"\n");
    let app = Config::new()
        .table(&other)
        .channel(Channel::new("a", PROVIDER, &provider))
        .start()
        .await;
    let answered = say(&app, &json!([user("One")])).await;

    let request = json!({ "model": "m", "input": references(&answered) });
    let stolen = app.anonymous("POST", "/v1/responses").bearer(OTHER_KEY);
    let stolen = stolen.json(&request).send().await;
    assert_eq!(stolen.status, 400, "{}", stolen.text());
    assert_eq!(provider.count(), 1);
}
