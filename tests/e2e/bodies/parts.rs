//! Whose bodies are kept, and which.

use routex_entity::{
    Dialect::{Anthropic, OpenaiChat},
    api::RequestBodies,
};
use routex_tests::{Channel, Config, FakeProvider, Reply, answers};
use serde_json::{Value, json};

use super::{ask, bodies, call, id_of, keeping, text, told, until};

#[tokio::test]
async fn of_a_key_that_wants_it_the_request_and_the_answer_are_kept_byte_for_byte() {
    let provider = FakeProvider::start().await;
    provider.respond(|seen| answers::good(OpenaiChat, "Yes.", seen.contains("\"stream\":true")));
    let app = keeping()
        .channel(Channel::new("a", OpenaiChat, &provider))
        .start()
        .await;

    for stream in [false, true] {
        let (id, seen) = ask(&app, OpenaiChat, "m", stream).await;

        let kept = bodies(&app, &id).await;
        let sent = answers::request(OpenaiChat, "m", stream).to_string();
        let expected = [
            ("request".to_owned(), None, sent.clone()),
            ("answer".to_owned(), None, seen),
        ];
        assert_eq!(told(&kept), expected);
        assert_eq!(kept["items"][0]["bytes"], sent.len());
        assert_eq!(kept["items"][0]["truncated"], false);
        assert_eq!(kept["items"][0]["encoding"], "text");
        assert_eq!(until(&app, &id).await, kept["until"]);
        let read: RequestBodies = serde_json::from_value(kept).unwrap();
        assert_eq!((read.until - read.kept_at).num_minutes(), 120);
    }
}

#[tokio::test]
async fn of_nobody_else_anything_is_kept() {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let other = "rx-other-0123456789abcdefghij";
    let app = keeping()
        .table(&format!(
            "[[client_key]]\nname = \"other\"\nkey = \"{other}\"\n"
        ))
        .channel(Channel::new("a", OpenaiChat, &provider))
        .start()
        .await;
    let asked = app
        .anonymous("POST", &answers::target(OpenaiChat, "m", false))
        .bearer(other)
        .json(&answers::request(OpenaiChat, "m", false));
    let unkept = id_of(&asked.send().await);
    let (kept, _) = ask(&app, OpenaiChat, "m", false).await;

    // It came later, so the other would be there as well.
    bodies(&app, &kept).await;
    let answer = app.admin("GET", &call(&unkept)).send().await;

    assert_eq!(answer.status, 404, "{}", answer.text());
    assert!(answer.text().contains("keep_bodies_hours"));
    assert_eq!(until(&app, &unkept).await, Value::Null);
}

#[tokio::test]
async fn a_channel_wants_them_kept_with_what_it_was_sent_and_what_it_refused() {
    let provider = FakeProvider::start().await;
    let refusal = json!({ "error": { "message": "no room in here", "type": "server_error" } });
    provider.respond(move |seen| match seen.credential() {
        Some("sk-first") => Reply::json(503, &refusal),
        _ => answers::good(OpenaiChat, "Yes.", true),
    });
    let app = Config::new()
        .operated()
        .channel(
            Channel::new("first", OpenaiChat, &provider)
                .set("priority = 0")
                .set("keep_bodies_hours = 1"),
        )
        .channel(Channel::new("second", OpenaiChat, &provider).set("priority = 1"))
        .start()
        .await;

    let (id, seen) = ask(&app, Anthropic, "m", true).await;

    let kept = bodies(&app, &id).await;
    let told = told(&kept);
    let parts: Vec<(&str, Option<u64>)> = told
        .iter()
        .map(|(part, attempt, _)| (part.as_str(), *attempt))
        .collect();
    let expected = [
        ("request", None),
        ("sent", Some(1)),
        ("refusal", Some(1)),
        ("sent", Some(2)),
        ("answer", None),
    ];
    assert_eq!(parts, expected);
    assert_eq!(
        told[0].2,
        answers::request(Anthropic, "m", true).to_string()
    );
    assert_eq!(told[1].2, provider.seen()[0].body);
    assert!(told[2].2.contains("no room in here"));
    assert_eq!(told[3].2, provider.seen()[1].body);
    assert_eq!(told[4].2, seen);
}

#[tokio::test]
async fn what_routex_itself_refuses_is_kept_as_well() {
    let provider = FakeProvider::start().await;
    let app = keeping()
        .channel(Channel::new("a", OpenaiChat, &provider).set("models = [\"m\"]"))
        .start()
        .await;

    for (body, told) in [
        (r#"{"model":"#, "JSON"),
        (
            r#"{"model":"nobody-serves-this","messages":[]}"#,
            "nobody-serves-this",
        ),
    ] {
        let answer = app
            .call("POST", "/v1/chat/completions")
            .body(body)
            .send()
            .await;
        assert_ne!(answer.status, 200);

        let kept = bodies(&app, &id_of(&answer)).await;
        assert_eq!(text(&kept, "request"), body);
        assert_eq!(text(&kept, "answer"), answer.text());
        assert!(answer.text().contains(told), "{}", answer.text());
    }
    assert_eq!(provider.count(), 0);
}

#[tokio::test]
async fn a_stream_that_the_client_leaves_is_kept_as_far_as_it_went() {
    let provider = FakeProvider::start().await;
    let frames = answers::frames(OpenaiChat, "One two three.");
    let begun = [frames.preamble, frames.content].concat();
    provider.enqueue(Reply::events().pieces(begun).silence());
    let app = keeping()
        .channel(Channel::new("a", OpenaiChat, &provider))
        .start()
        .await;

    let mut incoming = app.ask(OpenaiChat, "m", true).open().await;
    let id = incoming.header("x-routex-request-id").unwrap().to_owned();
    let seen = incoming.read_until("three.").await;
    drop(incoming);

    assert_eq!(text(&bodies(&app, &id).await, "answer"), seen);
}
