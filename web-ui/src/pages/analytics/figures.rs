//! Numbers of figures, by what they mean. Pure.

use routex_entity::{
    Outcome,
    api::{AnalyticsFigures, AnalyticsMetrics, Usd},
};

use crate::components::Axis;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    Requests,
    Failures,
    Tokens,
    Cost,
    /// Time to the first token, at the 95th percentile.
    Ttft,
    /// At the 95th percentile.
    Duration,
    CacheHits,
    Speed,
}

impl Metric {
    pub const ALL: [Self; 8] = [
        Self::Requests,
        Self::Failures,
        Self::Tokens,
        Self::Cost,
        Self::Ttft,
        Self::Duration,
        Self::CacheHits,
        Self::Speed,
    ];

    /// In the address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Failures => "failures",
            Self::Tokens => "tokens",
            Self::Cost => "cost",
            Self::Ttft => "ttft",
            Self::Duration => "duration",
            Self::CacheHits => "cache",
            Self::Speed => "speed",
        }
    }

    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.name() == name)
    }

    /// Name of the text.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Requests => "analytics-requests",
            Self::Failures => "analytics-failed",
            Self::Tokens => "analytics-tokens",
            Self::Cost => "analytics-cost",
            Self::Ttft => "analytics-ttft-p95",
            Self::Duration => "analytics-duration-p95",
            Self::CacheHits => "analytics-cache",
            Self::Speed => "analytics-speed",
        }
    }

    pub const fn axis(self) -> Axis {
        match self {
            Self::Requests | Self::Failures | Self::Tokens => Axis::Count,
            Self::Cost => Axis::Dollars,
            Self::Ttft | Self::Duration => Axis::Milliseconds,
            Self::CacheHits => Axis::Share,
            Self::Speed => Axis::Plain,
        }
    }

    /// Whether those of several together are their sum.
    pub const fn adds_up(self) -> bool {
        matches!(
            self,
            Self::Requests | Self::Failures | Self::Tokens | Self::Cost
        )
    }

    /// `None`: nobody knows, as of nothing.
    pub fn of(self, figures: &AnalyticsFigures) -> Option<f64> {
        if self == Self::Requests {
            return Some(figures.requests as f64);
        }
        let metrics = figures.metrics.as_ref()?;
        match self {
            Self::Requests => Some(figures.requests as f64),
            Self::Failures => Some(failures(figures)? as f64),
            Self::Tokens => Some(tokens(metrics) as f64),
            Self::Cost => Some(dollars(metrics.cost_usd)),
            Self::Ttft => Some(metrics.ttft_ms?.p95.into()),
            Self::Duration => Some(metrics.duration_ms?.p95.into()),
            Self::CacheHits => metrics.cache_hit_ratio,
            Self::Speed => metrics.output_tokens_per_second,
        }
    }
}

pub fn count(metrics: &AnalyticsMetrics, outcome: Outcome) -> u64 {
    let found = metrics.outcomes.iter().find(|one| one.outcome == outcome);
    found.map_or(0, |one| one.requests)
}

/// Requests that did not succeed. `None`: nobody knows.
pub fn failures(figures: &AnalyticsFigures) -> Option<u64> {
    let good = count(figures.metrics.as_ref()?, Outcome::Success);
    Some(figures.requests.saturating_sub(good))
}

/// From 0 to 1. `None`: of nothing.
pub fn success(figures: &AnalyticsFigures) -> Option<f64> {
    let good = count(figures.metrics.as_ref()?, Outcome::Success);
    (figures.requests > 0).then(|| good as f64 / figures.requests as f64)
}

/// Each counted once: those of reasoning are output.
pub fn tokens(metrics: &AnalyticsMetrics) -> u64 {
    input(metrics).saturating_add(metrics.tokens.output_tokens)
}

/// All input, whether a cache served it or not.
pub fn input(metrics: &AnalyticsMetrics) -> u64 {
    let tokens = &metrics.tokens;
    [tokens.cache_read_tokens, tokens.cache_write_tokens]
        .into_iter()
        .fold(tokens.input_tokens, u64::saturating_add)
}

pub fn dollars(amount: Usd) -> f64 {
    amount.nanos() as f64 / 1e9
}

#[cfg(test)]
pub mod testing {
    use super::*;
    use serde_json::json;

    /// Nine of ten succeeded; of one nobody knows the cost.
    pub fn figures(requests: u64) -> AnalyticsFigures {
        serde_json::from_value(json!({
            "requests": requests,
            "metrics": {
                "outcomes": [
                    { "outcome": "success", "requests": requests - requests / 10 },
                    { "outcome": "overloaded", "requests": requests / 10 },
                ],
                "attempts": requests + 2, "streams": requests, "input_tokens": 100, "cache_read_tokens": 300,
                "cache_write_tokens": 50, "cache_write_short_tokens": 50, "cache_write_long_tokens": 0,
                "output_tokens": 80, "reasoning_tokens": 20, "usage_partial_requests": 0, "cost_usd": 1.5,
                "cost_unknown_requests": 1, "cache_hit_requests": 4, "cache_hit_ratio": 0.6667,
                "output_tokens_per_second": 52.5, "ttft_ms": { "p50": 320, "p95": 1240, "p99": 2000 },
                "duration_ms": { "p50": 2400, "p95": 9000, "p99": 12000 },
                "overhead_us": { "p50": 300, "p95": 600, "p99": 900 },
            },
        }))
        .expect("every field of figures")
    }
}

#[cfg(test)]
mod tests {
    use super::{testing::figures, *};

    #[test]
    fn every_metric_has_its_number() {
        let figures = figures(10);
        let numbers = Metric::ALL.map(|metric| metric.of(&figures).unwrap());
        assert_eq!(
            numbers,
            [10.0, 1.0, 530.0, 1.5, 1240.0, 9000.0, 0.6667, 52.5]
        );
        assert_eq!(success(&figures), Some(0.9));
        for metric in Metric::ALL {
            assert_eq!(Metric::by_name(metric.name()), Some(metric));
        }
    }

    #[test]
    fn where_only_the_number_is_known_the_rest_is_not() {
        let figures = AnalyticsFigures {
            requests: 3,
            metrics: None,
        };
        assert_eq!(Metric::Requests.of(&figures), Some(3.0));
        assert_eq!(Metric::Failures.of(&figures), None);
        assert_eq!(success(&figures), None);
    }
}
