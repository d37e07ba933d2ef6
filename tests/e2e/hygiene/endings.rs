//! Answers whose end is easily misread.

use routex_tests::{Channel, Config, FakeProvider, Reply};

use super::*;

#[tokio::test]
async fn an_array_that_is_cut_behind_its_last_element_is_no_complete_answer() {
    // Arrange: Gemini without `alt=sse`.
    let dialect = Dialect::Gemini;
    let whole = answers::whole(dialect, "One two.");
    let body = format!("[{whole}");
    let reply = Reply::status(200).header("content-type", "application/json");
    let provider = FakeProvider::always(reply.piece(body)).await;
    let app = Config::new()
        .channel(Channel::new("only", dialect, &provider))
        .start()
        .await;

    // Act
    let answer = app
        .call("POST", "/v1beta/models/m:streamGenerateContent")
        .json(&answers::request(dialect, "m", true))
        .send()
        .await;

    // Assert: the client can read it, and reads that it is not all.
    let elements = answer.json();
    let elements = elements.as_array().unwrap();
    assert_eq!(elements[0], whole);
    assert!(
        answers::is_error(dialect, elements.last().unwrap()),
        "{elements:?}"
    );
    let rows = app.rows().await;
    assert_eq!(rows.only_request().outcome, "truncated");
}

#[tokio::test]
async fn the_repetition_of_a_failed_response_is_no_failure_of_the_channel() {
    // Arrange
    let dialect = Dialect::OpenaiResponses;
    let made = serde_json::json!({
        "type": "response.created", "sequence_number": 0,
        "response": { "id": "resp_1", "status": "in_progress", "model": "m", "output": [] },
    });
    let failed = serde_json::json!({
        "type": "response.failed", "sequence_number": 1,
        "response": {
            "id": "resp_1", "status": "failed", "model": "m", "output": [],
            "error": { "code": "server_error", "message": "it broke when it was made" },
        },
    });
    let replay = format!(
        "event: response.created\ndata: {made}\n\nevent: response.failed\ndata: {failed}\n\n"
    );
    let provider = FakeProvider::start().await;
    let mut first = answers::whole(dialect, "Yes.");
    first["id"] = "resp_1".into();
    provider.enqueue(Reply::json(200, &first));
    let app = Config::new()
        .set("breaker", "consecutive_failures = 1")
        .channel(Channel::new("only", dialect, &provider))
        .start()
        .await;
    let created = app.ask(dialect, "m", false).send().await;
    assert_eq!(created.status, 200, "{}", created.text());

    for _ in 0..2 {
        provider.enqueue(Reply::events().piece(replay.clone()).end());

        // Act
        let answer = app
            .call("GET", "/v1/responses/resp_1?stream=true")
            .send()
            .await;

        // Assert: word for word, and the breaker stays shut.
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.text(), replay);
    }
    let rows = app.rows().await;
    assert!(
        rows.requests.iter().all(|row| row.outcome == "success"),
        "{rows:?}"
    );
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_a_connect_error_and_another_channel_serves() {
    // Arrange
    let dialect = Dialect::OpenaiChat;
    let provider = FakeProvider::always(answers::good(dialect, "Yes.", false)).await;
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let proxied = Channel::new("proxied", dialect, &provider)
        .set(&format!("proxy = \"socks5://user:canary@{address}\""))
        .set("priority = 0");
    let app = Config::new()
        .channel(proxied)
        .channel(Channel::new("direct", dialect, &provider).set("priority = 1"))
        .start()
        .await;

    // Act
    let answer = app.ask(dialect, "m", false).send().await;

    // Assert
    assert_eq!(answer.header("x-routex-channel"), Some("direct"));
    assert!(!app.log().contains("canary"));
    let rows = app.rows().await;
    assert_eq!(rows.attempt_outcomes(), ["connect_error", "success"]);
}
