//! The test library itself: a fake provider that did not do as it is told would make every other test worthless.

use routex_entity::Dialect;
use routex_tests::{Call, FakeProvider, Gate, Piece, Reply, answers};

fn call(provider: &FakeProvider, target: &str) -> Call {
    Call::new(provider.address(), "POST", target)
}

#[tokio::test]
async fn requests_are_recorded_as_they_came() {
    let provider = FakeProvider::always(Reply::json(200, &serde_json::json!({"ok": true}))).await;
    let answer = call(&provider, "/v1/x?beta=true")
        .header("X-Odd-Case", "1")
        .body("{ \"a\" : 1 }")
        .send()
        .await;
    assert_eq!((answer.status, answer.whole), (200, true));
    assert_eq!(answer.json()["ok"], true);
    let seen = &provider.seen()[0];
    assert_eq!(seen.path(), "/v1/x");
    assert_eq!(seen.query(), Some("beta=true"));
    assert_eq!(seen.body, "{ \"a\" : 1 }");
    assert!(seen.contains("X-Odd-Case: 1"));
}

#[tokio::test]
async fn a_gate_holds_what_is_behind_it() {
    let gate = Gate::closed();
    let reply = Reply::events().piece("one").gate(&gate).piece("two").end();
    let provider = FakeProvider::always(reply).await;
    let mut answer = call(&provider, "/").open().await;
    assert_eq!(answer.next().await, Piece::Data("one".into()));
    gate.release_one();
    assert_eq!(answer.next().await, Piece::Data("two".into()));
    assert_eq!(answer.next().await, Piece::End);
}

#[tokio::test]
async fn broken_answers_are_seen_as_broken() {
    for reply in [
        Reply::events().piece("half").close(),
        Reply::events().piece("half").reset(),
        Reply::status(200).announce(10).piece("half").close(),
    ] {
        let provider = FakeProvider::always(reply).await;
        assert!(!call(&provider, "/").send().await.whole);
    }
    for reply in [Reply::reset_at_once(), Reply::close_at_once()] {
        let provider = FakeProvider::always(reply).await;
        assert!(call(&provider, "/").try_open().await.is_err());
    }
}

#[tokio::test]
async fn a_trickle_comes_in_single_bytes() {
    let provider = FakeProvider::always(Reply::events().trickle("abc").end()).await;
    let mut answer = call(&provider, "/").open().await;
    for byte in ["a", "b", "c"] {
        assert_eq!(answer.next().await, Piece::Data(byte.into()));
    }
}

#[tokio::test]
async fn a_peer_that_leaves_is_noticed() {
    let provider = FakeProvider::always(Reply::never()).await;
    let client = call(&provider, "/").send_and_leave().await;
    provider.wait_for_seen(1).await;
    drop(client);
    provider.wait_closed(0).await;
}

#[tokio::test]
async fn queued_answers_go_first() {
    let provider = FakeProvider::always(Reply::status(200)).await;
    provider.enqueue(Reply::status(503));
    assert_eq!(call(&provider, "/").send().await.status, 503);
    assert_eq!(call(&provider, "/").send().await.status, 200);
}

#[tokio::test]
async fn good_answers_read_back_in_every_dialect() {
    for dialect in answers::ALL_DIALECTS {
        let text = "Two words.";
        let whole = answers::whole(dialect, text);
        assert_eq!(answers::text(dialect, &whole), text, "{dialect}");
        let stream = answers::frames(dialect, text).all().concat();
        let stream = stream.as_bytes();
        assert_eq!(answers::stream_text(dialect, stream), text, "{dialect}");
        assert!(answers::stream_is_complete(dialect, stream), "{dialect}");
        assert!(
            answers::stream_errors(dialect, stream).is_empty(),
            "{dialect}"
        );
        let error = answers::error_frame(dialect, "no");
        let errors = answers::stream_errors(dialect, error.as_bytes());
        assert_eq!(errors.len(), 1, "{dialect}");
        assert!(dialect == Dialect::OpenaiResponses || answers::is_error(dialect, &errors[0]));
    }
}
