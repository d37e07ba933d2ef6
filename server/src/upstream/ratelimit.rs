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
mod tests;
