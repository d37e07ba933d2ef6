//! The last five minutes as lines, from when the page was opened.

use std::{collections::VecDeque, rc::Rc};

use yew::prelude::*;

use super::reading::Reading;
use crate::{
    browser,
    components::{Axis, Chart, Line, Panel, Plot},
    i18n::{I18n, use_i18n},
};

const SPAN_MS: i64 = 5 * 60 * 1000;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub points: Rc<VecDeque<Reading>>,
}

#[component]
pub fn Charts(props: &Props) -> Html {
    let i18n = use_i18n();
    let last = props.points.back().map(|point| point.at_ms);
    let end = last.unwrap_or_else(|| browser::now().timestamp_millis());
    let span = (end - SPAN_MS, end);
    html! {
        <div class="rx-pair">
            <Panel title={i18n.t("chart-traffic")}>
                <Chart label={i18n.t("chart-traffic-label")} plot={traffic(&props.points, span, &i18n)} />
            </Panel>
            <Panel title={i18n.t("chart-latency")}>
                <Chart label={i18n.t("chart-latency-label")} plot={latency(&props.points, span, &i18n)} />
            </Panel>
        </div>
    }
}

fn traffic(points: &VecDeque<Reading>, span: (i64, i64), i18n: &I18n) -> Plot {
    Plot {
        axis: Axis::Plain,
        span,
        lines: vec![
            line(i18n.t("tile-requests"), points, true, |point| {
                Some(point.requests_per_second)
            }),
            line(i18n.t("tile-in-flight"), points, false, |point| {
                Some(point.in_flight)
            }),
        ],
    }
}

fn latency(points: &VecDeque<Reading>, span: (i64, i64), i18n: &I18n) -> Plot {
    Plot {
        axis: Axis::Milliseconds,
        span,
        lines: vec![
            line(i18n.t("chart-p50"), points, true, |point| point.ttft_p50_ms),
            line(i18n.t("chart-p95"), points, false, |point| {
                point.ttft_p95_ms
            }),
        ],
    }
}

fn line(
    name: AttrValue,
    points: &VecDeque<Reading>,
    filled: bool,
    pick: fn(&Reading) -> Option<f64>,
) -> Line {
    Line {
        name,
        points: points
            .iter()
            .map(|point| (point.at_ms, pick(point)))
            .collect(),
        filled,
    }
}
