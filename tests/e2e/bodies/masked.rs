//! What nobody may read later: secrets, files, and what the operator wants masked. And that the rest is nowhere in plain.

use std::path::{Path, PathBuf};

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{CLIENT_KEY, Channel, FakeProvider, Reply, TestApp, answers};
use serde_json::json;

use super::{bodies, id_of, keeping, saying, text};

const CANARY: &str = "canary-of-a-conversation-0123456789";

async fn ask(app: &TestApp, said: &str) -> String {
    let call = app.call("POST", &answers::target(OpenaiChat, "m", false));
    let answer = call.json(&saying(OpenaiChat, "m", said)).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    id_of(&answer)
}

async fn set(app: &TestApp, settings: serde_json::Value) {
    let answer = app.admin("PUT", "/settings").json(&settings).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[tokio::test]
async fn secrets_are_masked_wherever_they_are() {
    let provider = FakeProvider::start().await;
    provider.respond(|_| answers::good(OpenaiChat, "You sent sk-a and canary-header-1.", false));
    let app = keeping()
        .channel(
            Channel::new("a", OpenaiChat, &provider)
                .keys(&["canary-credential-1"])
                .set("headers = { x-extra = \"canary-header-1\" }"),
        )
        .start()
        .await;
    set(&app, json!({ "body_redact": ["ACME-\\d+"] })).await;
    let said = format!(
        "my key is {CLIENT_KEY}, the provider's is canary-credential-1, mine there is \
         sk-proj-0123456789abcdefghij, and the case is ACME-4711"
    );

    let kept = bodies(&app, &ask(&app, &said).await).await;

    let request = text(&kept, "request");
    let expected = "my key is [masked], the provider's is [masked], mine there is [masked], and the case is [masked]";
    assert!(request.contains(expected), "{request}");
    let answer = text(&kept, "answer");
    assert!(answer.contains("You sent sk-a and [masked]."), "{answer}");
}

#[tokio::test]
async fn files_are_left_out_unless_the_operator_keeps_them_and_long_bodies_are_cut() {
    let provider = FakeProvider::start().await;
    provider.respond(|_| answers::good(OpenaiChat, "Nice.", false));
    let app = keeping()
        .channel(Channel::new("a", OpenaiChat, &provider))
        .start()
        .await;
    let file = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAf".repeat(100);
    let said = format!("data:image/png;base64,{file}");

    let without = text(&bodies(&app, &ask(&app, &said).await).await, "request");
    set(&app, json!({ "body_keep_media": true })).await;
    let with = text(&bodies(&app, &ask(&app, &said).await).await, "request");
    set(&app, json!({ "body_max_bytes": 1024 })).await;
    let cut = bodies(&app, &ask(&app, &said).await).await;

    assert!(
        without.contains("data:image/png;base64,[base64, 3000 bytes, sha256 "),
        "{without}"
    );
    assert!(!without.contains(&file[..512]));
    assert!(with.contains(&said));
    assert_eq!(text(&cut, "request"), with[..1024]);
    assert_eq!(cut["items"][0]["truncated"], true);
    assert_eq!(cut["items"][0]["bytes"], with.len());
}

#[tokio::test]
async fn a_packed_answer_is_kept_as_the_client_reads_it() {
    let provider = FakeProvider::start().await;
    let plain = answers::whole(OpenaiChat, "Yes.").to_string();
    let packed = zstd::bulk::compress(plain.as_bytes(), 1).unwrap();
    provider.respond(move |_| {
        Reply::status(200)
            .header("content-type", "application/json")
            .header("content-encoding", "zstd")
            .piece(packed.clone())
            .end()
    });
    let app = keeping()
        .channel(Channel::new("a", OpenaiChat, &provider))
        .start()
        .await;
    let call = app
        .ask(OpenaiChat, "m", false)
        .header("accept-encoding", "zstd");

    let answer = call.send().await;

    assert_eq!(answer.header("content-encoding"), Some("zstd"));
    let kept = bodies(&app, &id_of(&answer)).await;
    assert_eq!(text(&kept, "answer"), plain);
}

#[tokio::test]
async fn what_is_kept_is_nowhere_in_plain_and_in_no_export() {
    let provider = FakeProvider::start().await;
    provider.respond(|_| answers::good(OpenaiChat, &format!("Yes, {CANARY}."), false));
    let app = keeping()
        .set("log", "level = \"trace\"")
        .channel(Channel::new("a", OpenaiChat, &provider))
        .start()
        .await;

    let kept = bodies(&app, &ask(&app, CANARY).await).await;

    assert!(text(&kept, "request").contains(CANARY));
    assert!(text(&kept, "answer").contains(CANARY));
    let export = app.admin("GET", "/export").send().await.text();
    assert!(!export.contains(CANARY) && export.contains("\"keep_bodies_hours\":2"));
    assert!(!in_files(app.data_dir()));
    app.stop().await;
    assert!(!in_files(app.data_dir()));
    assert!(!app.log().contains(CANARY));
}

/// Whether any file holds the canary, but for the names of files.
fn in_files(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.iter().any(|path| match path.is_dir() {
        true => in_files(path),
        // A file of the database may go while it is looked for.
        false => std::fs::read(path)
            .is_ok_and(|bytes| memchr::memmem::find(&bytes, CANARY.as_bytes()).is_some()),
    })
}
