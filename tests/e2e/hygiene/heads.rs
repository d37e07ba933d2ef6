//! First lines that are too long, and some that never end.

use routex_tests::{Channel, Config, FakeProvider};

use super::*;

async fn hasty() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::start().await;
    let app = Config::new()
        .operated()
        .set("server", "head_timeout_ms = 300")
        .set("server", "keep_alive_ms = 300")
        .channel(Channel::new("only", Dialect::OpenaiChat, &provider))
        .start()
        .await;
    (provider, app)
}

#[tokio::test]
async fn an_address_that_is_too_long_is_a_414() {
    let (_provider, app) = hasty().await;
    for dialect in answers::ALL_DIALECTS {
        let target = format!(
            "{}?x={}",
            answers::target(dialect, "m", false),
            "x".repeat(9_000)
        );
        let answer = app.call("POST", &target).body("{}").send().await;
        assert_eq!(answer.status, 414, "{dialect}");
        assert!(answers::is_error(dialect, &answer.json()), "{dialect}");
    }

    let answer = app.admin("GET", &format!("/aliases?limit={}", "1".repeat(9_000)));
    let answer = answer.send().await;

    assert_eq!(answer.status, 414);
    assert_eq!(answer.json()["code"], "target_too_long");
}

#[tokio::test]
async fn headers_that_are_too_large_are_a_431() {
    let (_provider, app) = hasty().await;
    let large = "x".repeat(70_000);
    for dialect in answers::ALL_DIALECTS {
        let target = answers::target(dialect, "m", false);
        let call = app.call("POST", &target).header("x-large", &large);
        let answer = call.body("{}").send().await;
        assert_eq!(answer.status, 431, "{dialect}");
        assert!(answers::is_error(dialect, &answer.json()), "{dialect}");
    }

    let answer = app.admin("GET", "/aliases").header("x-large", &large);
    let answer = answer.send().await;

    assert_eq!(answer.status, 431);
    assert_eq!(answer.json()["code"], "headers_too_large");
    // More than that is not even read.
    let vast = "x".repeat(200_000);
    let answer = app.anonymous("GET", "/health/live").header("x-vast", &vast);
    if let Ok(answer) = answer.try_open().await {
        assert_eq!(answer.status, 431);
    }
}

#[tokio::test]
async fn too_many_headers_are_a_431() {
    let (_provider, app) = hasty().await;
    let mut call = app.anonymous("GET", "/health/live");
    for n in 0..100 {
        call = call.header(&format!("x-{n}"), "1");
    }
    assert_eq!(call.send().await.status, 431);
}

#[tokio::test]
async fn a_first_head_that_trickles_is_a_408_and_the_connection_closes() {
    let (_provider, app) = hasty().await;
    let mut client = Raw::connect(&app).await;
    client.send("GET /health/live HTTP/1.1\r\nx: ").await;

    let (status, ..) = client.answer().await;

    assert_eq!(status, 408);
    client.drip_until_closed("x").await;
}

#[tokio::test]
async fn a_later_head_that_trickles_is_hung_up_on() {
    let (_provider, app) = hasty().await;
    let mut client = Raw::connect(&app).await;
    client
        .send("GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n")
        .await;
    assert_eq!(client.answer().await.0, 200);

    client.send("GET /health/live HTTP/1.1\r\nx: ").await;

    client.drip_until_closed("x").await;
}

#[tokio::test]
async fn a_body_that_nobody_wants_is_not_taken_in_for_ever() {
    let (_provider, app) = hasty().await;
    let mut client = Raw::connect(&app).await;
    client
        .send("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n")
        .await;

    assert_eq!(client.answer().await.0, 401);

    client.drip_until_closed("1\r\nx\r\n").await;
}
