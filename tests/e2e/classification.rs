//! What every failure means: with a second channel the client sees nothing but the answer, with one it sees an honest error.

mod alone;
mod failover;
mod neutral;
mod standing;

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, Reply, TestApp, answers};

const GOOD: &str = "This is the good answer.";

/// A failing channel, tried first, and a good one behind it.
struct Pair {
    bad: FakeProvider,
    good: FakeProvider,
    app: TestApp,
}

impl Pair {
    async fn start(dialect: Dialect, failing: Reply, stream: bool) -> Self {
        let bad = FakeProvider::always(failing).await;
        let good = FakeProvider::always(answers::good(dialect, GOOD, stream)).await;
        let app = Config::new()
            .set("routing", "strategy = \"priority\"")
            // Equal requests are one conversation, and its pin would move away with the first failure.
            .set("affinity", "enabled = false")
            .set("routing", "first_byte_timeout_ms = 500")
            .channel(Channel::new("bad", dialect, &bad).set("priority = 0"))
            .channel(Channel::new("good", dialect, &good).set("priority = 1"))
            .start()
            .await;
        Self { bad, good, app }
    }
}

/// One channel, and nothing to fall back on.
async fn alone(dialect: Dialect, reply: Reply) -> (FakeProvider, TestApp) {
    let provider = FakeProvider::always(reply).await;
    let app = Config::new()
        .set("affinity", "enabled = false")
        .set("routing", "first_byte_timeout_ms = 500")
        .channel(Channel::new("only", dialect, &provider))
        .start()
        .await;
    (provider, app)
}
