//! Whether Routex says that it is ready when it is, and only then.

use routex_tests::{Channel, Config, FakeProvider, Reply};

use super::*;

const DIALECT: Dialect = Dialect::OpenaiChat;

#[tokio::test]
async fn without_a_channel_it_is_alive_and_not_ready() {
    let app = Config::new().start().await;

    let live = app.anonymous("GET", "/health/live").send().await;
    let ready = app.anonymous("GET", "/health/ready").send().await;

    assert_eq!(live.status, 200);
    assert_eq!(ready.status, 503);
    assert_eq!(ready.json()["status"], "no_channel");
}

#[tokio::test]
async fn with_a_full_journal_it_is_alive_not_ready_and_refuses_with_a_word_about_when_to_come_back()
{
    // Arrange: what is in flight is in the journal, here with long names of models.
    let provider = FakeProvider::always(Reply::never()).await;
    let app = Config::new()
        .set("journal", "max_bytes = 1048576")
        .channel(Channel::new("only", DIALECT, &provider))
        .start()
        .await;
    let model = "m".repeat(250);
    let mut in_flight = Vec::new();
    let is_ready = async || {
        let answer = app.anonymous("GET", "/health/ready").send().await;
        (answer.status, answer.json()["status"].clone())
    };
    within("the journal to be full", async {
        let mut refusals = 0;
        // What was refused is in the journal, too, until the database has it: only a lasting lack of room counts.
        while refusals < 20 {
            // When there is no room for a long name, there still may be for a short one.
            for model in [&*model, "m"] {
                in_flight.push(app.ask(DIALECT, model, false).send_and_leave().await);
            }
            match is_ready().await.0 {
                200 => refusals = 0,
                _ => refusals += 1,
            }
        }
    })
    .await;

    // Act
    let refused = app.ask(DIALECT, &model, false).send().await;

    // Assert
    assert_eq!(is_ready().await, (503, "journal_full".into()));
    assert_eq!(
        app.anonymous("GET", "/health/live").send().await.status,
        200
    );
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert!(refused.header("retry-after").is_some());
    assert!(answers::is_error(DIALECT, &refused.json()));
}
