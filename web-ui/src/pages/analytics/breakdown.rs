//! Who did how much, altogether: the largest with a row each, and all others together.

mod row;

use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::{
    GroupBy, Ranking,
    api::{AnalyticsBreakdown, AnalyticsFigures, AnalyticsRow},
};
use yew::prelude::*;

use super::{
    questions::Questions,
    view::{MOST_ROWS, View},
};
use crate::{
    api::use_loaded,
    components::{Icon, Panel, Symbol},
    i18n::{I18n, use_i18n},
    words,
};
use row::cells;

/// What stands above each column, and what it is sorted by.
pub const COLUMNS: [(&str, Option<Ranking>); 8] = [
    ("analytics-requests", Some(Ranking::Requests)),
    ("analytics-failed", Some(Ranking::Failures)),
    ("analytics-tokens", Some(Ranking::Tokens)),
    ("analytics-cost", Some(Ranking::Cost)),
    ("analytics-ttft-p95", Some(Ranking::Ttft)),
    ("analytics-duration-p95", Some(Ranking::Duration)),
    ("analytics-cache", None),
    ("analytics-speed", None),
];

#[derive(Properties, PartialEq)]
pub struct Props {
    pub questions: Questions,
    pub onchange: Callback<View>,
}

#[component]
pub fn Breakdown(props: &Props) -> Html {
    let i18n = use_i18n();
    let read = use_loaded::<AnalyticsBreakdown>(props.questions.rows().into());
    let view = &props.questions.view;
    let title = i18n.t(match view.group {
        GroupBy::Channel => "analytics-by-channel",
        GroupBy::Model => "analytics-by-model",
        GroupBy::Key => "analytics-by-key",
        GroupBy::Outcome => "analytics-by-outcome",
    });
    let aside = html! {
        <a class="pf-v6-c-button pf-m-link pf-m-small" href={props.questions.rows_table()} download="">
            { i18n.t("analytics-export-rows") }
        </a>
    };
    html! {
        <Panel {title} {aside}>
            { read.view(|breakdown| table(&i18n, breakdown, view, &props.onchange)) }
        </Panel>
    }
}

/// Name of the text that names what is told apart.
pub const fn group_word(group: GroupBy) -> &'static str {
    match group {
        GroupBy::Channel => "analytics-group-channel",
        GroupBy::Model => "analytics-group-model",
        GroupBy::Key => "analytics-group-key",
        GroupBy::Outcome => "analytics-group-outcome",
    }
}

/// How a line or a row is called.
pub fn name_of(i18n: &I18n, group: GroupBy, name: Option<&str>, others: bool) -> AttrValue {
    match name {
        _ if others => i18n.t("analytics-others"),
        None => i18n.t("analytics-none"),
        Some(name) => match name.parse() {
            Ok(outcome) if group == GroupBy::Outcome => i18n.t(words::outcome(outcome)),
            _ => AttrValue::from(name.to_owned()),
        },
    }
}

fn table(
    i18n: &I18n,
    breakdown: &AnalyticsBreakdown,
    view: &View,
    onchange: &Callback<View>,
) -> Html {
    let group = breakdown.group_by;
    html! {
        <>
            <div class="rx-analytics__scroll">
            <table class="pf-v6-c-table pf-m-compact pf-m-grid-md rx-table rx-breakdown" aria-label={i18n.t("analytics-breakdown")}>
                <thead class="pf-v6-c-table__thead">
                    <tr class="pf-v6-c-table__tr">
                        <th class="pf-v6-c-table__th" scope="col">{ i18n.t(group_word(group)) }</th>
                        { for COLUMNS.map(|(name, sort)| head(i18n, name, sort, view, onchange)) }
                    </tr>
                </thead>
                <tbody class="pf-v6-c-table__tbody">
                    { for breakdown.rows.iter().map(|row| line(i18n, group, row, &breakdown.total, view, onchange)) }
                </tbody>
                <tfoot class="pf-v6-c-table__tbody">
                    <tr class="pf-v6-c-table__tr rx-breakdown__total">
                        <th class="pf-v6-c-table__th" scope="row">{ i18n.t("analytics-total") }</th>
                        { for cells(i18n, &breakdown.total, None) }
                    </tr>
                </tfoot>
            </table>
            </div>
            { more(i18n, breakdown, view, onchange) }
        </>
    }
}

fn head(
    i18n: &I18n,
    name: &'static str,
    sort: Option<Ranking>,
    view: &View,
    onchange: &Callback<View>,
) -> Html {
    let Some(sort) = sort else {
        return html! { <th class="pf-v6-c-table__th rx-right" scope="col">{ i18n.t(name) }</th> };
    };
    let is_sorted = view.sort == sort;
    let next = View {
        sort,
        ..view.clone()
    };
    html! {
        <th class="pf-v6-c-table__th rx-right" scope="col" aria-sort={is_sorted.then_some("descending")}>
            <button
                type="button"
                class={classes!("rx-breakdown__sort", is_sorted.then_some("rx-breakdown__sort--chosen"))}
                onclick={onchange.reform(move |_| next.clone())}
            >
                { i18n.t(name) }
                if is_sorted {
                    <Icon symbol={Symbol::ChevronDown} />
                }
            </button>
        </th>
    }
}

fn line(
    i18n: &I18n,
    group: GroupBy,
    row: &AnalyticsRow,
    total: &AnalyticsFigures,
    view: &View,
    onchange: &Callback<View>,
) -> Html {
    html! {
        <tr class="pf-v6-c-table__tr">
            <td class="pf-v6-c-table__td rx-breakdown__name" data-label={i18n.t(group_word(group))}>
                { name(i18n, group, row, view, onchange) }
            </td>
            { for cells(i18n, &row.figures, Some(total)) }
        </tr>
    }
}

/// The way to see this one alone, where there is one.
fn name(
    i18n: &I18n,
    group: GroupBy,
    row: &AnalyticsRow,
    view: &View,
    onchange: &Callback<View>,
) -> Html {
    if row.others {
        let count = crate::format::number::count(row.others_count);
        return html! {
            <span class="rx-faint">{ i18n.with("analytics-others-count", [("count", count.into())]) }</span>
        };
    }
    let text = name_of(i18n, group, row.name.as_deref(), false);
    let is_shown_alone = view.filter(group).is_some();
    if row.name.is_none() || group == GroupBy::Outcome || is_shown_alone {
        return html! { { text } };
    }
    let next = view.filtered(group, row.name.clone());
    html! {
        <button
            type="button"
            class="pf-v6-c-button pf-m-link pf-m-inline"
            title={i18n.t("analytics-alone")}
            onclick={onchange.reform(move |_| next.clone())}
        >
            { text }
        </button>
    }
}

fn more(
    i18n: &I18n,
    breakdown: &AnalyticsBreakdown,
    view: &View,
    onchange: &Callback<View>,
) -> Html {
    let is_cut = breakdown.rows.iter().any(|row| row.others) && view.rows < MOST_ROWS;
    if !is_cut {
        return Html::default();
    }
    let next = View {
        rows: (view.rows * 5).min(MOST_ROWS),
        ..view.clone()
    };
    html! {
        <Button
            variant={ButtonVariant::Link}
            class="rx-flush"
            onclick={onchange.reform(move |_| next.clone())}
            label={i18n.t("analytics-more-rows").to_string()}
        />
    }
}

#[cfg(test)]
mod tests;
