use std::time::UNIX_EPOCH;

use actix_http::header::HeaderValue;
use proptest::prelude::*;

use super::*;

fn wall() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_700_000_000)
}

fn map(lines: &[(&'static str, &str)]) -> HeaderMap {
    lines
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            )
        })
        .collect()
}

/// (remaining, seconds) of requests and tokens.
type Pair = (Option<(u64, u64)>, Option<(u64, u64)>);

fn read(dialect: Dialect, lines: &[(&'static str, &str)]) -> Option<Pair> {
    let pair = |allowance: Allowance| (allowance.remaining, allowance.reset_in.as_secs());
    forecast(dialect, &map(lines), Instant::now(), wall())
        .map(|forecast| (forecast.requests.map(pair), forecast.tokens.map(pair)))
}

#[test]
fn openai_counters() {
    let lines = [
        ("x-ratelimit-remaining-requests", "59"),
        ("x-ratelimit-reset-requests", "1s"),
        ("x-ratelimit-remaining-tokens", "149984"),
        ("x-ratelimit-reset-tokens", "6m0s"),
    ];

    assert_eq!(
        read(Dialect::OpenaiChat, &lines),
        Some((Some((59, 1)), Some((149_984, 360))))
    );
}

#[test]
fn azures_unknowns_promise_nothing() {
    for (remaining, reset) in [
        ("-1", "10"),
        ("0", "-1"),
        ("0", "0"),
        ("x", "1s"),
        ("5", ""),
    ] {
        let lines = [
            ("x-ratelimit-remaining-requests", remaining),
            ("x-ratelimit-reset-requests", reset),
        ];
        assert_eq!(
            read(Dialect::OpenaiChat, &lines),
            None,
            "{remaining} {reset}"
        );
    }
    let lines = [
        ("x-ratelimit-remaining-tokens", "0"),
        ("x-ratelimit-reset-tokens", "42"),
    ];
    assert_eq!(
        read(Dialect::OpenaiResponses, &lines),
        Some((None, Some((0, 42))))
    );
}

#[test]
fn anthropic_tells_the_tightest_counter() {
    let lines = [
        ("anthropic-ratelimit-requests-remaining", "3"),
        ("anthropic-ratelimit-requests-reset", "2023-11-14T22:13:50Z"),
        ("anthropic-ratelimit-tokens-remaining", "9000"),
        ("anthropic-ratelimit-tokens-reset", "2023-11-14T22:13:30Z"),
        ("anthropic-ratelimit-input-tokens-remaining", "500"),
        (
            "anthropic-ratelimit-input-tokens-reset",
            "2023-11-14T22:14:20Z",
        ),
        ("anthropic-ratelimit-output-tokens-remaining", "100"),
        (
            "anthropic-ratelimit-output-tokens-reset",
            "2023-11-14T22:14:20Z",
        ),
    ];

    assert_eq!(
        read(Dialect::Anthropic, &lines),
        Some((Some((3, 30)), Some((500, 60))))
    );
}

#[test]
fn a_subscription_window_that_rejects_leaves_nothing() {
    let lines = [
        ("anthropic-ratelimit-unified-status", "rejected"),
        ("anthropic-ratelimit-unified-reset", "1700000100"),
        ("anthropic-ratelimit-unified-7d-utilization", "1.02"),
        ("anthropic-ratelimit-unified-7d-reset", "1700000900"),
    ];
    assert_eq!(
        read(Dialect::Anthropic, &lines),
        Some((Some((0, 900)), None))
    );

    let warned = [
        ("anthropic-ratelimit-unified-status", "allowed_warning"),
        ("anthropic-ratelimit-unified-reset", "1700000100"),
        ("anthropic-ratelimit-unified-5h-utilization", "0.97"),
        ("anthropic-ratelimit-unified-5h-reset", "1700000100"),
    ];
    assert_eq!(read(Dialect::Anthropic, &warned), None);
}

#[test]
fn other_headers_promise_nothing() {
    assert_eq!(
        read(Dialect::OpenaiChat, &[("content-type", "text/plain")]),
        None
    );
}

#[test]
fn a_429_waits_for_what_is_exhausted() {
    let both = [
        ("x-ratelimit-remaining-requests", "0"),
        ("x-ratelimit-reset-requests", "20s"),
        ("x-ratelimit-remaining-tokens", "1000"),
        ("x-ratelimit-reset-tokens", "6s"),
    ];
    assert_eq!(
        exhausted_for(&map(&both), wall()),
        Some(Duration::from_secs(20))
    );
    let none = [
        ("x-ratelimit-remaining-requests", "9"),
        ("x-ratelimit-reset-requests", "20s"),
        both[2],
        both[3],
    ];
    assert_eq!(
        exhausted_for(&map(&none), wall()),
        Some(Duration::from_secs(6))
    );
    let alone = [("x-ratelimit-reset-tokens", "7s")];
    assert_eq!(
        exhausted_for(&map(&alone), wall()),
        Some(Duration::from_secs(7))
    );
    let plain = [
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", "1700000005000"),
    ];
    assert_eq!(
        exhausted_for(&map(&plain), wall()),
        Some(Duration::from_secs(5))
    );
}

proptest! {
    #[test]
    fn no_value_panics(values in prop::collection::vec("[ -~]{0,20}", 16), dialect in 0..4usize) {
        let names = OPENAI_NAMES.iter().chain(ANTHROPIC_NAMES);
        let headers: HeaderMap = names
            .zip(&values)
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect();

        forecast(Dialect::ALL[dialect], &headers, Instant::now(), wall());
        exhausted_for(&headers, wall());
    }
}

const OPENAI_NAMES: &[&str] = &[
    "x-ratelimit-remaining-requests",
    "x-ratelimit-reset-requests",
    "x-ratelimit-remaining-tokens",
    "x-ratelimit-reset-tokens",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
];
const ANTHROPIC_NAMES: &[&str] = &[
    "anthropic-ratelimit-requests-remaining",
    "anthropic-ratelimit-requests-reset",
    "anthropic-ratelimit-unified-status",
    "anthropic-ratelimit-unified-reset",
    "anthropic-ratelimit-unified-5h-utilization",
    "anthropic-ratelimit-unified-5h-reset",
];
