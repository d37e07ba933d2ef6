//! The last day of a channel: a line of its states, and every change with its reason.

use chrono::{DateTime, TimeDelta, Utc};
use routex_entity::{
    ChannelState, TransitionReason,
    api::{ChannelHistory, ChannelTransition},
};
use uuid::Uuid;
use yew::prelude::*;

use super::timeline;
use crate::{
    api::{use_loaded, with_query},
    browser,
    components::{Icon, Panel, StateLabel, Symbol, use_now},
    format::time::relative,
    i18n::{I18n, use_i18n},
};

const SHOWN: TimeDelta = TimeDelta::hours(24);
const RENEWED_MS: u32 = 10_000;
/// Changes that are listed before somebody wants to see more.
const LISTED: usize = 8;
const READ: &str = "500";

#[derive(Properties, PartialEq)]
pub struct Props {
    pub id: Uuid,
    /// As it is now.
    pub state: ChannelState,
    /// With each, it is read again.
    pub changes: u32,
}

#[component]
pub fn History(props: &Props) -> Html {
    let i18n = use_i18n();
    let now = use_now(RENEWED_MS);
    let all = use_state_eq(|| false);
    // Another beginning is another address, which is read anew.
    let path = use_memo((props.id, props.changes), |(id, _)| {
        let from = (browser::now() - SHOWN).timestamp_millis().to_string();
        let query = [("from", Some(from)), ("limit", Some(READ.to_owned()))];
        AttrValue::from(with_query(&format!("/channels/{id}/history"), query))
    });
    let loaded = use_loaded::<ChannelHistory>((*path).clone());
    html! {
        <Panel title={i18n.t("channels-history")}>
            { loaded.view(|history| {
                // What was noticed a moment ago may be ahead of this clock.
                let newest = history.items.first().map_or(now, |change| change.at);
                let now = now.max(newest);
                let from = now - SHOWN;
                let stretches = timeline::stretches(history, props.state, from, now);
                let listed = if *all { usize::MAX } else { LISTED };
                let more = history.items.len().saturating_sub(listed);
                html! {
                    <div class="rx-ch-stack">
                        <div>
                            { timeline::line(&stretches, from, now, &i18n) }
                            <div class="rx-ch-timeline__scale rx-faint" aria-hidden="true">
                                { for [24, 18, 12, 6, 0].map(|hours| html! {
                                    <span>{ relative(&i18n, now - TimeDelta::hours(hours), now) }</span>
                                }) }
                            </div>
                        </div>
                        if history.items.is_empty() {
                            <p class="rx-faint">{ i18n.t("channels-no-changes") }</p>
                        } else {
                            { table(history.items.iter().take(listed), now, &i18n) }
                        }
                        if more > 0 {
                            <button
                                type="button"
                                class="pf-v6-c-button pf-m-link rx-flush"
                                onclick={let all = all.setter(); move |_| all.set(true)}
                            >
                                { i18n.with("channels-more-changes", [("count", more.into())]) }
                            </button>
                        }
                    </div>
                }
            }) }
        </Panel>
    }
}

fn table<'a>(
    changes: impl Iterator<Item = &'a ChannelTransition>,
    now: DateTime<Utc>,
    i18n: &I18n,
) -> Html {
    let heads = [
        "channels-when",
        "channels-change",
        "channels-why",
        "channels-credential",
    ];
    let cell = |label: &str, content: Html| {
        html! { <td class="pf-v6-c-table__td" data-label={i18n.t(label)}>{ content }</td> }
    };
    html! {
        <table class="pf-v6-c-table pf-m-compact pf-m-grid-md rx-table" aria-label={i18n.t("channels-history")}>
            <thead class="pf-v6-c-table__thead">
                <tr class="pf-v6-c-table__tr">
                    { for heads.map(|name| html! { <th class="pf-v6-c-table__th" scope="col">{ i18n.t(name) }</th> }) }
                </tr>
            </thead>
            <tbody class="pf-v6-c-table__tbody">
                { for changes.map(|change| html! {
                    <tr class="pf-v6-c-table__tr" key={change.id.to_string()}>
                        { cell(heads[0], html! {
                            <span class="rx-nowrap" title={change.at.to_rfc3339()}>{ relative(i18n, change.at, now) }</span>
                        }) }
                        { cell(heads[1], html! {
                            <span class="rx-way rx-ch-way">
                                <StateLabel state={change.from} />
                                <Icon symbol={Symbol::ArrowRight} label={i18n.t("failover-to")} />
                                <StateLabel state={change.to} />
                            </span>
                        }) }
                        { cell(heads[2], html! { { i18n.t(reason(change.reason)) } }) }
                        { cell(heads[3], html! {
                            { change.credential.as_ref().map_or_else(
                                || i18n.t("channels-whole-channel"),
                                |credential| AttrValue::from(credential.label.clone()),
                            ) }
                        }) }
                    </tr>
                }) }
            </tbody>
        </table>
    }
}

const fn reason(reason: TransitionReason) -> &'static str {
    match reason {
        TransitionReason::BreakerOpen => "channels-because-breaker-open",
        TransitionReason::Probing => "channels-because-probing",
        TransitionReason::CoolingDown => "channels-because-cooling-down",
        TransitionReason::CredentialsSuspended => "channels-because-credentials-suspended",
        TransitionReason::Unauthorized => "channels-because-unauthorized",
        TransitionReason::NeedsSignIn => "channels-because-needs-sign-in",
        TransitionReason::QuotaExhausted => "channels-because-quota-exhausted",
        TransitionReason::Serving => "channels-because-serving",
        TransitionReason::Enabled => "channels-because-enabled",
        TransitionReason::Disabled => "channels-because-disabled",
        TransitionReason::Configured => "channels-because-configured",
        TransitionReason::Reset => "channels-because-reset",
        TransitionReason::Started => "channels-because-started",
    }
}
