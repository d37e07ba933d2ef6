//! How many there may be of everything.

use routex_tests::{Channel, Config, FakeProvider, Gate, Piece, Reply, app::Process};
use tempfile::TempDir;

use super::*;

const DIALECT: Dialect = Dialect::OpenaiChat;
const PING: &str = "GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n";

#[tokio::test]
async fn a_low_soft_limit_of_file_descriptors_is_raised() {
    let directory = TempDir::new().unwrap();
    let arguments = ["serve", "--port", "0", "--data-dir", "."];
    let process = Process::listening_within(directory.path(), &arguments, 128).await;

    let mut served = Vec::new();
    for _ in 0..200 {
        let mut client = Raw::to(process.address).await;
        client.send(PING).await;
        assert_eq!(client.answer().await.0, 200);
        served.push(client);
    }
}

#[tokio::test]
async fn many_idle_connections_hinder_nobody_and_end() {
    let provider = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let app = Config::new()
        .set("server", "head_timeout_ms = 300")
        .channel(Channel::new("only", DIALECT, &provider))
        .start()
        .await;
    let mut idle = Vec::new();
    for _ in 0..300 {
        idle.push(Raw::connect(&app).await);
    }

    let answer = app.ask(DIALECT, "m", false).send().await;

    assert_eq!(answer.status, 200);
    within("the idle ones to be closed", async {
        for client in &mut idle {
            client.reader.closed().await;
        }
    })
    .await;
}

#[tokio::test]
async fn connections_past_the_limit_wait_until_one_ends() {
    // Arrange
    let provider = FakeProvider::start().await;
    let app = Config::new()
        .set("server", "workers = 1")
        .set("server", "max_connections = 3")
        .channel(Channel::new("only", DIALECT, &provider))
        .start()
        .await;
    let mut served = Vec::new();
    for _ in 0..3 {
        let mut client = Raw::connect(&app).await;
        client.send(PING).await;
        assert_eq!(client.answer().await.0, 200);
        served.push(client);
    }

    // Act
    let mut waiting = Raw::connect(&app).await;
    waiting.send(PING).await;
    let early = tokio::time::timeout(Duration::from_millis(300), waiting.reader.head()).await;
    served.pop();

    // Assert
    assert!(early.is_err(), "it must not be served before");
    assert_eq!(waiting.answer().await.0, 200);
}

#[tokio::test]
async fn line_10_streams_of_a_key_are_bounded_by_its_concurrency() {
    // Arrange
    let gate = Gate::closed();
    let frames = answers::frames(DIALECT, "One two.");
    let reply = Reply::events()
        .pieces(frames.preamble)
        .pieces(frames.content);
    let reply = reply.gate(&gate).pieces(frames.ending).end();
    let provider = FakeProvider::always(reply).await;
    let key = "rx-test-of-a-client-with-two";
    let app = Config::new()
        .channel(Channel::new("only", DIALECT, &provider))
        .table(&format!(
            "[[client_key]]\nname = \"two\"\nkey = \"{key}\"\nmax_concurrency = 2\n"
        ))
        .start()
        .await;
    let ask = || {
        let target = answers::target(DIALECT, "m", true);
        app.anonymous("POST", &target)
            .bearer(key)
            .json(&answers::request(DIALECT, "m", true))
    };
    let mut streams = Vec::new();
    for _ in 0..2 {
        let mut stream = ask().open().await;
        stream.read_until("One").await;
        streams.push(stream);
    }

    // Act
    let third = ask().send().await;
    gate.open();
    for mut stream in streams {
        while let Piece::Data(_) = stream.next().await {}
    }
    let fourth = ask().send().await;

    // Assert
    assert_eq!(third.status, 429, "{}", third.text());
    assert!(third.header("retry-after").is_some());
    assert!(answers::is_error(DIALECT, &third.json()));
    assert_eq!(fourth.status, 200);
}
