//! Reading a provider's rate-limit headers, so that a credential about to run dry is passed over before it answers 429.

use std::time::{Duration, Instant, SystemTime};

use actix_http::header::{HeaderMap, HeaderName};
use routex_entity::Dialect;

use super::{
    forecast::{Allowance, Forecast},
    reset,
};

/// What the headers of an answer promise. `None` when they promise nothing, which costs no allocation to find out.
///
/// A counter without a usable reset (Azure sends -1 and 0) is left out: a forecast that cannot say when it ends must
/// not hold anything back.
pub fn forecast(
    dialect: Dialect,
    headers: &HeaderMap,
    now: Instant,
    wall: SystemTime,
) -> Option<Forecast> {
    if dialect == Dialect::Gemini || !headers.keys().any(is_rate_limit) {
        return None;
    }
    let openai = |counter: &Counter| counter.read(headers, reset::go_duration);
    let anthropic = |counter: &Counter| counter.read(headers, |text| reset::rfc3339(text, wall));
    let requests = [
        openai(&OPENAI_REQUESTS),
        anthropic(&ANTHROPIC_REQUESTS),
        unified(headers, wall),
    ];
    let tokens = [
        openai(&OPENAI_TOKENS),
        anthropic(&ANTHROPIC_TOKENS),
        anthropic(&ANTHROPIC_INPUT_TOKENS),
        // Input and output are estimated together, so a small rest of output says little; none says all.
        anthropic(&ANTHROPIC_OUTPUT_TOKENS).filter(|allowance| allowance.remaining == 0),
    ];
    let forecast = Forecast {
        at: now,
        requests: tightest(requests),
        tokens: tightest(tokens),
    };
    (forecast.requests.is_some() || forecast.tokens.is_some()).then_some(forecast)
}

/// How long until the exhausted counters are full again, for a 429 that says nothing else. When none is exhausted, the
/// request was larger than what is left, and the first counter to be full again decides.
pub(super) fn exhausted_for(headers: &HeaderMap, wall: SystemTime) -> Option<Duration> {
    if !headers.keys().any(is_rate_limit) {
        return None;
    }
    let mut counters = vec![
        OPENAI_REQUESTS.read(headers, reset::go_duration),
        OPENAI_TOKENS.read(headers, reset::go_duration),
        PLAIN.read(headers, |text| {
            reset::unix(text, wall).or_else(|| reset::go_duration(text))
        }),
        unified(headers, wall),
    ];
    counters.extend(
        ANTHROPIC
            .iter()
            .map(|counter| counter.read(headers, |text| reset::rfc3339(text, wall))),
    );
    let known: Vec<_> = counters.into_iter().flatten().collect();
    let exhausted = known.iter().filter(|allowance| allowance.remaining == 0);
    exhausted
        .map(|allowance| allowance.reset_in)
        .max()
        .or_else(|| known.iter().map(|allowance| allowance.reset_in).min())
        .or_else(|| reset_alone(headers))
}

/// A reset without a counter.
fn reset_alone(headers: &HeaderMap) -> Option<Duration> {
    [&OPENAI_REQUESTS, &OPENAI_TOKENS]
        .into_iter()
        .filter_map(|counter| reset::go_duration(reset::text(headers, &counter.reset)?))
        .min()
}

/// Subscription limits: nothing remains of a window that rejects.
fn unified(headers: &HeaderMap, wall: SystemTime) -> Option<Allowance> {
    UNIFIED
        .iter()
        .filter(|window| {
            let status = reset::text(headers, &window.status);
            let used = window
                .utilization
                .as_ref()
                .and_then(|name| reset::text(headers, name)?.parse::<f64>().ok());
            status == Some("rejected") || used.is_some_and(|share| share >= 1.0)
        })
        .filter_map(|window| reset::unix(reset::text(headers, &window.reset)?, wall))
        .max()
        .map(|reset_in| Allowance {
            remaining: 0,
            reset_in,
        })
}

/// The one that runs dry first; among equals, the one that stays dry longer.
fn tightest<const N: usize>(counters: [Option<Allowance>; N]) -> Option<Allowance> {
    counters
        .into_iter()
        .flatten()
        .min_by_key(|allowance| (allowance.remaining, std::cmp::Reverse(allowance.reset_in)))
}

fn is_rate_limit(name: &HeaderName) -> bool {
    let name = name.as_str();
    name.starts_with("x-ratelimit-") || name.starts_with("anthropic-ratelimit-")
}

/// The pair of headers that tells one counter.
struct Counter {
    remaining: HeaderName,
    reset: HeaderName,
}

impl Counter {
    const fn new(remaining: &'static str, reset: &'static str) -> Self {
        Self {
            remaining: HeaderName::from_static(remaining),
            reset: HeaderName::from_static(reset),
        }
    }

    fn read(
        &self,
        headers: &HeaderMap,
        wait: impl Fn(&str) -> Option<Duration>,
    ) -> Option<Allowance> {
        Some(Allowance {
            // Unsigned: Azure's -1 is unknown.
            remaining: reset::text(headers, &self.remaining)?.parse().ok()?,
            reset_in: wait(reset::text(headers, &self.reset)?)?,
        })
    }
}

/// The headers of one subscription window.
struct Window {
    status: HeaderName,
    reset: HeaderName,
    utilization: Option<HeaderName>,
}

static OPENAI_REQUESTS: Counter = Counter::new(
    "x-ratelimit-remaining-requests",
    "x-ratelimit-reset-requests",
);
static OPENAI_TOKENS: Counter =
    Counter::new("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens");
/// OpenRouter's, and that of many gateways.
static PLAIN: Counter = Counter::new("x-ratelimit-remaining", "x-ratelimit-reset");
static ANTHROPIC_REQUESTS: Counter = Counter::new(
    "anthropic-ratelimit-requests-remaining",
    "anthropic-ratelimit-requests-reset",
);
static ANTHROPIC_TOKENS: Counter = Counter::new(
    "anthropic-ratelimit-tokens-remaining",
    "anthropic-ratelimit-tokens-reset",
);
static ANTHROPIC_INPUT_TOKENS: Counter = Counter::new(
    "anthropic-ratelimit-input-tokens-remaining",
    "anthropic-ratelimit-input-tokens-reset",
);
static ANTHROPIC_OUTPUT_TOKENS: Counter = Counter::new(
    "anthropic-ratelimit-output-tokens-remaining",
    "anthropic-ratelimit-output-tokens-reset",
);
static ANTHROPIC: [&Counter; 4] = [
    &ANTHROPIC_REQUESTS,
    &ANTHROPIC_TOKENS,
    &ANTHROPIC_INPUT_TOKENS,
    &ANTHROPIC_OUTPUT_TOKENS,
];
static UNIFIED: [Window; 3] = [
    Window {
        status: HeaderName::from_static("anthropic-ratelimit-unified-status"),
        reset: HeaderName::from_static("anthropic-ratelimit-unified-reset"),
        utilization: None,
    },
    Window {
        status: HeaderName::from_static("anthropic-ratelimit-unified-5h-status"),
        reset: HeaderName::from_static("anthropic-ratelimit-unified-5h-reset"),
        utilization: Some(HeaderName::from_static(
            "anthropic-ratelimit-unified-5h-utilization",
        )),
    },
    Window {
        status: HeaderName::from_static("anthropic-ratelimit-unified-7d-status"),
        reset: HeaderName::from_static("anthropic-ratelimit-unified-7d-reset"),
        utilization: Some(HeaderName::from_static(
            "anthropic-ratelimit-unified-7d-utilization",
        )),
    },
];

#[cfg(test)]
mod tests {
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
}
