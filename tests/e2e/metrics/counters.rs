//! What is counted equals the rows of the log.

use std::collections::BTreeMap;

use routex_entity::Dialect;
use routex_tests::{
    Channel, Config, FakeProvider, Reply, answers, app::Rows, metrics::Scrape, within,
};

use super::scrape;

type Counts = BTreeMap<Vec<String>, f64>;

/// Two channels a dialect, the first of which fails, and one that always does; every dialect asks each of them.
#[tokio::test]
async fn counters_equal_the_rows_after_failovers() {
    // Arrange
    let mut config = Config::new().operated();
    let mut providers = Vec::new();
    for dialect in answers::ALL_DIALECTS {
        let bad = FakeProvider::always(answers::refusal(dialect, 529)).await;
        for stream in [false, true] {
            let good = FakeProvider::always(answers::good(dialect, "Yes.", stream)).await;
            let models = format!("models = [\"{dialect}-{stream}\"]");
            let named = |name: &str| format!("{dialect}-{name}-{stream}");
            config = config
                .channel(
                    Channel::new(&named("bad"), dialect, &bad)
                        .set(&models)
                        .set("priority = 0"),
                )
                .channel(
                    Channel::new(&named("good"), dialect, &good)
                        .set(&models)
                        .set("priority = 1"),
                );
            providers.push(good);
        }
        providers.push(bad);
    }
    let broken = FakeProvider::always(Reply::status(500).end()).await;
    let broken = Channel::new("broken", Dialect::OpenaiChat, &broken).set("models = [\"broken\"]");
    let app = config.channel(broken).start().await;

    // Act
    let mut asked = 0.0;
    for dialect in answers::ALL_DIALECTS {
        for stream in [false, true] {
            for _ in 0..3 {
                let model = format!("{dialect}-{stream}");
                app.ask(dialect, &model, stream).send().await;
                asked += 1.0;
            }
        }
    }
    for model in ["broken", "nobody-serves-this"] {
        app.ask(Dialect::OpenaiChat, model, false).send().await;
        asked += 1.0;
    }
    let scrape = within("every request to be counted", async {
        loop {
            let scrape = scrape(&app).await;
            if scrape.sum("routex_requests_total", &[]) >= asked {
                break scrape;
            }
        }
    })
    .await;
    let rows = app.rows().await;

    // Assert
    requests_agree(&scrape, &rows);
    attempts_agree(&scrape, &rows);
    tokens_agree(&scrape, &rows);
}

fn requests_agree(scrape: &Scrape, rows: &Rows) {
    let mut expected = Counts::new();
    for row in &rows.requests {
        let channel = row.channel.clone().unwrap_or_default();
        let key = vec![row.dialect_in.clone(), channel, row.outcome.clone()];
        *expected.entry(key).or_default() += 1.0;
    }
    for (key, count) in &expected {
        let labels = [
            ("dialect", &*key[0]),
            ("channel", &key[1]),
            ("outcome", &key[2]),
        ];
        assert_eq!(
            scrape.sum("routex_requests_total", &labels),
            *count,
            "{key:?}"
        );
    }
    let all = rows.requests.len();
    assert_eq!(scrape.sum("routex_requests_total", &[]), all as f64);
    let durations = scrape.sum("routex_request_duration_seconds_count", &[]);
    assert_eq!(durations, all as f64);
    let of_key = [("client_key", "test")];
    let of_key = scrape.sum("routex_client_key_requests_total", &of_key);
    assert_eq!(of_key, all as f64);
    // Both streams and whole answers of Gemini have paths of their own, with the model in them.
    assert!(
        scrape.sum(
            "routex_requests_total",
            &[("endpoint", "gemini_stream_generate")]
        ) > 0.0
    );
    assert_eq!(
        scrape.sum("routex_requests_total", &[("endpoint", "gemini_other")]),
        0.0
    );
}

fn attempts_agree(scrape: &Scrape, rows: &Rows) {
    let mut expected = Counts::new();
    for row in &rows.attempts {
        let key = vec![row.channel.clone(), row.outcome.clone()];
        *expected.entry(key).or_default() += 1.0;
    }
    for (key, count) in &expected {
        let labels = [("channel", &*key[0]), ("outcome", &key[1])];
        assert_eq!(
            scrape.sum("routex_attempts_total", &labels),
            *count,
            "{key:?}"
        );
    }
    assert_eq!(scrape.count("routex_attempts_total", &[]), expected.len());
    let tried = rows.requests.iter().filter(|request| {
        let mut attempts = rows.attempts.iter();
        attempts.any(|attempt| attempt.request_id == request.id)
    });
    let retries = rows.attempts.len() - tried.clone().count();
    assert_eq!(scrape.sum("routex_retries_total", &[]), retries as f64);
    let overheads = scrape.sum("routex_request_overhead_seconds_count", &[]);
    assert_eq!(overheads, tried.count() as f64);
    let moved = scrape.sum("routex_failovers_total", &[]);
    assert!(
        moved > 0.0 && moved <= retries as f64,
        "{moved} of {retries}"
    );
}

fn tokens_agree(scrape: &Scrape, rows: &Rows) {
    type Tokens = fn(&routex_tests::app::RequestRow) -> i64;
    let kinds: [(&str, Tokens); 3] = [
        ("input", |row| row.input_tokens),
        ("cache_read", |row| row.cache_read_tokens),
        ("output", |row| row.output_tokens),
    ];
    let mut all = 0.0;
    for (kind, tokens) in kinds {
        let expected: i64 = rows.requests.iter().map(tokens).sum();
        assert!(expected > 0, "{kind}");
        let told = scrape.sum("routex_tokens_total", &[("kind", kind)]);
        assert_eq!(told, expected as f64, "{kind}");
        all += told;
    }
    assert_eq!(scrape.sum("routex_client_key_tokens_total", &[]), all);
    // Nobody has set a price for these models.
    assert_eq!(scrape.sum("routex_cost_usd_total", &[]), 0.0);
    assert!(scrape.sum("routex_cost_unknown_total", &[]) > 0.0);
    assert!(
        !rows
            .requests
            .iter()
            .any(|row| row.cost_nano_usd.is_some_and(|cost| cost > 0))
    );
}

#[tokio::test]
async fn what_was_paid_is_told_to_the_last_digit() {
    let provider = FakeProvider::always(answers::good(Dialect::OpenaiChat, "Yes.", false)).await;
    let app = Config::new()
        .operated()
        .channel(Channel::new("a", Dialect::OpenaiChat, &provider))
        .start()
        .await;
    let models = app.admin("GET", "/prices").send().await.json();
    let priced = models["items"][0]["model"]
        .as_str()
        .expect("a model")
        .to_owned();

    for _ in 0..3 {
        app.ask(Dialect::OpenaiChat, &priced, false).send().await;
    }
    let scrape = within("every request to be counted", async {
        loop {
            let scrape = scrape(&app).await;
            if scrape.sum("routex_requests_total", &[]) >= 3.0 {
                break scrape;
            }
        }
    })
    .await;
    let rows = app.rows().await;

    let nanos: i64 = rows
        .requests
        .iter()
        .filter_map(|row| row.cost_nano_usd)
        .sum();
    assert!(nanos > 0, "{priced} has a price");
    let labels = [("channel", "a"), ("model", &*priced)];
    let told = scrape.sum("routex_cost_usd_total", &labels);
    assert_eq!(told, nanos as f64 / 1e9);
    assert_eq!(scrape.sum("routex_client_key_cost_usd_total", &[]), told);
    assert_eq!(scrape.sum("routex_cost_unknown_total", &labels), 0.0);
}
