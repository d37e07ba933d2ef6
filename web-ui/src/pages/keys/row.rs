//! One client key in the list.

use chrono::{DateTime, Utc};
use routex_entity::{
    BudgetWindow,
    api::{AnalyticsFigures, BudgetStanding, ClientKey},
};
use yew::prelude::*;
use yew_router::prelude::Navigator;

use super::{
    Wish,
    standing::{Standing, used},
};
use crate::{
    components::{Menu, MenuItem, Meter, Symbol},
    format::{
        money::usd,
        number::count,
        time::{moment, relative},
    },
    i18n::I18n,
    route::{Route, link_to},
};

/// Entries of a list that are shown; the others are counted.
const SHOWN: usize = 3;

pub fn view(
    i18n: &I18n,
    key: &ClientKey,
    used: Option<&AnalyticsFigures>,
    now: DateTime<Utc>,
    wish: &Callback<Wish>,
    navigator: Option<&Navigator>,
) -> Html {
    let edit = wish.reform(|_| Wish::Edit);
    let cell = |name: &str, content: Html| {
        html! { <td data-label={i18n.t(name)} class="pf-v6-c-table__td">{ content }</td> }
    };
    html! {
        <tr class="pf-v6-c-table__tr" key={key.id.to_string()}>
            { cell("keys-name", html! {
                <div class="rx-lines">
                    <button type="button" class="pf-v6-c-button pf-m-link pf-m-inline rx-keys__name" onclick={edit}>
                        { &key.name }
                    </button>
                    <span class="rx-mono rx-faint">{ &key.prefix }{ "…" }</span>
                    if key.declared {
                        <span class="rx-faint">{ i18n.t("keys-declared") }</span>
                    }
                </div>
            }) }
            { cell("keys-state", state(i18n, key, now)) }
            { cell("keys-may", may(i18n, key)) }
            { cell("keys-limits", limits(i18n, key)) }
            { cell("keys-budgets", budgets(i18n, key, now)) }
            { cell("keys-month", month(i18n, key, used, navigator)) }
            <td class="pf-v6-c-table__td rx-keys__actions">{ actions(i18n, key, wish) }</td>
        </tr>
    }
}

fn state(i18n: &I18n, key: &ClientKey, now: DateTime<Utc>) -> Html {
    let standing = Standing::of(key, now);
    html! {
        <div class="rx-lines">
            <span class={classes!("rx-state-label", standing.class())}>
                <span class="rx-state-label__dot" aria-hidden="true" />
                { i18n.t(standing.word()) }
            </span>
            if let Some(end) = key.expires_at {
                <span class="rx-faint" title={moment(end)}>
                    { i18n.with(if end > now { "keys-expires-when" } else { "keys-expired-when" },
                        [("when", relative(i18n, end, now).as_str().into())]) }
                </span>
            }
        </div>
    }
}

fn may(i18n: &I18n, key: &ClientKey) -> Html {
    html! {
        <div class="rx-lines">
            if key.models.is_empty() {
                <span class="rx-faint">{ i18n.t("keys-all-models") }</span>
            } else {
                <span class="rx-mono" title={key.models.join(", ")}>{ some(&key.models) }</span>
            }
            if !key.tags.is_empty() {
                <span class="rx-faint">
                    { i18n.with("keys-channels-tagged", [("tags", some(&key.tags).into())]) }
                </span>
            }
            if !key.allowed_ips.is_empty() {
                <span class="rx-faint" title={key.allowed_ips.join(", ")}>
                    { i18n.with("keys-from-addresses", [("addresses", some(&key.allowed_ips).into())]) }
                </span>
            }
        </div>
    }
}

/// The first few, and how many more there are.
fn some(entries: &[String]) -> String {
    let shown = entries.iter().take(SHOWN).cloned().collect::<Vec<_>>();
    let text = shown.join(", ");
    match entries.len().saturating_sub(SHOWN) {
        0 => text,
        more => format!("{text} +{more}"),
    }
}

