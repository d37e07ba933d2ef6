//! What happened over time, and who did how much of it: sums and series of all requests.

mod ask_again;
mod breakdown;
mod change;
mod charts;
mod compare;
mod controls;
mod figures;
mod filters;
mod period;
mod questions;
mod tiles;
mod toggles;
mod view;

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::{
    EventKind,
    api::{AnalyticsSeries, AnalyticsSummary},
};
use yew::prelude::*;
use yew_router::{prelude::*, query::Raw};

use crate::{
    api::{Loaded, field_error, use_loaded},
    browser,
    components::{Empty, Notice, PageHead, Symbol},
    format::time::moment,
    i18n::{I18n, use_i18n},
    live::{Heard, use_live},
    route::Route,
};
use ask_again::is_due;
use breakdown::Breakdown;
use charts::Charts;
use compare::Compare;
use controls::Controls;
use period::Period;
use questions::Questions;
use view::View;

#[component]
pub fn Analytics() -> Html {
    let i18n = use_i18n();
    let (view, change) = use_view();
    let now_ms = use_now_while_it_changes(view.period);
    // Nothing as fine as suits is kept of what is shown: then what there is.
    let coarse = use_state(|| None::<View>);
    let questions = Questions {
        view: view.clone(),
        now_ms,
        coarse: coarse.as_ref() == Some(&view),
    };
    let summary = use_loaded::<AnalyticsSummary>(questions.summary().into());
    let series = use_loaded::<AnalyticsSeries>(questions.series().into());
    let refused = field_error(series.failure.as_ref(), "bucket");
    {
        let (coarse, view) = (coarse.setter(), view.clone());
        let is_refused = refused.is_some() && view.bucket.is_none();
        use_effect_with((is_refused, view), move |(is_refused, view)| {
            if *is_refused {
                coarse.set(Some(view.clone()));
            }
        });
    }
    html! {
        <>
            <PageHead title={i18n.t("analytics-title")} text={i18n.t("analytics-text")}>
                <a class="pf-v6-c-button pf-m-secondary" href={questions.series_table()} download="">
                    { i18n.t("analytics-export-series") }
                </a>
            </PageHead>
            <Controls
                view={view.clone()}
                {now_ms}
                refused={refused.filter(|_| view.bucket.is_some())}
                onchange={change.clone()}
            />
            { content(&i18n, &questions, &summary, &series, &change) }
        </>
    }
}

fn content(
    i18n: &I18n,
    questions: &Questions,
    summary: &Loaded<AnalyticsSummary>,
    series: &Loaded<AnalyticsSeries>,
    change: &Callback<View>,
) -> Html {
    let read = summary.view(|summary| {
        if summary.current.figures.requests == 0 {
            return nothing(i18n, &questions.view, change);
        }
        let points = series.data.as_ref().map(|series| points(series));
        html! {
            <>
                { counting(i18n, summary) }
                <p class="rx-faint">{ covered(i18n, summary) }</p>
                { tiles::tiles(i18n, summary, points.as_deref().unwrap_or_default()) }
                { series.view(|series| html! {
                    <Charts series={Rc::clone(series)} view={questions.view.clone()} onchange={change.clone()} />
                }) }
                <Compare questions={questions.clone()} onchange={change.clone()} />
                <Breakdown questions={questions.clone()} onchange={change.clone()} />
            </>
        }
    });
    let busy = summary.busy || series.busy;
    html! {
        <div class={classes!("rx-analytics", busy.then_some("rx-analytics--busy"))} aria-busy={busy.to_string()}>
            { read }
        </div>
    }
}

/// The figures of every bucket.
fn points(series: &AnalyticsSeries) -> Vec<routex_entity::api::AnalyticsFigures> {
    let line = series.lines.first();
    let points = line.map(|line| line.points.iter().map(|point| point.figures.clone()));
    points.map(Iterator::collect).unwrap_or_default()
}

/// From when to when, as the first of a bucket is shown whole.
fn covered(i18n: &I18n, summary: &AnalyticsSummary) -> AttrValue {
    let minute = |at| {
        moment(at)
            .chars()
            .take("2026-11-24 09:00".len())
            .collect::<String>()
    };
    let (from, to) = (minute(summary.current.from), minute(summary.current.to));
    i18n.with(
        "analytics-covered",
        [("from", from.into()), ("to", to.into())],
    )
}

fn counting(i18n: &I18n, summary: &AnalyticsSummary) -> Html {
    match summary.counting_before {
        Some(before) => html! {
            <Notice title={i18n.t("analytics-counting")}>
                { i18n.with("analytics-counting-text", [("time", moment(before).into())]) }
            </Notice>
        },
        None => Html::default(),
    }
}

fn nothing(i18n: &I18n, view: &View, change: &Callback<View>) -> Html {
    let unfiltered = view.unfiltered();
    let (text, action, next) = if unfiltered == *view {
        (
            "analytics-nothing-text",
            "analytics-longest",
            view.longest(),
        )
    } else {
        (
            "analytics-nothing-fits-text",
            "analytics-unfiltered",
            unfiltered,
        )
    };
    let is_offered = next != *view;
    let onclick = change.reform(move |_| next.clone());
    html! {
        <section class="pf-v6-c-card">
            <Empty symbol={Symbol::Chart} title={i18n.t("analytics-nothing")}>
                <p>{ i18n.t(text) }</p>
                if is_offered {
                    <Button variant={ButtonVariant::Link} {onclick} label={i18n.t(action).to_string()} />
                }
            </Empty>
        </section>
    }
}

/// What the address asks for, and the way to ask for something else.
#[hook]
fn use_view() -> (View, Callback<View>) {
    let query = use_location().map(|location| location.query_str().to_owned());
    let view = View::read(query.as_deref().unwrap_or_default());
    let navigator = use_navigator();
    let change = use_callback(navigator, |next: View, navigator| {
        if let Some(navigator) = navigator {
            // A query that is text already cannot be refused.
            let _ = navigator.push_with_query(&Route::Analytics, Raw(next.query()));
        }
    });
    (view, change)
}

/// The time up to which is asked. It goes on while requests end, but not all the time.
#[hook]
fn use_now_while_it_changes(period: Period) -> i64 {
    let again = use_state(|| 0_i64);
    let now_ms = *use_memo((period, *again), |_| browser::now().timestamp_millis());
    let shown = use_mut_ref(|| (period, now_ms));
    *shown.borrow_mut() = (period, now_ms);
    let heard = {
        let again = again.setter();
        Callback::from(move |heard: Heard| {
            let now = browser::now().timestamp_millis();
            let (period, asked_ms) = *shown.borrow();
            if is_due(&heard, period, now - asked_ms) {
                again.set(now);
            }
        })
    };
    use_live(&[EventKind::Stats], heard);
    now_ms
}
