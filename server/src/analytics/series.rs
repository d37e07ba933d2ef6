//! Lines of a chart.

use std::collections::{BTreeMap, HashMap};

use routex_entity::{
    GroupBy, Outcome, Ranking,
    api::{AnalyticsFigures, AnalyticsLine, AnalyticsPoint, AnalyticsSeries, time},
};

use super::{
    bucket::Chart,
    csv::{Csv, OTHERS},
    figures::{figures, only_number},
    ranked::{divide, shown, weight},
};
use crate::{
    rollup::Cell,
    store::{StoreError, rollup::Summed},
};

/// By the beginning of the bucket.
type Line = BTreeMap<i64, Cell>;

/// The `limit` lines with the most requests, and the one of all others. `group_by` is how `found` was told apart.
pub fn series(
    chart: &Chart,
    found: Vec<Summed>,
    group_by: Option<GroupBy>,
    limit: usize,
) -> Result<AnalyticsSeries, StoreError> {
    let mut by_name: HashMap<String, Line> = HashMap::new();
    for summed in found {
        let cell = summed.cell()?;
        let line = by_name.entry(summed.name).or_default();
        line.entry(summed.start_ms).or_default().merge(&cell);
    }
    let lines = match group_by {
        None => {
            let line = by_name.into_values().next().unwrap_or_default();
            vec![shown_line(chart, None, false, |at| of(&line, at))]
        }
        Some(GroupBy::Outcome) => {
            let line = by_name.into_values().next().unwrap_or_default();
            by_outcome(chart, &line)
        }
        Some(_) => largest(chart, by_name, limit),
    };
    Ok(AnalyticsSeries {
        from: time(chart.from_ms),
        to: time(chart.to_ms),
        bucket: chart.bucket(),
        group_by,
        lines,
        counting_before: None,
    })
}

fn largest(chart: &Chart, by_name: HashMap<String, Line>, limit: usize) -> Vec<AnalyticsLine> {
    let all = by_name.into_iter().collect();
    let (first, rest) = divide(all, limit, |line: &Line| {
        line.values()
            .map(|cell| weight(cell, Ranking::Requests))
            .fold(0, i64::saturating_add)
    });
    let mut lines: Vec<AnalyticsLine> = first
        .into_iter()
        .map(|(name, line)| shown_line(chart, shown(name), false, |at| of(&line, at)))
        .collect();
    if !rest.is_empty() {
        let mut others = Line::new();
        for (at, cell) in rest.iter().flat_map(|(_, line)| line) {
            others.entry(*at).or_default().merge(cell);
        }
        lines.push(shown_line(chart, None, true, |at| of(&others, at)));
    }
    lines
}

fn by_outcome(chart: &Chart, line: &Line) -> Vec<AnalyticsLine> {
    let count = |outcome: Outcome, at| line.get(&at).map_or(0, |cell| cell.outcome(outcome));
    let mut lines: Vec<(u64, AnalyticsLine)> = Outcome::ALL
        .iter()
        .map(|outcome| {
            let all = line.values().map(|cell| cell.outcome(*outcome)).sum();
            let name = Some(outcome.to_string());
            let line = shown_line(chart, name, false, |at| only_number(count(*outcome, at)));
            (all, line)
        })
        .filter(|(all, _)| *all > 0)
        .collect();
    lines.sort_by_key(|(all, _)| std::cmp::Reverse(*all));
    lines.into_iter().map(|(_, line)| line).collect()
}

fn of(line: &Line, at: i64) -> AnalyticsFigures {
    match line.get(&at) {
        Some(cell) => figures(cell),
        None => figures(&Cell::default()),
    }
}

fn shown_line(
    chart: &Chart,
    name: Option<String>,
    others: bool,
    figures: impl Fn(i64) -> AnalyticsFigures,
) -> AnalyticsLine {
    let points = chart.starts().map(|at| AnalyticsPoint {
        at: time(at),
        figures: figures(at),
    });
    AnalyticsLine {
        name,
        others,
        points: points.collect(),
    }
}

/// A row for every point of every line.
pub fn series_csv(series: &AnalyticsSeries) -> String {
    let by_outcome = series.group_by == Some(GroupBy::Outcome);
    let mut csv = Csv::new(
        &["at", series.group_by.map_or("all", GroupBy::as_str)],
        !by_outcome,
    );
    for line in &series.lines {
        let name = match line.others {
            true => OTHERS,
            false => line.name.as_deref().unwrap_or_default(),
        };
        for point in &line.points {
            let at = point.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            csv.row(&[&at, name], &point.figures);
        }
    }
    csv.text()
}