fn limits(i18n: &I18n, key: &ClientKey) -> Html {
    let limits = [
        ("keys-rpm-of", key.rpm),
        ("keys-tpm-of", key.tpm),
        ("keys-concurrency-of", key.max_concurrency),
    ];
    let mut said = limits
        .into_iter()
        .filter(|(_, limit)| *limit > 0)
        .peekable();
    if said.peek().is_none() {
        return html! { <span class="rx-faint">{ i18n.t("keys-unlimited") }</span> };
    }
    html! {
        <div class="rx-lines rx-number">
            { for said.map(|(name, limit)| html! {
                <span>{ i18n.with(name, [("limit", count(limit.into()).into())]) }</span>
            }) }
        </div>
    }
}

fn budgets(i18n: &I18n, key: &ClientKey, now: DateTime<Utc>) -> Html {
    if key.budgets.is_empty() {
        return html! { <span class="rx-faint">{ i18n.t("keys-no-budget") }</span> };
    }
    html! {
        <div class="rx-keys__budgets">
            { for key.budgets.iter().map(|budget| meter(i18n, budget, now)) }
        </div>
    }
}

fn meter(i18n: &I18n, budget: &BudgetStanding, now: DateTime<Utc>) -> Html {
    let (used, limit) = used(budget);
    let text = i18n.with(
        "used-of-limit",
        [
            ("used", usd(budget.spent_usd).into()),
            ("limit", usd(budget.usd).into()),
        ],
    );
    let fresh = budget.resets_at.map(|at| {
        i18n.with(
            "keys-fresh",
            [("when", relative(i18n, at, now).as_str().into())],
        )
    });
    html! {
        <div title={fresh}>
            <Meter label={i18n.t(window(budget.window))} {used} {limit} {text} />
        </div>
    }
}

/// Name of the text that names a window.
pub const fn window(window: BudgetWindow) -> &'static str {
    match window {
        BudgetWindow::Day => "keys-day",
        BudgetWindow::Week => "keys-week",
        BudgetWindow::Month => "keys-window-month",
        BudgetWindow::Total => "keys-total",
    }
}

fn month(
    i18n: &I18n,
    key: &ClientKey,
    used: Option<&AnalyticsFigures>,
    navigator: Option<&Navigator>,
) -> Html {
    let query = [("key", key.name.as_str())];
    let requests = used.map_or(0, |used| used.requests);
    let metrics = used.and_then(|used| used.metrics.as_ref());
    let cost = metrics.map(|metrics| metrics.cost_usd).unwrap_or_default();
    let requests = i18n.with(
        "keys-requests",
        [
            ("number", requests.into()),
            ("count", count(requests).into()),
        ],
    );
    html! {
        <div class="rx-lines rx-number">
            { link_to(navigator, Route::Analytics, &query, html! { usd(cost) }) }
            { link_to(navigator, Route::Requests, &query, html! { requests }) }
        </div>
    }
}

fn actions(i18n: &I18n, key: &ClientKey, wish: &Callback<Wish>) -> Html {
    let item = |name: &str, symbol: Symbol, wanted: Wish| MenuItem {
        text: i18n.t(name),
        symbol: Some(symbol),
        chosen: None,
        onclick: wish.reform(move |()| wanted.clone()),
    };
    let items = match (key.declared, key.enabled) {
        (true, _) => vec![item("keys-show", Symbol::Eye, Wish::Edit)],
        (false, enabled) => vec![
            item("keys-edit", Symbol::Pencil, Wish::Edit),
            item("keys-rotate", Symbol::Refresh, Wish::Rotate),
            match enabled {
                true => item("keys-disable", Symbol::Power, Wish::Enable(false)),
                false => item("keys-enable", Symbol::Power, Wish::Enable(true)),
            },
            item("keys-delete", Symbol::Trash, Wish::Delete),
        ],
    };
    let label = i18n.with("keys-actions-of", [("name", key.name.as_str().into())]);
    html! { <Menu {label} symbol={Symbol::Dots} {items} /> }
}
