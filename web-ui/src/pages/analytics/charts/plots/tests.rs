use routex_entity::{Bucket, GroupBy, api::time};

use super::*;
use crate::{
    i18n::Language,
    pages::analytics::{figures::testing::figures, period::HOUR_MS},
};

fn line(name: Option<&str>, others: bool, requests: &[u64]) -> AnalyticsLine {
    let points = requests
        .iter()
        .enumerate()
        .map(|(index, requests)| AnalyticsPoint {
            at: time(index as i64 * HOUR_MS),
            figures: figures(*requests),
        });
    AnalyticsLine {
        name: name.map(str::to_owned),
        others,
        points: points.collect(),
    }
}

fn series(lines: Vec<AnalyticsLine>) -> AnalyticsSeries {
    AnalyticsSeries {
        from: time(0),
        to: time(2 * HOUR_MS),
        bucket: Bucket::Hour,
        group_by: Some(GroupBy::Channel),
        lines,
        counting_before: None,
    }
}

#[test]
fn outcomes_that_happened_are_on_top_of_each_other() {
    let i18n = I18n::new(Language::English);
    let series = series(vec![line(None, false, &[10, 20])]);
    let (plot, look) = Drawing::new(&series, &i18n).outcomes(true);

    let names: Vec<_> = plot.lines.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(names, ["Success", "Overloaded"]);
    assert_eq!(plot.lines[1].points, [(0, Some(1.0)), (HOUR_MS, Some(2.0))]);
    assert_eq!(plot.span, (0, 2 * HOUR_MS));
    assert!(look.stacked && look.bars);
    assert_eq!(look.step_ms, HOUR_MS);

    let (errors, _) = Drawing::new(&series, &i18n).outcomes(false);
    assert_eq!(errors.lines.len(), 1);
}

#[test]
fn cost_adds_up_when_asked_to() {
    let i18n = I18n::new(Language::English);
    let series = series(vec![line(None, false, &[1, 1])]);
    let drawing = Drawing::new(&series, &i18n);
    let values = |(plot, _): (Plot, Look)| -> Vec<_> {
        plot.lines[0]
            .points
            .iter()
            .map(|(_, value)| *value)
            .collect()
    };
    assert_eq!(values(drawing.cost(false)), [Some(1.5), Some(1.5)]);
    assert_eq!(values(drawing.cost(true)), [Some(1.5), Some(3.0)]);
}

#[test]
fn all_others_are_grey_and_what_does_not_add_up_is_lines() {
    let i18n = I18n::new(Language::English);
    let series = series(vec![
        line(Some("eu-1"), false, &[3]),
        line(None, true, &[1]),
    ]);
    let drawing = Drawing::new(&series, &i18n);
    let name = |line: &AnalyticsLine| AttrValue::from(line.name.clone().unwrap_or_default());

    let (plot, look) = drawing.compared(Metric::Requests, name);
    assert_eq!(plot.lines[0].name, "eu-1");
    assert_eq!((look.bars, look.colours), (true, vec![0, GREY]));
    assert!(!drawing.compared(Metric::Ttft, name).1.bars);
}
