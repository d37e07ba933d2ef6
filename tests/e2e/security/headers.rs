//! Line 9: which headers travel. That a provider sees no credential but its own, `passthrough` tests.

use routex_entity::Dialect::OpenaiChat;
use routex_tests::{CLIENT_KEY, Channel, Config, FakeProvider, TestApp, answers, within};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn line_09_requests_carry_listed_headers_and_nothing_of_this_hop() {
    let (provider, app) = app().await;
    let call = app
        .ask(OpenaiChat, "m", false)
        .header("connection", "keep-alive, x-stainless-hop, Idempotency-Key")
        .header("x-stainless-hop", "hop")
        .header("idempotency-key", "hop")
        .header("keep-alive", "timeout=5, hop")
        .header("proxy-connection", "hop")
        .header("proxy-authorization", "Basic hop")
        .header("te", "trailers, hop")
        .header("trailer", "hop")
        .header("upgrade", "hop/1")
        .header("cookie", "routex_session=hop")
        .header("x-forwarded-for", "203.0.113.7, hop")
        .header("forwarded", "for=hop")
        .header("x-anything-else", "hop")
        .header("x-stainless-lang", "listed");

    assert_eq!(call.send().await.status, 200);

    let seen = provider.seen().remove(0);
    assert!(
        !seen.contains("hop"),
        "{}",
        String::from_utf8_lossy(&seen.raw)
    );
    assert_eq!(seen.header("x-stainless-lang"), Some("listed"));
    assert!(!seen.contains(CLIENT_KEY));
}

#[tokio::test]
async fn line_09_answers_carry_nothing_of_the_providers_hop() {
    let (provider, app) = app().await;
    provider.respond(|_| {
        answers::good(OpenaiChat, "Yes.", false)
            .header("connection", "keep-alive, x-ratelimit-hop")
            .header("x-ratelimit-hop", "hop")
            .header("keep-alive", "timeout=5, hop")
            .header("proxy-authenticate", "Basic realm=hop")
            .header("set-cookie", "session=hop")
            .header("upgrade", "hop/1")
            .header("x-routex-channel", "hop")
    });

    let answer = app.ask(OpenaiChat, "m", false).send().await;

    assert_eq!(answer.status, 200);
    let hop = answer
        .headers
        .iter()
        .find(|(_, value)| value.contains("hop"));
    assert_eq!(hop, None);
    assert_eq!(answer.header("x-routex-channel"), Some("a"));
}

/// No line end finds its way into a head: neither through the path, nor through a header, nor through what is configured.
#[tokio::test]
async fn line_09_line_ends_are_no_headers() {
    let (provider, app) = app().await;
    for model in [
        "m%0d%0ax-injected:%201",
        "m%0ax-injected:%201",
        "m\\r\\nx-injected: 1",
    ] {
        let body = format!(r#"{{"model":"{model}","messages":[]}}"#);
        app.call("POST", "/v1/chat/completions")
            .body(body)
            .send()
            .await;
        let target = format!("/v1/models/{model}").replace(' ', "%20");
        app.call("GET", &target).send().await;
    }
    for header in [
        "x-stainless-a: 1\rx-injected: 1",
        "x-stainless-a: 1\r\n x-injected: 1",
        "x-stainless-a: \0x-injected",
    ] {
        raw(&app, header).await;
    }
    for seen in provider.seen() {
        let injected = seen
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("x-injected"));
        assert!(!injected, "{}", String::from_utf8_lossy(&seen.raw));
    }
}

/// Sends a request with a header that no client may send, and reads what comes until the connection is closed.
async fn raw(app: &TestApp, header: &str) {
    let body = r#"{"model":"m","messages":[]}"#;
    let request = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {CLIENT_KEY}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n{header}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(app.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = within("the end of the answer", stream.read_to_end(&mut answer)).await;
    assert!(
        read.is_err() || answer.starts_with(b"HTTP/1.1 "),
        "{header:?}"
    );
}

async fn app() -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(answers::good(OpenaiChat, "Yes.", false)).await;
    let config = Config::new()
        .operated()
        .channel(Channel::new("a", OpenaiChat, &provider));
    (provider, config.start().await)
}
