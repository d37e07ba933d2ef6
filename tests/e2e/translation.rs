//! A client of any dialect is served by a provider of any other.

mod before_sending;
mod counting;
mod errors;
mod errors_told;
mod failover;
mod moved;
mod pairs;
mod streams;
mod unasked;

use routex_entity::Dialect;
use routex_tests::{Call, Channel, Config, FakeProvider, Reply, TestApp, answers};

const ANSWER: &str = "One two three four.";

fn others(dialect: Dialect) -> impl Iterator<Item = Dialect> {
    answers::ALL_DIALECTS
        .into_iter()
        .filter(move |other| *other != dialect)
}

/// A provider behind one channel for each client of another dialect, so that what happens to one says nothing to the
/// others.
async fn provided(dialect: Dialect, reply: Reply) -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(reply).await;
    let app = behind(dialect, &provider, Config::new()).await;
    (provider, app)
}

async fn behind(dialect: Dialect, provider: &FakeProvider, config: Config) -> TestApp {
    let config = config.set("routing", "idle_timeout_ms = 500");
    let channels = others(dialect).map(|client| {
        let name = client.as_str();
        Channel::new(name, dialect, provider).set(&format!("models = [\"{name}\"]"))
    });
    channels.fold(config, Config::channel).start().await
}

/// A client asks through its channel.
fn ask(app: &TestApp, client: Dialect, stream: bool) -> Call {
    app.ask(client, client.as_str(), stream)
}

/// The same of a Gemini client that wants its stream as an array.
fn ask_for_array(app: &TestApp) -> Call {
    let body = answers::request(Dialect::Gemini, "gemini", true);
    app.call("POST", "/v1beta/models/gemini:streamGenerateContent")
        .json(&body)
}

/// Preamble and two words.
fn broken_after_content(dialect: Dialect) -> Reply {
    let frames = answers::frames(dialect, ANSWER);
    let content = frames.content.into_iter().take(2);
    Reply::events().pieces(frames.preamble).pieces(content)
}
