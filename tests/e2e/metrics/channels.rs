//! What is looked at when the scrape comes: how channels are.

use routex_entity::Dialect;
use routex_tests::{Channel, Config, FakeProvider, Gate, answers, within};

use super::scrape;

const DIALECT: Dialect = Dialect::OpenaiChat;

#[tokio::test]
async fn a_failing_channel_is_told_to_be_open() {
    let bad = FakeProvider::always(answers::refusal(DIALECT, 500)).await;
    let good = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let app = Config::new()
        .operated()
        .set("breaker", "consecutive_failures = 1\nopen_ms = 300000")
        .channel(Channel::new("bad", DIALECT, &bad).set("priority = 0"))
        .channel(Channel::new("good", DIALECT, &good).set("priority = 1"))
        .channel(Channel::new("off", DIALECT, &good).set("enabled = false"))
        .start()
        .await;

    app.ask(DIALECT, "m", false).send().await;

    let scrape = scrape(&app).await;
    for (channel, state) in [("bad", "open"), ("good", "closed"), ("off", "disabled")] {
        let of = [("channel", channel)];
        let now = [("channel", channel), ("state", state)];
        assert_eq!(scrape.sum("routex_channel_state", &of), 1.0, "{channel}");
        assert_eq!(scrape.sum("routex_channel_state", &now), 1.0, "{channel}");
        assert_eq!(scrape.count("routex_channel_state", &of), 5, "{channel}");
    }
    let open = [("channel", "bad"), ("state", "open")];
    assert_eq!(scrape.sum("routex_channel_breakers", &open), 1.0);
    assert_eq!(scrape.sum("routex_channel_credentials", &open), 1.0);
    assert_eq!(scrape.sum("routex_ready", &[]), 1.0);
    for part in ["router", "ledger"] {
        assert_eq!(scrape.sum("routex_part_responds", &[("part", part)]), 1.0);
    }
    assert!(scrape.sum("process_resident_memory_bytes", &[]) > 1e6);
}

#[tokio::test]
async fn limits_tell_what_is_left_of_them() {
    let gate = Gate::closed();
    let held = answers::good(DIALECT, "Yes.", false).held_by(&gate);
    let provider = FakeProvider::always(held).await;
    let app = Config::new()
        .operated()
        .channel(Channel::new("a", DIALECT, &provider).set("max_concurrency = 3\nrpm = 10"))
        .start()
        .await;

    let waiting = tokio::spawn(app.ask(DIALECT, "m", false).send());
    provider.wait_for_seen(1).await;
    let during = scrape(&app).await;
    gate.open();
    waiting.await.unwrap();

    for (limit, most, left) in [("concurrency", 3.0, 2.0), ("rpm", 10.0, 9.0)] {
        let labels = [("channel", "a"), ("limit", limit)];
        assert_eq!(during.sum("routex_channel_limit", &labels), most);
        let told = during.sum("routex_channel_limit_remaining", &labels);
        assert_eq!(told, left, "{limit}");
    }
    assert_eq!(
        during.count("routex_channel_limit", &[]),
        2,
        "no tpm is set"
    );
    assert_eq!(during.sum("routex_channel_in_flight", &[]), 1.0);
    assert_eq!(during.sum("routex_journal_entries", &[]), 1.0);
}

#[tokio::test]
async fn what_providers_announce_is_told_until_it_is_renewed() {
    let reply = answers::good(DIALECT, "Yes.", false)
        .header("x-ratelimit-remaining-requests", "41")
        .header("x-ratelimit-reset-requests", "1h0m0s");
    let provider = FakeProvider::always(reply).await;
    let app = Config::new()
        .operated()
        .channel(Channel::new("a", DIALECT, &provider))
        .start()
        .await;
    let requests = [("channel", "a"), ("limit", "requests")];
    let before = scrape(&app).await;
    assert_eq!(before.count("routex_channel_upstream_remaining", &[]), 0);

    app.ask(DIALECT, "m", false).send().await;

    let after = within("the announcement", async {
        loop {
            let scrape = scrape(&app).await;
            if scrape.count("routex_channel_upstream_remaining", &[]) > 0 {
                break scrape;
            }
        }
    })
    .await;
    assert_eq!(
        after.sum("routex_channel_upstream_remaining", &requests),
        41.0
    );
    assert_eq!(after.count("routex_channel_upstream_remaining", &[]), 1);
}
