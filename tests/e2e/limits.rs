//! Limits that operators set and limits that providers announce: respected before they are hit.

use routex_entity::Dialect;
use routex_tests::{CLIENT_KEY, Channel, Config, FakeProvider, Gate, answers};

const DIALECT: Dialect = Dialect::OpenaiChat;

#[tokio::test]
async fn requests_beyond_a_channels_rpm_go_elsewhere() {
    let (first, second) = served("rpm = 3", 5).await;
    assert_eq!((first, second), (3, 2));
}

#[tokio::test]
async fn requests_beyond_a_channels_tpm_go_elsewhere() {
    // One answer uses 22 tokens; the second request finds no room.
    let (first, second) = served("tpm = 20", 3).await;
    assert_eq!((first, second), (1, 2));
}

#[tokio::test]
async fn requests_beyond_a_channels_concurrency_go_elsewhere() {
    // Arrange
    let gate = Gate::closed();
    let busy = FakeProvider::always(answers::good(DIALECT, "At last.", false).held_by(&gate)).await;
    let free = FakeProvider::always(answers::good(DIALECT, "At once.", false)).await;
    let app = pair(&busy, &free, "max_concurrency = 2").start().await;

    // Act
    let waiting = [(); 2].map(|()| tokio::spawn(app.ask(DIALECT, "m", false).send()));
    busy.wait_for_seen(2).await;
    let third = app.ask(DIALECT, "m", false).send().await;
    gate.open();

    // Assert: and the permits come back.
    assert_eq!(third.header("x-routex-channel"), Some("second"));
    for waiting in waiting {
        let answer = waiting.await.unwrap();
        assert_eq!(answer.header("x-routex-channel"), Some("first"));
    }
    let fourth = app.ask(DIALECT, "m", false).send().await;
    assert_eq!(fourth.header("x-routex-channel"), Some("first"));
}

#[tokio::test]
async fn a_credential_about_to_run_dry_is_passed_over_before_it_refuses() {
    for dialect in answers::MAIN_DIALECTS {
        // Arrange: the provider says that nothing is left for an hour.
        let (remaining, reset, when) = match dialect {
            Dialect::Anthropic => (
                "anthropic-ratelimit-requests-remaining",
                "anthropic-ratelimit-requests-reset",
                "2099-01-01T00:00:00Z",
            ),
            _ => (
                "x-ratelimit-remaining-requests",
                "x-ratelimit-reset-requests",
                "1h0m0s",
            ),
        };
        let last = answers::good(dialect, "The last one.", false)
            .header(remaining, "0")
            .header(reset, when);
        let dry = FakeProvider::always(last).await;
        let full = FakeProvider::always(answers::good(dialect, "Plenty.", false)).await;
        let app = Config::new()
            .set("affinity", "enabled = false")
            .channel(Channel::new("dry", dialect, &dry).set("priority = 0"))
            .channel(Channel::new("full", dialect, &full).set("priority = 1"))
            .start()
            .await;
        app.ask(dialect, "m", false).send().await;

        // Act
        let next = app.ask(dialect, "m", false).send().await;

        // Assert
        assert_eq!(next.header("x-routex-channel"), Some("full"), "{dialect}");
        assert_eq!(next.header("x-routex-attempts"), Some("1"), "{dialect}");
        assert_eq!(dry.count(), 1, "{dialect}");
    }
}

#[tokio::test]
async fn when_all_are_limited_the_client_hears_the_smallest_wait() {
    // Arrange
    let long = answers::refusal(DIALECT, 429).header("retry-after", "50");
    let short = answers::refusal(DIALECT, 429).header("retry-after", "20");
    let (long, short) = (
        FakeProvider::always(long).await,
        FakeProvider::always(short).await,
    );
    let app = pair(&long, &short, "").start().await;
    app.ask(DIALECT, "m", false).send().await;

    // Act
    let answer = app.ask(DIALECT, "m", false).send().await;

    // Assert
    assert_eq!(answer.status, 429, "{}", answer.text());
    let wait = answer.header("retry-after").map(str::parse::<u64>);
    assert!(matches!(wait, Some(Ok(1..=20))), "{wait:?}");
    assert_eq!((long.count(), short.count()), (1, 1));
}

#[tokio::test]
async fn a_client_keys_own_limit_is_told_in_its_dialect() {
    for dialect in answers::ALL_DIALECTS {
        // Arrange
        let provider = FakeProvider::always(answers::good(dialect, "Yes.", false)).await;
        let key = "rx-test-of-a-limited-client";
        let limited = format!("[[client_key]]\nname = \"limited\"\nkey = \"{key}\"\nrpm = 2\n");
        let app = Config::new()
            .channel(Channel::new("only", dialect, &provider))
            .table(&limited)
            .start()
            .await;
        let ask = |key: &str| {
            let target = answers::target(dialect, "m", false);
            let call = app.anonymous("POST", &target).bearer(key);
            call.json(&answers::request(dialect, "m", false)).send()
        };

        // Act
        let statuses = [ask(key).await.status, ask(key).await.status];
        let refused = ask(key).await;
        let other = ask(CLIENT_KEY).await;

        // Assert
        assert_eq!(statuses, [200, 200], "{dialect}");
        assert_eq!(refused.status, 429, "{dialect}");
        assert!(
            answers::is_error(dialect, &refused.json()),
            "{}",
            refused.text()
        );
        assert!(refused.header("retry-after").is_some(), "{dialect}");
        assert_eq!(other.status, 200, "{dialect}");
    }
}

#[tokio::test]
async fn the_first_of_two_limits_to_end_is_the_one_that_is_told() {
    // Arrange: the place that is asked last rests longer, and says so in milliseconds as well.
    let short = answers::refusal(DIALECT, 429).header("retry-after", "20");
    let long = answers::refusal(DIALECT, 429)
        .header("retry-after", "50")
        .header("retry-after-ms", "50000");
    let first = FakeProvider::always(short).await;
    let second = FakeProvider::always(long).await;
    let app = pair(&first, &second, "").start().await;

    // Act
    let answer = app.ask(DIALECT, "m", false).send().await;

    // Assert
    assert_eq!(answer.status, 429);
    let wait = answer.header("retry-after").map(str::parse::<u64>);
    assert!(matches!(wait, Some(Ok(1..=20))), "{wait:?}");
    assert_eq!(answer.header("retry-after-ms"), None);
}

/// How many of that many requests went to a channel with that limit, and how many to the one behind it.
async fn served(limit: &str, requests: usize) -> (usize, usize) {
    let first = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let second = FakeProvider::always(answers::good(DIALECT, "Yes.", false)).await;
    let app = pair(&first, &second, limit).start().await;
    for _ in 0..requests {
        let answer = app.ask(DIALECT, "m", false).send().await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    (first.count(), second.count())
}

fn pair(first: &FakeProvider, second: &FakeProvider, limit: &str) -> Config {
    Config::new()
        .set("affinity", "enabled = false")
        .channel(
            Channel::new("first", DIALECT, first)
                .set("priority = 0")
                .set(limit),
        )
        .channel(Channel::new("second", DIALECT, second).set("priority = 1"))
}
