//! A sum as the admin API shows it.

use routex_entity::{
    Outcome, TokenUsage,
    api::{AnalyticsFigures, AnalyticsMetrics, OutcomeCount, Percentiles, Usd},
};

use crate::{
    histogram::Histogram,
    rollup::{Cell, Number},
};

/// All that is known.
pub fn figures(cell: &Cell) -> AnalyticsFigures {
    let count = |number| u64::try_from(cell.sum(number)).unwrap_or(0);
    let usage = TokenUsage {
        input: count(Number::Input),
        cache_read: count(Number::CacheRead),
        cache_write_short: count(Number::CacheWriteShort),
        cache_write_long: count(Number::CacheWriteLong),
        output: count(Number::Output),
        reasoning: count(Number::Reasoning),
    };
    let all_input = usage
        .input
        .saturating_add(usage.cache_read)
        .saturating_add(usage.cache_write());
    let outcomes = Outcome::ALL.iter().map(|outcome| OutcomeCount {
        outcome: *outcome,
        requests: cell.outcome(*outcome),
    });
    AnalyticsFigures {
        requests: cell.requests(),
        metrics: Some(AnalyticsMetrics {
            outcomes: outcomes.filter(|one| one.requests > 0).collect(),
            attempts: count(Number::Attempts),
            streams: count(Number::Streams),
            tokens: usage.into(),
            usage_partial_requests: count(Number::UsagePartial),
            cost_usd: Usd::from_nanos(cell.sum(Number::CostNanoUsd)),
            cost_unknown_requests: count(Number::CostUnknown),
            cache_hit_requests: count(Number::CacheHits),
            cache_hit_ratio: ratio(usage.cache_read, all_input, 1.0),
            output_tokens_per_second: ratio(
                count(Number::TimedTokens),
                count(Number::TimedMs),
                1_000.0,
            ),
            ttft_ms: percentiles(&cell.ttft),
            duration_ms: percentiles(&cell.duration),
            overhead_us: percentiles(&cell.overhead),
        }),
    }
}

/// Of an outcome only the number is known.
pub(super) fn only_number(requests: u64) -> AnalyticsFigures {
    AnalyticsFigures {
        requests,
        metrics: None,
    }
}

/// How many requests did not succeed.
pub(super) fn failures(cell: &Cell) -> u64 {
    cell.requests()
        .saturating_sub(cell.outcome(Outcome::Success))
}

/// All tokens, each counted once.
pub(super) fn tokens(cell: &Cell) -> i64 {
    [
        Number::Input,
        Number::CacheRead,
        Number::CacheWriteShort,
        Number::CacheWriteLong,
        Number::Output,
    ]
    .into_iter()
    .fold(0, |sum, number| sum.saturating_add(cell.sum(number)))
}

/// To four decimals.
fn ratio(part: u64, whole: u64, factor: f64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * factor * 1e4).round() / 1e4)
}

fn percentiles(histogram: &Histogram) -> Option<Percentiles> {
    Some(Percentiles {
        p50: histogram.percentile(50)?,
        p95: histogram.percentile(95)?,
        p99: histogram.percentile(99)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::record;

    #[test]
    fn figures_are_those_of_the_requests() {
        let mut cell = Cell::of(&record());
        cell.merge(&Cell::repriced(&record(), None));
        let shown = figures(&cell);
        let metrics = shown.metrics.unwrap();

        assert_eq!(shown.requests, 1);
        assert_eq!(
            (metrics.cost_usd, metrics.cost_unknown_requests),
            (Usd::from_nanos(0), 1)
        );
        assert_eq!(metrics.cache_hit_ratio, Some(0.1575));
        assert_eq!(metrics.output_tokens_per_second, Some(52.6316));
        assert_eq!(metrics.ttft_ms.map(|ttft| ttft.p99), Some(251));
        assert_eq!(tokens(&cell), 177);
    }

    #[test]
    fn of_nothing_there_are_no_ratios() {
        let metrics = figures(&Cell::default()).metrics.unwrap();

        assert_eq!(metrics.outcomes, []);
        assert_eq!(metrics.cache_hit_ratio, None);
        assert_eq!(metrics.output_tokens_per_second, None);
        assert_eq!(metrics.duration_ms, None);
    }
}
