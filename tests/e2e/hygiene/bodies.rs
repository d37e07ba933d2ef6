//! Bodies: too large, too deep, packed too well, too slow.

use std::{io::Write as _, time::Instant};

use flate2::{Compression, write::GzEncoder};
use routex_tests::{Channel, Config, FakeProvider};

use super::*;

const MIB: usize = 1 << 20;

async fn limited() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::start().await;
    let app = Config::new()
        .operated()
        .set("server", "max_body_bytes = 1048576")
        .set("server", "body_timeout_ms = 300")
        .channel(Channel::new("only", Dialect::OpenaiChat, &provider))
        .start()
        .await;
    (provider, app)
}

#[tokio::test]
async fn a_body_past_the_limit_is_a_413_in_the_clients_dialect() {
    let (provider, app) = limited().await;
    for dialect in answers::ALL_DIALECTS {
        let target = answers::target(dialect, "m", false);
        let body = format!("{{\"model\":\"{}\"}}", "m".repeat(MIB));

        let answer = app.call("POST", &target).body(body).send().await;

        assert_eq!(answer.status, 413, "{dialect}");
        assert!(answers::is_error(dialect, &answer.json()), "{dialect}");
        assert!(answer.text().contains("max_body_bytes"), "{dialect}");
    }
    assert_eq!(provider.count(), 0);
}

#[tokio::test]
async fn a_body_without_an_end_is_a_413_and_the_connection_closes() {
    let (_provider, app) = limited().await;
    let mut client = Raw::connect(&app).await;
    client
        .begin(Dialect::OpenaiChat, "transfer-encoding: chunked\r\n")
        .await;
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    for _ in 0..17 {
        client.send(&chunk).await;
    }

    let (status, _, body) = client.answer().await;

    assert_eq!(status, 413);
    assert!(answers::is_error(Dialect::OpenaiChat, &json(&body)));
    client.drip_until_closed("1\r\nx\r\n").await;
}

#[tokio::test]
async fn a_packed_bomb_is_a_413_and_never_there_as_a_whole() {
    let (provider, app) = limited().await;
    let zeros = vec![b' '; 64 * MIB];
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&zeros).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::encode_all(zeros.as_slice(), 1).unwrap();
    for (coding, bomb) in [("gzip", gzip), ("zstd", zstd)] {
        assert!(bomb.len() < MIB, "it must pass as it is sent");
        for dialect in answers::ALL_DIALECTS {
            let target = answers::target(dialect, "m", false);
            let call = app.call("POST", &target).header("content-encoding", coding);

            let answer = call.body(bomb.clone()).send().await;

            assert_eq!(answer.status, 413, "{coding} {dialect}");
            assert!(answers::is_error(dialect, &answer.json()), "{dialect}");
        }
        let admin = app.admin("POST", "/aliases");
        let answer = admin.header("content-encoding", coding).body(bomb);
        let answer = answer.send().await;
        assert_eq!(answer.status, 413, "{coding}");
        assert_eq!(answer.json()["code"], "too_large");
    }
    assert_eq!(provider.count(), 0);
}

#[tokio::test]
async fn packed_bodies_are_unpacked_and_unknown_packings_are_a_415() {
    let (provider, app) = limited().await;
    provider.respond(|_| answers::good(Dialect::OpenaiChat, "Yes.", false));
    let request = answers::request(Dialect::OpenaiChat, "m", false).to_string();
    let packed = zstd::encode_all(request.as_bytes(), 3).unwrap();
    let call = || app.call("POST", "/v1/chat/completions");

    let zstd = call().header("content-encoding", "zstd").body(packed);
    let zstd = zstd.send().await;
    let brotli = call()
        .header("content-encoding", "br")
        .body("x")
        .send()
        .await;

    assert_eq!(zstd.status, 200, "{}", zstd.text());
    assert_eq!(provider.seen()[0].body, request);
    assert_eq!(brotli.status, 415);
    assert!(brotli.text().contains("zstd"), "{}", brotli.text());
}

#[tokio::test]
async fn a_body_that_nests_too_deep_is_a_400() {
    let (_provider, app) = limited().await;
    let deep = format!(
        "{{\"model\":\"m\",\"x\":{}{}}}",
        "[".repeat(10_000),
        "]".repeat(10_000)
    );
    for dialect in answers::ALL_DIALECTS {
        let target = answers::target(dialect, "m", false);
        let answer = app.call("POST", &target).body(deep.clone()).send().await;
        assert_eq!(answer.status, 400, "{dialect}");
        assert!(answers::is_error(dialect, &answer.json()), "{dialect}");
    }

    let answer = app.admin("POST", "/aliases").body(deep).send().await;

    assert_eq!(answer.status, 400);
    assert_eq!(answer.json()["code"], "invalid_request");
}

#[tokio::test]
async fn line_10_a_body_that_trickles_is_a_408_and_the_connection_closes() {
    let (provider, app) = limited().await;
    for dialect in answers::ALL_DIALECTS {
        for (framing, drip) in [
            ("content-length: 100000\r\n", "x"),
            ("transfer-encoding: chunked\r\n", "1\r\nx\r\n"),
        ] {
            let mut client = Raw::connect(&app).await;
            let began = Instant::now();
            client.begin(dialect, framing).await;
            client.send(drip).await;

            let (status, head, body) = client.answer().await;

            assert_eq!(status, 408, "{dialect} {framing}");
            assert!(began.elapsed() >= Duration::from_millis(300));
            assert!(answers::is_error(dialect, &json(&body)), "{dialect}");
            assert_eq!(head.header("connection"), Some("close"));
            client.drip_until_closed(drip).await;
        }
    }
    assert_eq!(provider.count(), 0);
}

#[tokio::test]
async fn a_body_that_trickles_to_the_admin_api_is_a_408() {
    let (_provider, app) = limited().await;
    let mut client = Raw::connect(&app).await;
    let token = routex_tests::ADMIN_TOKEN;
    client
        .send(&format!(
            "POST /api/v1/aliases HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {token}\r\n\
             content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{"
        ))
        .await;

    let (status, _, body) = client.answer().await;

    assert_eq!(status, 408);
    assert_eq!(json(&body)["code"], "timeout");
    client.drip_until_closed("x").await;
}
