//! Line 10: bodies are bounded in size and depth, decompressed ones as well.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{ADMIN_TOKEN, Channel, Config, FakeProvider, TestApp, answers};

const TARGETS: [&str; 2] = ["/v1/chat/completions", "/api/v1/aliases"];

#[tokio::test]
async fn line_10_a_body_past_the_limit_is_refused() {
    let (provider, app) = app().await;
    let text = "x".repeat(70_000);
    let body = format!(r#"{{"model":"m","messages":[{{"role":"user","content":"{text}"}}]}}"#);
    let client = app.call("POST", "/v1/chat/completions").body(body.clone());
    let answer = client.send().await;
    assert_eq!(answer.status, 413, "{}", answer.text());
    assert!(answers::is_error(OpenaiChat, &answer.json()));

    let large = format!(r#"{{"name":"{}"}}"#, "x".repeat(5 << 20));
    let operator = app.admin("POST", "/aliases").body(large).send().await;
    assert_eq!(operator.status, 413, "{}", operator.text());
    assert_eq!(operator.json()["code"], "too_large");
    assert_eq!(provider.count(), 0);
}

#[tokio::test]
async fn line_10_a_deep_body_is_refused_and_the_process_lives() {
    let (_provider, app) = app().await;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let depth = 10_000;
        let deep = format!("{}1{}", open.repeat(depth), close.repeat(depth));
        let proxied = format!(r#"{{"model":"m","messages":[],"metadata":{deep}}}"#);
        let client = app
            .call("POST", "/v1/chat/completions")
            .body(proxied)
            .send()
            .await;
        assert!((400..500).contains(&client.status), "{}", client.status);
        let body = format!(r#"{{"name":"a","targets":{deep}}}"#);
        let operator = app.admin("POST", "/aliases").body(body).send().await;
        assert!(matches!(operator.status, 400 | 422), "{}", operator.text());
    }
    assert_eq!(app.admin("GET", "/aliases").send().await.status, 200);
}

#[tokio::test]
async fn line_10_a_compressed_body_is_bounded_by_what_is_in_it() {
    let (provider, app) = app().await;
    let bomb = bomb();
    assert!(bomb.len() < 1 << 17);
    for target in TARGETS {
        let key = if target.starts_with("/api/") {
            ADMIN_TOKEN
        } else {
            routex_tests::CLIENT_KEY
        };
        let call = app
            .anonymous("POST", target)
            .bearer(key)
            .header("content-encoding", "gzip");
        let answer = call.body(bomb.clone()).send().await;
        assert!(
            matches!(answer.status, 400 | 413 | 415),
            "{target}: {} {}",
            answer.status,
            answer.text()
        );
    }
    assert_eq!(provider.count(), 0);
    assert_eq!(app.admin("GET", "/aliases").send().await.status, 200);
}

/// 64 MiB of spaces, compressed.
fn bomb() -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let block = vec![b' '; 1 << 20];
    for _ in 0..64 {
        encoder.write_all(&block).unwrap();
    }
    encoder.finish().unwrap()
}

async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let config = Config::new()
        .operated()
        .set("server", "max_body_bytes = 65536")
        .channel(Channel::new("a", OpenaiChat, &provider));
    (provider, config.start().await)
}
