//! Everything over time: a chart for each thing that is counted or measured.

mod plots;

use std::rc::Rc;

use routex_entity::api::AnalyticsSeries;
use yew::prelude::*;

use super::{figures::Metric, period::Period, view::View};
use crate::{
    components::{Chart, Look, Panel, Plot},
    i18n::use_i18n,
};
pub use plots::Drawing;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub series: Rc<AnalyticsSeries>,
    pub view: View,
    pub onchange: Callback<View>,
}

#[component]
pub fn Charts(props: &Props) -> Html {
    let i18n = use_i18n();
    let drawing = Drawing::new(&props.series, &i18n);
    let cumulative = props.view.cumulative;
    let zoom = zoom(&props.view, &props.onchange);
    let toggle = {
        let view = props.view.clone();
        props.onchange.reform(move |_: Event| View {
            cumulative: !cumulative,
            ..view.clone()
        })
    };
    let adding_up = html! {
        <label class="rx-check" for="cumulative">
            <input type="checkbox" id="cumulative" checked={cumulative} onchange={toggle} />
            <span>{ i18n.t("analytics-cumulative") }</span>
        </label>
    };
    let panel = |name: &'static str, aside: Html, (plot, look): (Plot, Look)| {
        html! {
            <Panel title={i18n.t(name)} {aside}>
                <Chart label={i18n.t(name)} {plot} {look} onzoom={zoom.clone()} />
            </Panel>
        }
    };
    html! {
        <div class="rx-pair">
            { panel("analytics-chart-outcomes", Html::default(), drawing.outcomes(true)) }
            { panel("analytics-chart-errors", Html::default(), drawing.outcomes(false)) }
            { panel("analytics-chart-tokens", Html::default(), drawing.tokens()) }
            { panel("analytics-chart-cost", adding_up, drawing.cost(cumulative)) }
            { panel("analytics-chart-ttft", Html::default(), drawing.percentiles(|metrics| metrics.ttft_ms)) }
            { panel("analytics-chart-duration", Html::default(), drawing.percentiles(|metrics| metrics.duration_ms)) }
            { panel("analytics-chart-cache", Html::default(), drawing.cache()) }
            { panel("analytics-chart-speed", Html::default(), drawing.single(Metric::Speed)) }
        </div>
    }
}

/// A box over a time shows that time.
pub fn zoom(view: &View, onchange: &Callback<View>) -> Callback<(i64, i64)> {
    let view = view.clone();
    onchange.reform(move |(from, to)| view.during(Period::drawn_over(from, to)))
}
