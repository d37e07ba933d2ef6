//! Who did how much, over time: a line for each of the largest, and one for all others.

use routex_entity::{
    GroupBy,
    api::{AnalyticsLine, AnalyticsSeries},
};
use yew::prelude::*;

use super::{
    breakdown::{group_word, name_of},
    charts::{Drawing, zoom},
    figures::Metric,
    questions::Questions,
    toggles::toggles,
    view::View,
};
use crate::{
    api::use_loaded,
    components::{Chart, Panel, SelectField},
    i18n::{I18n, use_i18n},
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub questions: Questions,
    pub onchange: Callback<View>,
}

#[component]
pub fn Compare(props: &Props) -> Html {
    let i18n = use_i18n();
    let view = &props.questions.view;
    let series = use_loaded::<AnalyticsSeries>(props.questions.lines().into());
    let chart = series.view(|series| {
        // Those of another grouping are on their way.
        let group = series.group_by.unwrap_or(view.group);
        let metric = metric(view.metric, group);
        let drawing = Drawing::new(series, &i18n);
        let (plot, look) = drawing.compared(metric, |line: &AnalyticsLine| {
            name_of(&i18n, group, line.name.as_deref(), line.others)
        });
        html! {
            <Chart
                label={label(&i18n, metric, group)}
                {plot}
                {look}
                onzoom={zoom(view, &props.onchange)}
            />
        }
    });
    html! {
        <Panel title={i18n.t("analytics-compare")} aside={table(&i18n, &props.questions)}>
            <div class="rx-analytics__compare">
                { groups(&i18n, view, &props.onchange) }
                { metrics(&i18n, view, &props.onchange) }
            </div>
            { chart }
            <p class="rx-faint">{ i18n.t("analytics-compare-help") }</p>
        </Panel>
    }
}

/// Of outcomes, only the number is known.
fn metric(wanted: Metric, group: GroupBy) -> Metric {
    match group {
        GroupBy::Outcome => Metric::Requests,
        _ => wanted,
    }
}

fn label(i18n: &I18n, metric: Metric, group: GroupBy) -> AttrValue {
    let (metric, group) = (i18n.t(metric.word()), i18n.t(group_word(group)));
    i18n.with(
        "analytics-compare-label",
        [
            ("metric", metric.as_str().into()),
            ("group", group.as_str().into()),
        ],
    )
}

fn table(i18n: &I18n, questions: &Questions) -> Html {
    html! {
        <a class="pf-v6-c-button pf-m-link pf-m-small" href={questions.lines_table()} download="">
            { i18n.t("analytics-export-lines") }
        </a>
    }
}

fn groups(i18n: &I18n, view: &View, onchange: &Callback<View>) -> Html {
    let choice = |group: GroupBy| {
        let next = View {
            group,
            ..view.clone()
        };
        let choose = onchange.reform(move |_| next.clone());
        (i18n.t(group_word(group)), group == view.group, choose)
    };
    let choices = GroupBy::ALL.iter().copied().map(choice).collect();
    toggles(i18n.t("analytics-group"), choices)
}

fn metrics(i18n: &I18n, view: &View, onchange: &Callback<View>) -> Html {
    let options = Metric::ALL.map(|metric| (metric.name().into(), i18n.t(metric.word())));
    let choose = {
        let view = view.clone();
        onchange.reform(move |name: String| View {
            metric: Metric::by_name(&name).unwrap_or(view.metric),
            ..view.clone()
        })
    };
    html! {
        <SelectField
            id="metric"
            label={i18n.t("analytics-metric")}
            value={metric(view.metric, view.group).name()}
            options={options.to_vec()}
            disabled={view.group == GroupBy::Outcome}
            onchange={choose}
        />
    }
}
