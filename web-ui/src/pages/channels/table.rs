//! The table of channels.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use routex_entity::{ChannelState, api::Channel};
use yew::prelude::*;
use yew_router::prelude::*;

use super::{
    actions::{Actions, EnabledSwitch},
    figures::{credentials, of_limit, success},
    filter::Sort,
    fleet::Fleet,
};
use crate::{
    components::{Countdown, StateLabel},
    format::{
        duration::maybe_milliseconds,
        number::{NONE, count, percent},
    },
    i18n::{I18n, use_i18n},
    preset,
    route::Route,
};

/// Models that are named before they are counted.
const NAMED: usize = 2;

pub fn view(
    channels: &[Rc<Channel>],
    fleet: &Fleet,
    sort: Sort,
    change: &Callback<(&'static str, String)>,
    i18n: &I18n,
) -> Html {
    let plain =
        |name: &str| html! { <th class="pf-v6-c-table__th" scope="col">{ i18n.t(name) }</th> };
    let sorted = |name: &str, by: Sort| sortable(i18n.t(name), by, sort, change);
    html! {
        <section class="pf-v6-c-card rx-channels">
            <table class="pf-v6-c-table pf-m-compact pf-m-grid-lg rx-table" aria-label={i18n.t("channels-title")}>
                <thead class="pf-v6-c-table__thead">
                    <tr class="pf-v6-c-table__tr">
                        { plain("channels-enabled") }
                        { sorted("channels-name", Sort::Name) }
                        { sorted("channels-state", Sort::State) }
                        { sorted("channels-order", Sort::Priority) }
                        { plain("channels-models") }
                        { plain("channels-credentials") }
                        { plain("channels-load") }
                        { sorted("channels-latency", Sort::Latency) }
                        { sorted("channels-success", Sort::Success) }
                        <td class="pf-v6-c-table__td" />
                    </tr>
                </thead>
                <tbody class="pf-v6-c-table__tbody">
                    { for channels.iter().map(|channel| html! {
                        <Row
                            key={channel.id.to_string()}
                            channel={Rc::clone(channel)}
                            resumes_at={fleet.resumes_at.get(&channel.id).copied()}
                        />
                    }) }
                </tbody>
            </table>
        </section>
    }
}

fn sortable(
    text: AttrValue,
    by: Sort,
    now: Sort,
    change: &Callback<(&'static str, String)>,
) -> Html {
    let chosen = by == now;
    // What is ordered best first or worst first has one sensible direction.
    let direction = match by {
        Sort::Priority | Sort::Name | Sort::Success => "ascending",
        Sort::State | Sort::Latency => "descending",
    };
    html! {
        <th class="pf-v6-c-table__th" scope="col" aria-sort={chosen.then_some(direction)}>
            <button
                type="button"
                class={classes!("rx-ch-sort", chosen.then_some("rx-ch-sort--chosen"))}
                onclick={change.reform(move |_| ("sort", by.as_str().to_owned()))}
            >
                { text }
            </button>
        </th>
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    channel: Rc<Channel>,
    resumes_at: Option<DateTime<Utc>>,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let i18n = use_i18n();
    let channel = &props.channel;
    let (settings, live) = (&channel.settings, &channel.live);
    let cell = |label: &str, content: Html| {
        html! { <td class="pf-v6-c-table__td" data-label={i18n.t(label)}>{ content }</td> }
    };
    let latency = &live.latency;
    html! {
        <tr class="pf-v6-c-table__tr">
            { cell("channels-enabled", html! { <EnabledSwitch channel={Rc::clone(channel)} /> }) }
            <th class="pf-v6-c-table__td" scope="row" data-label={i18n.t("channels-name")}>
                <div class="rx-channels__name">
                    <Link<Route> to={Route::Channel { id: channel.id }}>{ &settings.name }</Link<Route>>
                    <span class="rx-faint">{ preset::title(&settings.provider).to_owned() }</span>
                    { tags(&settings.tags) }
                </div>
            </th>
            { cell("channels-state", state(channel, props.resumes_at, &i18n)) }
            { cell("channels-order", html! {
                <span class="rx-number">{ settings.priority }<span class="rx-faint">{ " × " }{ settings.weight }</span></span>
            }) }
            { cell("channels-models", models(channel, &i18n)) }
            { cell("channels-credentials", html! { <span class="rx-number">{ keys(channel, &i18n) }</span> }) }
            { cell("channels-load", load(channel, &i18n)) }
            { cell("channels-latency", html! {
                <span class="rx-number rx-nowrap">
                    { maybe_milliseconds(latency.ttft_p50_ms) }
                    <span class="rx-faint">{ " / " }{ maybe_milliseconds(latency.ttft_p95_ms) }</span>
                </span>
            }) }
            { cell("channels-success", html! {
                <span class="rx-number">{ success(&live.counters).map_or_else(|| NONE.to_owned(), percent) }</span>
            }) }
            <td class="pf-v6-c-table__td pf-v6-c-table__action"><Actions channel={Rc::clone(channel)} /></td>
        </tr>
    }
}

/// The state, and when a channel that is out comes back.
pub fn state(channel: &Channel, resumes_at: Option<DateTime<Utc>>, i18n: &I18n) -> Html {
    html! {
        <span class="rx-channels__state">
            <StateLabel state={channel.live.state} />
            if channel.settings.enabled && channel.live.state == ChannelState::Disabled {
                <span class="rx-ch-refused">{ i18n.t("channels-refused") }</span>
            }
            if let Some(until) = resumes_at.filter(|_| channel.settings.enabled) {
                <span class="rx-faint rx-nowrap">{ i18n.t("channels-back-in") }{ " " }<Countdown {until} /></span>
            }
        </span>
    }
}

pub fn tags(tags: &[String]) -> Html {
    tags.iter()
        .map(|tag| html! { <span class="rx-ch-tag">{ tag }</span> })
        .collect()
}

fn models(channel: &Channel, i18n: &I18n) -> Html {
    let models = &channel.settings.models;
    if models.is_empty() {
        return html! { <span class="rx-faint">{ i18n.t("channels-any-model") }</span> };
    }
    let more = models.len().saturating_sub(NAMED);
    html! {
        <span class="rx-channels__models" title={models.join(", ")}>
            { for models.iter().take(NAMED).map(|model| html! { <span class="rx-mono">{ model }</span> }) }
            if more > 0 {
                <span class="rx-faint">{ i18n.with("channels-more", [("count", more.into())]) }</span>
            }
        </span>
    }
}

fn keys(channel: &Channel, i18n: &I18n) -> AttrValue {
    match credentials(channel) {
        (works, all) if works == all => AttrValue::from(count(all as u64)),
        (works, all) => i18n.with(
            "used-of-limit",
            [("used", works.into()), ("limit", all.into())],
        ),
    }
}

/// Requests on their way; those of the minute beside where they are limited.
fn load(channel: &Channel, i18n: &I18n) -> Html {
    let (settings, live) = (&channel.settings, &channel.live);
    let in_flight = of_limit(i18n, live.in_flight.into(), settings.max_concurrency);
    let of_minute = of_limit(i18n, live.counters.requests_in_minute, settings.rpm);
    html! {
        <span class="rx-channels__load rx-number">
            <span>{ in_flight }</span>
            if settings.rpm > 0 {
                <span class="rx-faint">{ i18n.with("channels-a-minute", [("requests", of_minute.as_str().into())]) }</span>
            }
        </span>
    }
}
