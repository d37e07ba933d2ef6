use super::*;
use crate::{
    metrics::{Format, Metrics, Reading},
    store::testing::record,
};

fn scraped(records: &[RequestRecord]) -> String {
    let metrics = Metrics::default();
    for record in records {
        metrics.finished(record);
    }
    metrics
        .scrape(Reading::default(), Format::Prometheus)
        .unwrap()
}

/// The value of a series, `name{label="value"}`.
fn value_of(text: &str, series: &str) -> Option<String> {
    let mut samples = text.lines().filter_map(|line| line.rsplit_once(' '));
    let found = samples.find(|(name, _)| *name == series);
    found.map(|(_, value)| value.to_owned())
}

#[track_caller]
fn has(text: &str, samples: &[&str]) {
    for sample in samples {
        assert!(
            text.lines().any(|line| line == *sample),
            "{sample} is not in\n{text}"
        );
    }
}

/// Two attempts at one channel, or at the two that are named.
fn moved(first: &str, second: &str) -> RequestRecord {
    let mut record = record();
    record.attempts[0].channel = first.to_owned();
    record.attempts[1].channel = second.to_owned();
    record.channel = Some(second.to_owned());
    record
}

#[test]
fn a_request_is_counted_with_all_its_attempts() {
    let record = RequestRecord {
        endpoint: "/v1/chat/completions".to_owned(),
        dialect_in: routex_entity::Dialect::OpenaiChat,
        ..moved("a", "b")
    };
    let text = scraped(&[record.clone(), record]);

    has(
        &text,
        &[
            r#"routex_requests_total{endpoint="chat_completions",dialect="openai_chat",channel="b",outcome="success"} 2"#,
            r#"routex_attempts_total{channel="a",outcome="rate_limited"} 2"#,
            r#"routex_attempts_total{channel="b",outcome="success"} 2"#,
            r#"routex_retries_total{channel="b"} 2"#,
            r#"routex_failovers_total{channel="a"} 2"#,
            r#"routex_tokens_total{channel="b",model="gpt-5.4",kind="output"} 100"#,
            r#"routex_tokens_total{channel="b",model="gpt-5.4",kind="cache_write_long"} 8"#,
            r#"routex_reasoning_tokens_total{channel="b",model="gpt-5.4"} 20"#,
            r#"routex_attempt_duration_seconds_count{channel="a"} 2"#,
            "routex_request_overhead_seconds_count 2",
        ],
    );
    let failovers = r#"routex_failovers_total{channel="b"}"#;
    assert_eq!(value_of(&text, failovers), None);
    let retries = r#"routex_retries_total{channel="a"}"#;
    assert_eq!(value_of(&text, retries), None);
}

#[test]
fn a_retry_at_the_same_channel_is_no_failover() {
    let text = scraped(&[moved("a", "a")]);

    has(&text, &[r#"routex_retries_total{channel="a"} 1"#]);
    assert!(!text.contains("routex_failovers_total{"));
}

#[test]
fn an_unknown_price_is_no_cost_of_zero() {
    let mut priced = record();
    priced.attempts[1].cost_nano_usd = Some(1_500_000_000);
    priced.attempts[1].model_served = "priced".to_owned();
    let mut unpriced = record();
    unpriced.attempts[1].cost_nano_usd = None;
    unpriced.attempts[1].model_served = "unpriced".to_owned();

    let text = scraped(&[priced, unpriced]);

    has(
        &text,
        &[
            r#"routex_cost_usd_total{channel="openai-a",model="priced"} 1.5"#,
            r#"routex_cost_unknown_total{channel="openai-a",model="priced"} 0"#,
            r#"routex_cost_usd_total{channel="openai-a",model="unpriced"} 0.0"#,
            r#"routex_cost_unknown_total{channel="openai-a",model="unpriced"} 1"#,
        ],
    );
}

#[test]
fn what_clients_send_is_no_label_until_a_provider_has_answered_for_it() {
    let mut guessed = record();
    guessed.endpoint = "/v1beta/models/secret-name:generateContent".to_owned();
    guessed.model_requested = "guessed".to_owned();
    guessed.attempts[1].model_served = "guessed".to_owned();
    guessed.attempts[1].outcome = Outcome::UpstreamError;

    let text = scraped(&[guessed]);

    assert!(!text.contains("guessed") && !text.contains("secret-name"));
    has(
        &text,
        &[r#"routex_tokens_total{channel="openai-a",model="other",kind="input"} 100"#],
    );
}

#[test]
fn series_are_bounded_whatever_models_providers_answer_for() {
    let metrics = Metrics::default();
    for number in 0..3 * MOST_MODELS {
        let mut record = record();
        record.attempts[1].model_served = format!("model-{number}");
        metrics.finished(&record);
    }

    let text = metrics.scrape(Reading::default(), Format::Prometheus);

    let text = text.unwrap();
    let models = text.matches("routex_cost_unknown_total{").count();
    assert_eq!(models, MOST_MODELS + 1);
    let output = r#"routex_tokens_total{channel="openai-a",model="other",kind="output"}"#;
    let rest = 50 * 2 * MOST_MODELS;
    assert_eq!(value_of(&text, output), Some(rest.to_string()));
}

#[test]
fn a_name_cannot_break_out_of_its_label() {
    let mut odd = record();
    odd.attempts[1].model_served = "a\"} 1\nroutex_ready 7\\".to_owned();

    let text = scraped(&[odd]);

    assert!(text.contains(r#"model="a\"} 1\nroutex_ready 7\\",kind="input"} 100"#));
    assert!(!text.lines().any(|line| line.starts_with("routex_ready 7")));
}

#[test]
fn conversations_are_counted_by_where_they_went() {
    let of = |session: Option<&str>, decision: &str| RequestRecord {
        session: session.map(str::to_owned),
        decision: decision.to_owned(),
        ..record()
    };
    let text = scraped(&[
        of(Some("s"), "session"),
        of(Some("s"), "session;translated"),
        of(Some("s"), "pinned"),
        of(Some("s"), "failover;a:breaker_open"),
        of(None, "session"),
    ]);

    has(
        &text,
        &[
            r#"routex_session_requests_total{placement="session"} 2"#,
            r#"routex_session_requests_total{placement="pinned"} 1"#,
            r#"routex_session_requests_total{placement="placed"} 1"#,
        ],
    );
}

#[test]
fn outcomes_are_in_the_order_of_their_list() {
    for (place, outcome) in Outcome::ALL.iter().enumerate() {
        assert_eq!(super::place(*outcome), place);
    }
}
