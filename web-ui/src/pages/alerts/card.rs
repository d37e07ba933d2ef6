//! One alert with its messages.

use chrono::{DateTime, Utc};
use routex_entity::{
    AlertState, DeliveryState, Severity,
    api::{Alert, AlertDelivery},
};
use yew::prelude::*;
use yew_router::prelude::*;

use super::names;
use crate::{
    components::{Icon, Symbol},
    format::{duration, time},
    i18n::I18n,
    route::Route,
};

pub fn card(alert: &Alert, now: DateTime<Utc>, i18n: &I18n) -> Html {
    let firing = alert.state == AlertState::Firing;
    let state = match firing {
        true => severity_class(alert.severity),
        false => "rx-alert--over",
    };
    html! {
        <article class={classes!("rx-alert", state)} key={alert.id.to_string()} aria-label={alert.summary.clone()}>
            <div class="rx-alert__head">
                { label(alert, i18n) }
                <h3 class="rx-alert__title">
                    { i18n.t(names::kind(alert.kind).0) }
                    if !alert.subject.name.is_empty() { { ": " }{ subject(alert) } }
                </h3>
                <span class="rx-faint rx-alert__when" title={time::moment(alert.since)}>{ when(alert, now, i18n) }</span>
            </div>
            <p class="rx-alert__summary">{ &alert.summary }</p>
            if alert.deliveries.is_empty() {
                <p class="rx-faint">{ i18n.t("alerts-told-nobody") }</p>
            } else {
                <details class="rx-alert__told" open={alert.deliveries.iter().any(is_lost)}>
                    <summary>{ told(&alert.deliveries, i18n) }</summary>
                    { deliveries(&alert.deliveries, i18n) }
                </details>
            }
        </article>
    }
}

/// How severe it is, in colour, shape and word.
pub fn label(alert: &Alert, i18n: &I18n) -> Html {
    if alert.state != AlertState::Firing {
        return html! {
            <span class="rx-state-label rx-state-label--closed">
                <Icon symbol={Symbol::Check} />{ i18n.t("alerts-resolved") }
            </span>
        };
    }
    let class = match alert.severity {
        Severity::Critical => "rx-state-label--open",
        Severity::Warning => "rx-state-label--cooling",
        Severity::Info => "rx-state-label--half-open",
    };
    html! {
        <span class={classes!("rx-state-label", class)}>
            <Icon symbol={Symbol::Alert} />{ i18n.t(names::severity(alert.severity)) }
        </span>
    }
}

const fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "rx-alert--critical",
        Severity::Warning => "rx-alert--warning",
        Severity::Info => "rx-alert--info",
    }
}

/// What it is about, with the way there.
fn subject(alert: &Alert) -> Html {
    let subject = &alert.subject;
    let name = match &subject.part {
        Some(part) => format!("{} ({part})", subject.name),
        None => subject.name.clone(),
    };
    let to = match (subject.kind.as_str(), subject.id) {
        ("channel", Some(id)) => Route::Channel { id },
        ("client_key", _) => Route::Keys,
        _ => return html! { { name } },
    };
    html! { <Link<Route> {to}>{ name }</Link<Route>> }
}

fn when(alert: &Alert, now: DateTime<Utc>, i18n: &I18n) -> AttrValue {
    let since = time::relative(i18n, alert.since, now.max(alert.since));
    let Some(end) = alert.resolved_at else {
        return i18n.with("alerts-since", [("since", since.as_str().into())]);
    };
    let lasted = (end - alert.since).num_seconds();
    let lasted = duration::seconds(u64::try_from(lasted).unwrap_or(0));
    i18n.with(
        "alerts-lasted",
        [("since", since.as_str().into()), ("lasted", lasted.into())],
    )
}

fn is_lost(delivery: &AlertDelivery) -> bool {
    delivery.state == DeliveryState::GivenUp
}

fn told(deliveries: &[AlertDelivery], i18n: &I18n) -> AttrValue {
    let of = |state| deliveries.iter().filter(|one| one.state == state).count() as u64;
    i18n.with(
        "alerts-told",
        [
            ("delivered", of(DeliveryState::Delivered).into()),
            ("pending", of(DeliveryState::Pending).into()),
            ("lost", of(DeliveryState::GivenUp).into()),
        ],
    )
}

fn deliveries(deliveries: &[AlertDelivery], i18n: &I18n) -> Html {
    html! {
        <ul class="rx-alert__deliveries">
            { for deliveries.iter().map(|one| html! {
                <li key={one.id.to_string()}>
                    <span class="rx-number rx-nowrap">{ time::moment(one.created_at) }</span>
                    { " · " }<strong>{ &one.target }</strong>
                    { " · " }{ i18n.t(names::event(one.event)) }
                    { " · " }
                    <span class={if is_lost(one) { "rx-error" } else { "" }}>{ i18n.t(names::delivery(one.state)) }</span>
                    if let Some(status) = one.status { { format!(" · HTTP {status}") } }
                    if one.attempts > 1 {
                        { " · " }{ i18n.with("alerts-tries", [("count", one.attempts.into())]) }
                    }
                    if let Some(next) = one.next_attempt_at {
                        { " · " }{ i18n.with("alerts-next", [("at", time::moment(next).into())]) }
                    }
                    if let Some(error) = &one.error {
                        <span class="rx-faint rx-alert__error">{ error }</span>
                    }
                </li>
            }) }
        </ul>
    }
}
