//! What is drawn, and how that is told to what draws. Pure.

use serde_json::{Value, json};
use yew::AttrValue;

use crate::{
    format::{
        duration, money,
        number::{self, NONE},
    },
    i18n::I18n,
};
use routex_entity::api::Usd;

/// In what the values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    Plain,
    /// Whole numbers.
    Count,
    Milliseconds,
    Dollars,
    /// From 0 to 1.
    Share,
}

impl Axis {
    const ALL: [Self; 5] = [
        Self::Plain,
        Self::Count,
        Self::Milliseconds,
        Self::Dollars,
        Self::Share,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Count => "count",
            Self::Milliseconds => "milliseconds",
            Self::Dollars => "dollars",
            Self::Share => "share",
        }
    }

    fn format(self, value: f64) -> String {
        match self {
            Self::Plain | Self::Count => number::compact(value),
            Self::Milliseconds => duration::milliseconds(value.max(0.0) as u64),
            Self::Dollars => money::usd(Usd::from_nanos((value * 1e9).round() as i64)),
            Self::Share => number::percent(value),
        }
    }
}

/// One line of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub name: AttrValue,
    /// Time in milliseconds since 1970, and the value then. `None`: a gap.
    pub points: Vec<(i64, Option<f64>)>,
    /// The room below it is filled.
    pub filled: bool,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    pub axis: Axis,
    pub lines: Vec<Line>,
    /// First and last time, in milliseconds since 1970.
    pub span: (i64, i64),
}

/// How it is drawn. What is usual is lines of points in time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    pub bars: bool,
    /// Each on top of those before it.
    pub stacked: bool,
    /// Milliseconds that a point stands for, from its time on. 0: it is a point in time.
    pub step_ms: i64,
    pub rest: Rest,
    /// Number of the colour of each line, from 0 to 9. Empty: in order.
    pub colours: Vec<u8>,
}

/// What stands beside the name of a line while nobody points at the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rest {
    #[default]
    Last,
    Sum,
    Nothing,
}

impl Rest {
    fn of(self, values: &[Option<f64>]) -> Option<f64> {
        match self {
            Self::Last => values.iter().rev().find_map(|value| *value),
            Self::Sum => Some(values.iter().flatten().sum()),
            Self::Nothing => None,
        }
    }
}

/// What the page around the chart is like.
#[derive(Clone, PartialEq)]
pub struct Page {
    pub i18n: I18n,
    pub dark: bool,
    pub can_zoom: bool,
}

/// The value in the unit of the axis with this name.
pub fn formatted(axis: &str, value: f64) -> String {
    let axis = Axis::ALL.into_iter().find(|one| one.name() == axis);
    axis.unwrap_or(Axis::Plain).format(value)
}

/// As `js/plot.js` wants to be told: all lines have values at the same times.
pub fn picture(plot: &Plot, look: &Look, page: &Page) -> Value {
    let times = times(&plot.lines);
    let lines = plot.lines.iter().enumerate().map(|(index, line)| {
        let values = values(line, &times);
        let colour = look.colours.get(index).map_or(index, |one| (*one).into());
        json!({
            "name": &*line.name, "filled": line.filled, "colour": colour,
            "rest": look.rest.of(&values), "values": values,
        })
    });
    json!({
        "axis": plot.axis.name(), "span": [plot.span.0, plot.span.1],
        "bars": look.bars, "stacked": look.stacked, "step_ms": look.step_ms,
        "says_rest": look.rest != Rest::Nothing,
        "dark": page.dark, "zoom": page.can_zoom, "language": page.i18n.language().tag(),
        "words": { "none": NONE, "time": &*page.i18n.t("chart-time") },
        "lines": lines.collect::<Vec<_>>(), "times": times,
    })
}

fn times(lines: &[Line]) -> Vec<i64> {
    let of = |line: &Line| -> Vec<i64> { line.points.iter().map(|(at, _)| *at).collect() };
    let mut all = lines.first().map(of).unwrap_or_default();
    if lines.iter().any(|line| of(line) != all) {
        all = lines.iter().flat_map(of).collect();
        all.sort_unstable();
        all.dedup();
    }
    all
}

fn values(line: &Line, times: &[i64]) -> Vec<Option<f64>> {
    let mut points = line.points.iter().peekable();
    let at = |time: &i64| {
        points
            .next_if(|(at, _)| at == time)
            .and_then(|(_, value)| *value)
    };
    times.iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn page() -> Page {
        Page {
            i18n: I18n::new(Language::English),
            dark: true,
            can_zoom: false,
        }
    }

    fn line(points: &[(i64, Option<f64>)]) -> Line {
        Line {
            name: "a".into(),
            points: points.to_vec(),
            filled: true,
        }
    }

    #[test]
    fn values_are_told_in_their_unit() {
        assert_eq!(formatted("milliseconds", 1240.0), "1.24 s");
        assert_eq!(formatted("dollars", 0.5), "$0.50");
        assert_eq!(formatted("dollars", 0.3), "$0.30");
        assert_eq!(formatted("share", 0.5), "50%");
        assert_eq!(formatted("count", 3.0), "3");
        assert_eq!(formatted("?", 1500.0), "1.50k");
    }

    #[test]
    fn lines_share_their_times() {
        let plot = Plot {
            axis: Axis::Plain,
            lines: vec![
                line(&[(0, Some(1.0)), (10, None)]),
                line(&[(5, Some(2.0)), (10, Some(3.0))]),
            ],
            span: (0, 60),
        };
        let picture = picture(&plot, &Look::default(), &page());
        assert_eq!(picture["times"], json!([0, 5, 10]));
        assert_eq!(picture["lines"][0]["values"], json!([1.0, null, null]));
        assert_eq!(picture["lines"][1]["values"], json!([null, 2.0, 3.0]));
        assert_eq!(picture["lines"][1]["colour"], 1);
        assert_eq!(picture["span"], json!([0, 60]));
    }

    #[test]
    fn beside_a_name_stands_what_was_last_or_all_together() {
        let values = [Some(1.0), Some(2.0), None];
        assert_eq!(Rest::Last.of(&values), Some(2.0));
        assert_eq!(Rest::Sum.of(&values), Some(3.0));
        assert_eq!(Rest::Nothing.of(&values), None);
        assert_eq!(Rest::Last.of(&[]), None);
    }
}
