//! Scrapes as they are written, and docs/en/metrics.md.

use std::{collections::BTreeSet, fmt::Write as _};

use super::{
    catalog::{ALL, Kind},
    process::Process,
    reading::{ChannelReading, Limit},
    *,
};
use crate::{channel::messages::Left, docs::keep, store::testing::record};

/// A scrape in which every family has a sample.
fn full(format: Format) -> String {
    let metrics = Metrics::default();
    metrics.finished(&record());
    let mut moved = record();
    moved.attempts[0].channel = "b".to_owned();
    metrics.finished(&moved);
    let channel = ChannelReading {
        name: "openai-a".to_owned(),
        credentials: vec![1, 0, 0, 0, 0],
        limits: vec![Limit {
            label: "rpm",
            most: 60,
            remaining: 59,
        }],
        upstream: Left {
            requests: Some(3),
            tokens: None,
        },
        ..ChannelReading::default()
    };
    let process = Process {
        max_fds: Some(1024),
        ..Process::default()
    };
    let reading = Reading {
        channels: vec![channel],
        process: Some(process),
        ..Reading::default()
    };
    metrics.scrape(reading, format).unwrap()
}

#[test]
fn every_metric_has_its_samples_with_its_labels() {
    let text = full(Format::Prometheus);
    for metric in ALL {
        let (name, labels) = (metric.name(), metric.labels.join(","));
        let sample = if metric.kind == Kind::Histogram {
            format!("{name}_sum")
        } else {
            name.clone()
        };
        assert!(text.contains(&format!("# HELP {name} {}\n", metric.about)));
        assert!(text.contains(&format!("# TYPE {name} {}\n", metric.kind.label())));
        let mut samples = text
            .lines()
            .filter_map(|line| line.strip_prefix(&sample))
            .filter(|rest| rest.starts_with(['{', ' ']))
            .peekable();
        assert!(samples.peek().is_some(), "{name} has no sample");
        for rest in samples {
            assert_eq!(names(rest), labels, "{name}");
        }
    }
}

/// The label names of what follows a metric's name; values without quotes.
fn names(rest: &str) -> String {
    let inside = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let labels = inside.map_or("", |(inside, _)| inside).split(',');
    let names = labels.filter_map(|label| Some(label.split_once('=')?.0));
    names.collect::<Vec<_>>().join(",")
}

#[test]
fn names_are_unique_and_say_their_unit() {
    let names: BTreeSet<_> = ALL.iter().map(|metric| metric.name()).collect();
    assert_eq!(names.len(), ALL.len());
    for metric in ALL {
        assert!(metric.family().ends_with(metric.unit_name()));
        assert!(metric.about.ends_with('.'), "{}", metric.name());
    }
}

#[test]
fn whoever_asks_for_openmetrics_gets_it() {
    let prometheus = "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5";
    assert_eq!(Format::accepted(prometheus), Format::OpenMetrics);
    assert_eq!(Format::accepted("*/*"), Format::Prometheus);
    assert_eq!(Format::accepted(""), Format::Prometheus);

    let text = full(Format::OpenMetrics);
    assert!(text.ends_with("# EOF\n"));
    assert!(text.contains("# TYPE routex_requests counter\n"));
    assert!(text.contains("# UNIT routex_cost_usd usd\n"));
    let older = full(Format::Prometheus);
    assert!(!older.contains("# EOF") && !older.contains("# UNIT"));
}

#[test]
fn reloads_are_counted_by_how_they_went() {
    let metrics = Metrics::default();
    metrics.reloaded(Reload::Refused);
    let text = metrics.scrape(Reading::default(), Format::Prometheus);
    let text = text.unwrap();
    assert!(text.contains("routex_config_reloads_total{result=\"refused\"} 1\n"));
    assert!(text.contains("routex_config_reloads_total{result=\"applied\"} 0\n"));
}

const PREFACE: &str = "# Metrics

`GET /metrics` tells Prometheus how Routex is doing: in OpenMetrics when the scraper accepts it, in the older text format otherwise.

An admin token or a signed-in browser may read it. `[metrics]` in [configuration.md](configuration.md#metrics) opens it for
scrapers: `token` for those who send it as a bearer, which needs no database, or `public` for everybody who reaches the port.
The names of channels, models and client keys are in it, secrets are not.

`deploy/prometheus` has a configuration that scrapes Routex and rules for alerts,
`deploy/grafana/routex.json` a board to import. Tests read every query in them against a real scrape.

- Counters and histograms begin at 0 when Routex starts. A request is counted when it ends, before its row is in the database: rows
  that a crash left to the next start are in no counter.
- Everything else is looked at when the scrape comes. A part that does not answer within a second is told so by
  `routex_part_responds`, and what only it knows is left out.
- Labels are bounded. Channels and client keys have the names that the operator gave them, up to 200 of each; a model has its name once
  a provider has answered for it, up to 500 pairs of channel and model. What is more is counted as `other`. Names stay until the next start.
- A series that never counted is not there, where there would be many: `or vector(0)` helps in queries.
";

#[test]
fn the_reference_of_the_metrics_is_kept() {
    let mut text = PREFACE.to_owned();
    text.push_str("\n| metric | type | unit | labels | |\n| --- | --- | --- | --- | --- |\n");
    for metric in ALL {
        let labels: Vec<_> = metric.labels.iter().map(|l| format!("`{l}`")).collect();
        writeln!(
            text,
            "| `{}` | {} | {} | {} | {} |",
            metric.name(),
            metric.kind.label(),
            metric.unit_name(),
            labels.join(" "),
            metric.about,
        )
        .unwrap();
    }
    text.push_str("\n`outcome` has the words of the request log; `state` is `closed`, `open`, `half_open`, `disabled` or `cooling`.\n");
    keep("en/metrics.md", &text);
}
