//! What the charts draw. Pure.

use routex_entity::{
    Outcome,
    api::{
        AnalyticsFigures, AnalyticsLine, AnalyticsMetrics, AnalyticsPoint, AnalyticsSeries,
        Percentiles,
    },
};
use yew::AttrValue;

use crate::{
    components::{Axis, Line, Look, Plot, Rest},
    i18n::I18n,
    pages::analytics::{
        figures::{Metric, count, dollars},
        period::bucket_ms,
    },
    words,
};

/// The colour of what has none of its own.
const GREY: u8 = 9;

/// A kind of tokens: the name of its text, and how many there were.
type Kind = (&'static str, fn(&AnalyticsMetrics) -> u64);
/// A percentile: its name, and where it is.
type Rank = (&'static str, fn(Percentiles) -> u32);

pub struct Drawing<'a> {
    series: &'a AnalyticsSeries,
    i18n: &'a I18n,
}

impl<'a> Drawing<'a> {
    pub const fn new(series: &'a AnalyticsSeries, i18n: &'a I18n) -> Self {
        Self { series, i18n }
    }

    /// How many requests ended how; those that succeeded are at the bottom.
    pub fn outcomes(&self, with_success: bool) -> (Plot, Look) {
        let found = Outcome::ALL.iter().copied().filter(|outcome| {
            let is_wanted = with_success || *outcome != Outcome::Success;
            let is_there = |point: &AnalyticsPoint| {
                let metrics = point.figures.metrics.as_ref();
                metrics.is_some_and(|metrics| count(metrics, *outcome) > 0)
            };
            is_wanted && self.points().iter().any(is_there)
        });
        let (lines, colours) = found
            .map(|outcome| {
                let name = self.i18n.t(words::outcome(outcome));
                let line = self.line(name, |metrics| count(metrics, outcome) as f64);
                (line, colour(outcome))
            })
            .unzip();
        (self.plot(Axis::Count, lines), self.bars(colours))
    }

    pub fn tokens(&self) -> (Plot, Look) {
        let kinds: [Kind; 4] = [
            ("analytics-token-input", |metrics| {
                metrics.tokens.input_tokens
            }),
            ("analytics-token-cache-read", |metrics| {
                metrics.tokens.cache_read_tokens
            }),
            ("analytics-token-cache-write", |metrics| {
                metrics.tokens.cache_write_tokens
            }),
            ("analytics-token-output", |metrics| {
                metrics.tokens.output_tokens
            }),
        ];
        let lines =
            kinds.map(|(name, pick)| self.line(self.i18n.t(name), |metrics| pick(metrics) as f64));
        (
            self.plot(Axis::Count, lines.into()),
            self.bars(vec![0, 1, 7, 3]),
        )
    }

    pub fn cost(&self, cumulative: bool) -> (Plot, Look) {
        let name = self.i18n.t("analytics-cost");
        let mut line = self.line(name, |metrics| dollars(metrics.cost_usd));
        if !cumulative {
            return (self.plot(Axis::Dollars, vec![line]), self.bars(vec![2]));
        }
        let mut sum = 0.0;
        for (_, value) in &mut line.points {
            sum += value.unwrap_or_default();
            *value = Some(sum);
        }
        line.filled = true;
        (
            self.plot(Axis::Dollars, vec![line]),
            self.lines(vec![2], Rest::Last),
        )
    }

    pub fn percentiles(&self, pick: fn(&AnalyticsMetrics) -> Option<Percentiles>) -> (Plot, Look) {
        let ranks: [Rank; 3] = [
            ("p50", |all| all.p50),
            ("p95", |all| all.p95),
            ("p99", |all| all.p99),
        ];
        let lines = ranks.map(|(name, rank)| {
            self.maybe(AttrValue::Static(name), |figures| {
                let all = figures.metrics.as_ref().and_then(pick)?;
                Some(rank(all).into())
            })
        });
        (
            self.plot(Axis::Milliseconds, lines.into()),
            self.lines(vec![0, 1, 2], Rest::Nothing),
        )
    }

    /// Of the tokens that were read, and of the requests that were made.
    pub fn cache(&self) -> (Plot, Look) {
        let tokens = self.i18n.t("analytics-cache-of-input");
        let requests = self.i18n.t("analytics-cache-of-requests");
        let mut of_tokens = self.maybe(tokens, |figures| Metric::CacheHits.of(figures));
        of_tokens.filled = true;
        let of_requests = self.maybe(requests, |figures| {
            let hits = figures.metrics.as_ref()?.cache_hit_requests as f64;
            (figures.requests > 0).then(|| hits / figures.requests as f64)
        });
        let plot = self.plot(Axis::Share, vec![of_tokens, of_requests]);
        (plot, self.lines(vec![1, 0], Rest::Nothing))
    }

    /// One metric, of everything.
    pub fn single(&self, metric: Metric) -> (Plot, Look) {
        let mut line = self.maybe(self.i18n.t(metric.word()), |figures| metric.of(figures));
        line.filled = true;
        (
            self.plot(metric.axis(), vec![line]),
            self.lines(vec![0], Rest::Nothing),
        )
    }

    /// One metric of each line of the series. `name`: how a line is called.
    pub fn compared(
        &self,
        metric: Metric,
        name: impl Fn(&AnalyticsLine) -> AttrValue,
    ) -> (Plot, Look) {
        let lines = self.series.lines.iter().map(|line| Line {
            name: name(line),
            points: points(line, |figures| metric.of(figures)),
            filled: false,
        });
        let colours = self.series.lines.iter().zip((0..GREY).cycle());
        let colours = colours
            .map(|(line, colour)| if line.others { GREY } else { colour })
            .collect();
        let look = match metric.adds_up() {
            true => self.bars(colours),
            false => self.lines(colours, Rest::Nothing),
        };
        (self.plot(metric.axis(), lines.collect()), look)
    }

    /// The only line of a series of everything.
    fn points(&self) -> &[AnalyticsPoint] {
        self.series.lines.first().map_or(&[], |line| &line.points)
    }

    fn line(&self, name: AttrValue, pick: impl Fn(&AnalyticsMetrics) -> f64) -> Line {
        self.maybe(name, |figures| figures.metrics.as_ref().map(&pick))
    }

    fn maybe(&self, name: AttrValue, pick: impl Fn(&AnalyticsFigures) -> Option<f64>) -> Line {
        let line = self.series.lines.first();
        Line {
            name,
            points: line.map(|line| points(line, pick)).unwrap_or_default(),
            filled: false,
        }
    }

    fn plot(&self, axis: Axis, lines: Vec<Line>) -> Plot {
        let AnalyticsSeries { from, to, .. } = self.series;
        Plot {
            axis,
            lines,
            span: (from.timestamp_millis(), to.timestamp_millis()),
        }
    }

    fn bars(&self, colours: Vec<u8>) -> Look {
        Look {
            bars: true,
            stacked: true,
            ..self.lines(colours, Rest::Sum)
        }
    }

    fn lines(&self, colours: Vec<u8>, rest: Rest) -> Look {
        Look {
            bars: false,
            stacked: false,
            step_ms: bucket_ms(self.series.bucket),
            rest,
            colours,
        }
    }
}

fn points(
    line: &AnalyticsLine,
    pick: impl Fn(&AnalyticsFigures) -> Option<f64>,
) -> Vec<(i64, Option<f64>)> {
    let points = line.points.iter();
    points
        .map(|point| (point.at.timestamp_millis(), pick(&point.figures)))
        .collect()
}

/// What is alike looks alike on every page of charts: good, the caller's fault, and who failed.
const fn colour(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Success => 1,
        Outcome::ClientError | Outcome::ClientCancelled | Outcome::Unknown => GREY,
        Outcome::RateLimited => 7,
        Outcome::Overloaded => 2,
        Outcome::UpstreamError | Outcome::Malformed => 6,
        Outcome::Unauthorized | Outcome::QuotaExhausted => 3,
        Outcome::TimeoutFirstByte | Outcome::TimeoutIdle => 0,
        Outcome::ConnectError | Outcome::Truncated => 8,
        Outcome::NoRoute => 4,
    }
}

#[cfg(test)]
mod tests;
