//! Translated streams: held back, kept alive and left like those that pass as they are.

use std::time::{Duration, Instant};

use routex_entity::Dialect;
use routex_tests::{Config, FakeProvider, Gate, Incoming, Piece, Reply, answers, sse};

use super::{ANSWER, ask, ask_for_array, behind, broken_after_content, others, provided};

#[tokio::test]
async fn every_word_is_translated_when_it_comes() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange: the provider sends a word only when the client has seen the one before.
        let gate = Gate::closed();
        let frames = answers::frames(dialect, ANSWER);
        let mut reply = Reply::events().pieces(frames.preamble);
        for frame in frames.content {
            reply = reply.gate(&gate).piece(frame);
        }
        let (_provider, app) = provided(dialect, reply.pieces(frames.ending).end()).await;

        for client in others(dialect) {
            // Act and assert
            gate.release_one();
            let mut stream = ask(&app, client, true).open().await;
            assert_eq!(stream.status, 200, "{client} <- {dialect}");
            stream.read_until("One").await;
            for word in ["two", "three", "four"] {
                gate.release_one();
                stream.read_until(word).await;
            }
            assert!(stream.finish().await.whole, "{client} <- {dialect}");
        }
    }
}

#[tokio::test]
async fn a_stream_in_single_bytes_is_the_same() {
    for dialect in answers::ALL_DIALECTS {
        let reply = Reply::events()
            .trickle(answers::frames(dialect, ANSWER).all().concat())
            .end();
        let (_provider, app) = provided(dialect, reply).await;
        for client in others(dialect) {
            let answer = ask(&app, client, true).send().await;

            let case = format!("{client} <- {dialect}: {}", answer.text());
            assert_eq!(answers::stream_text(client, &answer.body), ANSWER, "{case}");
            assert!(answers::stream_is_complete(client, &answer.body), "{case}");
        }
    }
}

#[tokio::test]
async fn a_waiting_client_is_kept_company_in_its_own_form() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange: silence before the head, and again after the content.
        let (head, pause) = (Gate::closed(), Gate::closed());
        let frames = answers::frames(dialect, ANSWER);
        let reply = Reply::events()
            .held_by(&head)
            .pieces(frames.preamble)
            .pieces(frames.content)
            .gate(&pause)
            .pieces(frames.ending)
            .end();
        let provider = FakeProvider::always(reply).await;
        let config = Config::new().set("routing", "keep_alive_interval_ms = 50");
        let app = behind(dialect, &provider, config).await;

        for client in others(dialect) {
            // Act
            let mut stream = ask(&app, client, true).open().await;
            let mut heard = Vec::new();
            hear(&mut stream, &mut heard, |body| {
                signs_of_life(client, body) >= 2
            })
            .await;
            assert_eq!(answers::stream_text(client, &heard), "", "{client}");
            head.release_one();
            hear(&mut stream, &mut heard, |body| {
                answers::stream_text(client, body) == ANSWER
            })
            .await;
            let before = signs_of_life(client, &heard);
            hear(&mut stream, &mut heard, |body| {
                signs_of_life(client, body) >= before + 2
            })
            .await;
            pause.release_one();
            heard.extend_from_slice(&stream.finish().await.body);

            // Assert
            let case = format!("{client} <- {dialect}: {}", String::from_utf8_lossy(&heard));
            assert_eq!(answers::stream_text(client, &heard), ANSWER, "{case}");
            assert!(answers::stream_is_complete(client, &heard), "{case}");
            assert!(answers::stream_errors(client, &heard).is_empty(), "{case}");
        }
    }
}

#[tokio::test]
async fn a_waiting_array_is_still_an_array() {
    for dialect in others(Dialect::Gemini) {
        let head = Gate::closed();
        let reply = answers::good(dialect, ANSWER, true).held_by(&head);
        let provider = FakeProvider::always(reply).await;
        let config = Config::new().set("routing", "keep_alive_interval_ms = 50");
        let app = behind(dialect, &provider, config).await;

        let mut stream = ask_for_array(&app).open().await;
        let mut heard = Vec::new();
        hear(&mut stream, &mut heard, |body| body.len() >= 2).await;
        head.open();
        heard.extend_from_slice(&stream.finish().await.body);

        let chunks: serde_json::Value = serde_json::from_slice(&heard).unwrap();
        let texts = chunks.as_array().unwrap().iter();
        let texts = texts.map(|chunk| answers::text(Dialect::Gemini, chunk));
        assert_eq!(texts.collect::<String>(), ANSWER, "{dialect}");
    }
}

#[tokio::test]
async fn the_provider_is_left_within_a_second_of_the_client() {
    for dialect in answers::ALL_DIALECTS {
        let reply = broken_after_content(dialect).silence();
        let provider = FakeProvider::always(reply).await;
        let config = Config::new().set("routing", "keep_alive_interval_ms = 60000");
        let app = behind(dialect, &provider, config).await;
        for (number, client) in others(dialect).enumerate() {
            // Arrange
            let mut stream = ask(&app, client, true).open().await;
            stream.read_until("two").await;

            // Act
            let left = Instant::now();
            drop(stream);

            // Assert
            let closed = provider.wait_closed(number).await;
            let took = closed.saturating_duration_since(left);
            assert!(
                took < Duration::from_secs(1),
                "{client} <- {dialect}: {took:?}"
            );
        }
        for row in &app.rows().await.requests {
            assert_eq!(row.outcome, "client_cancelled", "{row:?}");
            assert!(row.usage_partial, "{row:?}");
        }
    }
}

async fn hear(stream: &mut Incoming, heard: &mut Vec<u8>, enough: impl Fn(&[u8]) -> bool) {
    while !enough(heard) {
        let Piece::Data(data) = stream.next().await else {
            let heard = String::from_utf8_lossy(heard);
            panic!("the stream ended early; it was: {heard}");
        };
        heard.extend_from_slice(&data);
    }
}

/// What says nothing, in the client's own form.
fn signs_of_life(client: Dialect, body: &[u8]) -> usize {
    match client {
        Dialect::Anthropic => {
            let events = sse::events(body).into_iter();
            let pings = events.filter(|event| event.name.as_deref() == Some("ping"));
            pings.count()
        }
        Dialect::Gemini => {
            let text = String::from_utf8_lossy(body);
            text.matches("\n\n").count() - sse::events(body).len()
        }
        Dialect::OpenaiChat | Dialect::OpenaiResponses => sse::comments(body).len(),
    }
}
