//! Tables for spreadsheets (RFC 4180).

use std::fmt::Write as _;

use routex_entity::{
    Outcome,
    api::{AnalyticsFigures, Percentiles},
};

/// In the place of a name: all that have no row of their own.
pub(super) const OTHERS: &str = "(others)";

const METRICS: [&str; 28] = [
    "success",
    "failures",
    "attempts",
    "streams",
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_short_tokens",
    "cache_write_long_tokens",
    "output_tokens",
    "reasoning_tokens",
    "usage_partial_requests",
    "cost_usd",
    "cost_unknown_requests",
    "cache_hit_requests",
    "cache_hit_ratio",
    "output_tokens_per_second",
    "ttft_p50_ms",
    "ttft_p95_ms",
    "ttft_p99_ms",
    "duration_p50_ms",
    "duration_p95_ms",
    "duration_p99_ms",
    "overhead_p50_us",
    "overhead_p95_us",
    "overhead_p99_us",
    "total_tokens",
    "outcomes",
];

/// A table being written.
pub(super) struct Csv(String);

impl Csv {
    /// `metrics`: more is known than the number of requests.
    pub(super) fn new(names: &[&str], metrics: bool) -> Self {
        let mut columns = names.to_vec();
        columns.push("requests");
        if metrics {
            columns.extend(METRICS);
        }
        Self(columns.join(",") + "\r\n")
    }

    pub(super) fn row(&mut self, names: &[&str], figures: &AnalyticsFigures) {
        let mut cells: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        cells.push(figures.requests.to_string());
        if let Some(metrics) = &figures.metrics {
            let success = metrics
                .outcomes
                .iter()
                .find(|one| one.outcome == Outcome::Success)
                .map_or(0, |one| one.requests);
            let tokens = &metrics.tokens;
            cells.extend(
                [
                    success,
                    figures.requests.saturating_sub(success),
                    metrics.attempts,
                    metrics.streams,
                    tokens.input_tokens,
                    tokens.cache_read_tokens,
                    tokens.cache_write_tokens,
                    tokens.cache_write_short_tokens,
                    tokens.cache_write_long_tokens,
                    tokens.output_tokens,
                    tokens.reasoning_tokens,
                    metrics.usage_partial_requests,
                ]
                .map(|number| number.to_string()),
            );
            cells.push(metrics.cost_usd.to_string());
            cells.push(metrics.cost_unknown_requests.to_string());
            cells.push(metrics.cache_hit_requests.to_string());
            cells.push(or_nothing(metrics.cache_hit_ratio));
            cells.push(or_nothing(metrics.output_tokens_per_second));
            for times in [metrics.ttft_ms, metrics.duration_ms, metrics.overhead_us] {
                let of = |pick: fn(Percentiles) -> u32| or_nothing(times.map(pick));
                cells.extend([of(|one| one.p50), of(|one| one.p95), of(|one| one.p99)]);
            }
            let total = [
                tokens.input_tokens,
                tokens.cache_read_tokens,
                tokens.cache_write_tokens,
                tokens.output_tokens,
            ];
            let total = total.into_iter().fold(0, u64::saturating_add);
            cells.push(total.to_string());
            let outcomes = metrics
                .outcomes
                .iter()
                .fold(String::new(), |mut text, one| {
                    let space = if text.is_empty() { "" } else { " " };
                    // Writing to a string does not fail.
                    let _ = write!(text, "{space}{}={}", one.outcome, one.requests);
                    text
                });
            cells.push(outcomes);
        }
        self.0.push_str(&cells.join(","));
        self.0.push_str("\r\n");
    }

    pub(super) fn text(self) -> String {
        self.0
    }
}

fn or_nothing(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// Names come from outside: one that a spreadsheet would take for a formula gets a mark in front.
fn quoted(name: &str) -> String {
    let formula = name.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let name = if formula {
        format!("'{name}")
    } else {
        name.to_owned()
    };
    if name.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analytics::figures, rollup::Cell, store::testing::record};

    #[test]
    fn every_row_has_a_cell_for_every_column() {
        let mut csv = Csv::new(&["at", "model"], true);
        csv.row(&["now", "gpt"], &figures(&Cell::of(&record())));
        csv.row(&["now", ""], &figures(&Cell::default()));
        let text = csv.text();

        let columns: Vec<usize> = text.lines().map(|line| line.split(',').count()).collect();
        assert_eq!(columns, [METRICS.len() + 3; 3]);
        let first: Vec<_> = text.lines().nth(1).unwrap().split(',').collect();
        assert_eq!(first[..5], ["now", "gpt", "1", "1", "0"]);
        assert!(text.contains(",0.00100075,"), "{text}");
        assert!(text.contains(",success=1\r\n"), "{text}");
    }

    #[test]
    fn names_stay_names() {
        assert_eq!(quoted("gpt-5.4"), "gpt-5.4");
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(quoted("=cmd()"), "'=cmd()");
        assert_eq!(quoted("@a\nb"), "\"'@a\nb\"");
    }
}
