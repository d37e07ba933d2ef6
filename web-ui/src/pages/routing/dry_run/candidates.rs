//! Everybody who was considered: in the order of asking, then those who would not be asked.

use std::collections::BTreeMap;

use routex_entity::api::{ExplainedCandidate, Explanation};
use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::*;

use super::{
    answer::because,
    outcome::parted,
    reasons::{measure, score},
};
use crate::{
    components::StateLabel,
    format::{
        duration::milliseconds,
        number::{NONE, percent},
    },
    i18n::I18n,
    route::Route,
    words,
};

pub fn candidates(
    explanation: &Explanation,
    channels: &BTreeMap<String, Uuid>,
    i18n: &I18n,
) -> Html {
    let [asked, others] = parted(explanation);
    let columns = [
        "routing-column-order",
        "routing-column-channel",
        "routing-column-model",
        "routing-column-state",
        measure(explanation.strategy),
        "routing-column-odds",
        "routing-column-why",
    ];
    let row = |candidate: &&ExplainedCandidate| {
        let columns = columns.map(|name| i18n.t(name));
        row(candidate, explanation, channels, &columns, i18n)
    };
    html! {
        <table class="pf-v6-c-table pf-m-compact pf-m-grid-md rx-table" aria-label={i18n.t("routing-candidates")}>
            <thead class="pf-v6-c-table__thead">
                <tr class="pf-v6-c-table__tr">
                    { for columns.iter().map(|name| html! {
                        <th class="pf-v6-c-table__th" scope="col">{ i18n.t(name) }</th>
                    }) }
                </tr>
            </thead>
            <tbody class="pf-v6-c-table__tbody">{ for asked.iter().map(row) }</tbody>
            if !others.is_empty() {
                <tbody class="pf-v6-c-table__tbody">
                    <tr class="pf-v6-c-table__tr">
                        <th class="pf-v6-c-table__th rx-dry__divider" scope="rowgroup" colspan="7">
                            { i18n.t("routing-not-asked") }
                        </th>
                    </tr>
                    { for others.iter().map(row) }
                </tbody>
            }
        </table>
    }
}

fn row(
    candidate: &ExplainedCandidate,
    explanation: &Explanation,
    channels: &BTreeMap<String, Uuid>,
    columns: &[AttrValue; 7],
    i18n: &I18n,
) -> Html {
    let state = match (candidate.chosen, candidate.excluded) {
        (true, _) => Some("rx-dry__row--chosen"),
        (false, true) => Some("rx-dry__row--out"),
        (false, false) => None,
    };
    let order = candidate
        .order
        .map_or_else(|| NONE.to_owned(), |order| order.to_string());
    let odds = candidate.odds.map_or_else(|| NONE.to_owned(), percent);
    let number = |text: String| {
        // A phone leaves out what nobody knows.
        let unknown = (text == NONE).then_some("rx-dry__none");
        (unknown, html! { <span class="rx-number">{ text }</span> })
    };
    let cells = [
        number(order),
        (None, channel(candidate, channels)),
        (None, model(candidate, i18n)),
        (None, html! { <StateLabel state={candidate.state} /> }),
        number(score(explanation.strategy, candidate.score)),
        number(odds),
        (None, why(candidate, i18n)),
    ];
    html! {
        <tr class={classes!("pf-v6-c-table__tr", state)}>
            { for cells.into_iter().zip(columns).map(|((class, cell), name)| html! {
                <td class={classes!("pf-v6-c-table__td", class)} data-label={name.clone()}><div>{ cell }</div></td>
            }) }
        </tr>
    }
}

fn why(candidate: &ExplainedCandidate, i18n: &I18n) -> Html {
    html! {
        <>
            { because(candidate, i18n) }
            if let Some(ms) = candidate.retry_after_ms {
                { " " }
                <span class="rx-nowrap rx-faint">
                    { i18n.with("routing-again-in", [("time", milliseconds(ms).into())]) }
                </span>
            }
        </>
    }
}

fn channel(candidate: &ExplainedCandidate, channels: &BTreeMap<String, Uuid>) -> Html {
    let name = match channels.get(&candidate.channel) {
        Some(id) => html! {
            <Link<Route> to={Route::Channel { id: *id }}>{ &candidate.channel }</Link<Route>>
        },
        None => html! { { &candidate.channel } },
    };
    html! {
        <>
            <span class="rx-dry__channel">{ name }</span>
            if let Some(label) = &candidate.credential {
                <span class="rx-faint">{ label }</span>
            }
        </>
    }
}

fn model(candidate: &ExplainedCandidate, i18n: &I18n) -> Html {
    let dialect = candidate.dialect.filter(|_| candidate.translated);
    html! {
        <>
            <span class="rx-mono rx-dry__model">{ &candidate.model }</span>
            if let Some(dialect) = dialect {
                <span class="rx-faint">
                    { i18n.with("routing-translated", [("dialect", words::dialect(dialect).into())]) }
                </span>
            }
            if !candidate.lacks.is_empty() && !candidate.reason.starts_with("lacks_") {
                <span class="rx-faint">
                    { i18n.with("routing-lacks", [("needs", words::needs(&candidate.lacks, i18n).into())]) }
                </span>
            }
        </>
    }
}
