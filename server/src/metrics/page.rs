//! A scrape being written: samples under the families of the catalogue, in either text format.

use std::fmt;

use prometheus_client::{
    collector::Collector,
    encoding::{
        DescriptorEncoder, EncodeCounterValue, EncodeGaugeValue, EncodeLabel, EncodeLabelSet,
        LabelSetEncoder, MetricEncoder, NoLabelSet, text,
    },
    registry::Registry,
};

use super::{
    catalog::{self, Kind, Metric},
    histogram::Histogram,
};

/// A text format of scrapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    OpenMetrics,
    /// What everything else reads.
    Prometheus,
}

impl Format {
    /// From the `accept` header of a scraper.
    pub fn accepted(accept: &str) -> Self {
        if accept.contains("application/openmetrics-text") {
            Self::OpenMetrics
        } else {
            Self::Prometheus
        }
    }

    pub const fn content_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::Prometheus => "text/plain; version=0.0.4; charset=utf-8",
        }
    }
}

/// What a collector writes.
pub(super) fn write(collector: impl Collector, format: Format) -> Result<String, fmt::Error> {
    let mut registry = Registry::default();
    registry.register_collector(Box::new(collector));
    let mut text = String::with_capacity(32 * 1024);
    text::encode(&mut text, &registry)?;
    Ok(match format {
        Format::OpenMetrics => text,
        Format::Prometheus => prometheus(&text),
    })
}

/// The older format has no units and no end, and calls a family of counters as it calls their samples.
fn prometheus(open_metrics: &str) -> String {
    let counters: Vec<String> = catalog::ALL
        .iter()
        .filter(|metric| metric.kind == Kind::Counter)
        .map(|metric| metric.family())
        .collect();
    let mut text = String::with_capacity(open_metrics.len());
    for line in open_metrics.lines() {
        if line.starts_with("# UNIT ") || line == "# EOF" {
            continue;
        }
        let head = ["# HELP ", "# TYPE "]
            .iter()
            .find_map(|head| Some((head, line.strip_prefix(head)?)));
        let counter = head.and_then(|(head, rest)| {
            let (name, rest) = rest.split_once(' ')?;
            let known = counters.iter().any(|counter| counter == name);
            known.then(|| format!("{head}{name}_total {rest}"))
        });
        text.push_str(counter.as_deref().unwrap_or(line));
        text.push('\n');
    }
    text
}

/// Where families are written.
pub(super) struct Page<'a>(DescriptorEncoder<'a>);

/// A family, open for its samples.
pub(super) struct Family<'a> {
    metric: &'static Metric,
    encoder: MetricEncoder<'a>,
}

impl<'a> Page<'a> {
    pub(super) fn new(encoder: DescriptorEncoder<'a>) -> Self {
        Self(encoder)
    }

    /// Writes the head of a family, and whatever samples `fill` has.
    pub(super) fn family(
        &mut self,
        metric: &'static Metric,
        fill: impl FnOnce(&mut Family<'_>) -> fmt::Result,
    ) -> fmt::Result {
        let unit = metric.unit();
        let encoder = self.0.encode_descriptor(
            metric.stem(),
            metric.about,
            unit.as_ref(),
            metric.kind.into(),
        )?;
        fill(&mut Family { metric, encoder })
    }

    /// A family of one gauge.
    pub(super) fn gauge(
        &mut self,
        metric: &'static Metric,
        value: impl EncodeGaugeValue + Copy,
    ) -> fmt::Result {
        self.family(metric, |family| family.gauge(&[], value))
    }

    /// A family of one counter.
    pub(super) fn counter(
        &mut self,
        metric: &'static Metric,
        value: impl EncodeCounterValue + Copy,
    ) -> fmt::Result {
        self.family(metric, |family| family.counter(&[], value))
    }
}

impl Family<'_> {
    pub(super) fn gauge(
        &mut self,
        values: &[&str],
        value: impl EncodeGaugeValue + Copy,
    ) -> fmt::Result {
        self.sample(values, |encoder| encoder.encode_gauge(&value))
    }

    pub(super) fn counter(
        &mut self,
        values: &[&str],
        value: impl EncodeCounterValue + Copy,
    ) -> fmt::Result {
        self.sample(values, |encoder| {
            encoder.encode_counter::<NoLabelSet, _, f64>(&value, None)
        })
    }

    /// A counter, unless it never counted.
    pub(super) fn counter_if_any(&mut self, values: &[&str], value: u64) -> fmt::Result {
        match value {
            0 => Ok(()),
            value => self.counter(values, value),
        }
    }

    /// A histogram, unless it is empty.
    pub(super) fn histogram(&mut self, values: &[&str], histogram: &Histogram) -> fmt::Result {
        let read = histogram.read();
        if read.count == 0 {
            return Ok(());
        }
        self.sample(values, |encoder| {
            encoder.encode_histogram::<NoLabelSet>(read.sum, read.count, &read.buckets, None)
        })
    }

    /// `values` are those of the family's labels, in their order.
    fn sample(
        &mut self,
        values: &[&str],
        write: impl FnOnce(&mut MetricEncoder<'_>) -> fmt::Result,
    ) -> fmt::Result {
        let labels = Labels {
            names: self.metric.labels,
            values,
        };
        debug_assert_eq!(labels.names.len(), values.len(), "{}", self.metric.family());
        if values.is_empty() {
            return write(&mut self.encoder);
        }
        write(&mut self.encoder.encode_family(&labels)?)
    }
}

#[derive(Debug)]
struct Labels<'a> {
    names: &'a [&'static str],
    values: &'a [&'a str],
}

impl EncodeLabelSet for Labels<'_> {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> fmt::Result {
        for (name, value) in self.names.iter().zip(self.values) {
            (*name, *value).encode(encoder.encode_label())?;
        }
        Ok(())
    }
}
