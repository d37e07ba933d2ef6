//! Providers that answer otherwise than they were asked: whole instead of streamed, streamed instead of whole.

use routex_entity::Dialect;
use routex_tests::{Config, FakeProvider, Gate, Reply, answers};

use super::{ANSWER, ask, behind, others, provided};

#[tokio::test]
async fn a_whole_answer_is_told_as_the_stream_that_was_asked_for() {
    for dialect in answers::ALL_DIALECTS {
        let (_provider, app) = provided(dialect, answers::good(dialect, ANSWER, false)).await;
        for client in others(dialect) {
            let answer = ask(&app, client, true).send().await;

            let case = format!("{client} <- {dialect}: {}", answer.text());
            assert_eq!(answer.status, 200, "{case}");
            let kind = answer.header("content-type").unwrap();
            assert!(kind.starts_with("text/event-stream"), "{case}");
            assert_eq!(answers::stream_text(client, &answer.body), ANSWER, "{case}");
            assert!(answers::stream_is_complete(client, &answer.body), "{case}");
        }
        for row in &app.rows().await.requests {
            assert_eq!(row.outcome, "success", "{row:?}");
            assert_eq!((row.input_tokens, row.output_tokens), (11, 7), "{row:?}");
        }
    }
}

#[tokio::test]
async fn a_whole_answer_follows_keep_alives_too() {
    for dialect in answers::ALL_DIALECTS {
        let gate = Gate::closed();
        let reply = answers::good(dialect, ANSWER, false).held_by(&gate);
        let provider = FakeProvider::always(reply).await;
        let config = Config::new().set("routing", "keep_alive_interval_ms = 50");
        let app = behind(dialect, &provider, config).await;
        for client in others(dialect) {
            let mut stream = ask(&app, client, true).open().await;
            stream.next().await;
            gate.release_one();
            let answer = stream.finish().await;

            let case = format!("{client} <- {dialect}: {}", answer.text());
            assert_eq!(answers::stream_text(client, &answer.body), ANSWER, "{case}");
            assert!(answers::stream_is_complete(client, &answer.body), "{case}");
        }
    }
}

#[tokio::test]
async fn a_stream_is_put_together_for_a_client_that_wants_it_whole() {
    for dialect in answers::ALL_DIALECTS {
        let (_provider, app) = provided(dialect, answers::good(dialect, ANSWER, true)).await;
        for client in others(dialect) {
            let answer = ask(&app, client, false).send().await;

            let case = format!("{client} <- {dialect}: {}", answer.text());
            assert_eq!(answer.status, 200, "{case}");
            let kind = answer.header("content-type").unwrap();
            assert!(kind.starts_with("application/json"), "{case}");
            assert_eq!(answers::text(client, &answer.json()), ANSWER, "{case}");
        }
        for row in &app.rows().await.requests {
            assert_eq!(row.outcome, "success", "{row:?}");
            assert_eq!((row.input_tokens, row.output_tokens), (11, 7), "{row:?}");
        }
    }
}

#[tokio::test]
async fn an_array_is_read_where_gemini_was_asked_for_events() {
    let frames = answers::frames(Dialect::Gemini, ANSWER).all();
    let chunks: Vec<&str> = frames
        .iter()
        .map(|frame| frame.trim_start_matches("data: ").trim_end())
        .collect();
    let reply = Reply::status(200)
        .header("content-type", "application/json")
        .piece(format!("[{}]", chunks.join(",\n")));
    let (_provider, app) = provided(Dialect::Gemini, reply).await;
    for client in others(Dialect::Gemini) {
        let answer = ask(&app, client, true).send().await;

        let case = format!("{client}: {}", answer.text());
        assert_eq!(answers::stream_text(client, &answer.body), ANSWER, "{case}");
        assert!(answers::stream_is_complete(client, &answer.body), "{case}");
    }
}

#[tokio::test]
async fn an_answer_that_is_packed_or_no_answer_at_all_is_an_error() {
    for dialect in answers::ALL_DIALECTS {
        let packed = answers::good(dialect, ANSWER, false).header("content-encoding", "br");
        let text = Reply::status(200).piece("hello");
        for reply in [packed, text, Reply::json(200, &serde_json::json!({}))] {
            let (_provider, app) = provided(dialect, reply).await;
            for client in others(dialect) {
                let answer = ask(&app, client, false).send().await;

                let case = format!("{client} <- {dialect}: {}", answer.text());
                assert_eq!(answer.status, 502, "{case}");
                assert!(answers::is_error(client, &answer.json()), "{case}");
            }
        }
    }
}
