//! How a channel does at this moment, and how it has been doing.

use std::rc::Rc;

use routex_entity::{Outcome, api::Channel};
use yew::prelude::*;

use super::{
    super::figures::{of_limit, outcomes, success},
    history::History,
    latest::Latest,
};
use crate::{
    components::{Empty, Meter, Panel, Symbol, use_now},
    format::{
        duration::{maybe_milliseconds, milliseconds},
        number::{NONE, count, percent, share},
        time::relative,
    },
    i18n::{I18n, use_i18n},
    words,
};

const RENEWED_MS: u32 = 5_000;

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub channel: Rc<Channel>,
    /// With each, what is drawn of the past is read again.
    pub changes: u32,
    /// With each, the latest requests are read again.
    pub readings: u32,
}

#[component]
pub fn State(props: &Props) -> Html {
    let i18n = use_i18n();
    let channel = &props.channel;
    html! {
        <div class="rx-ch-stack">
            <div class="rx-ch-trio">
                <Panel title={i18n.t("channels-now")}>{ now(channel, &i18n) }</Panel>
                <Panel title={i18n.t("channels-speed")}>{ speed(channel, &i18n) }</Panel>
                <Panel title={i18n.t("channels-outcomes")}>{ ends(channel, &i18n) }</Panel>
            </div>
            <History id={channel.id} state={channel.live.state} changes={props.changes} />
            <Latest name={channel.settings.name.clone()} readings={props.readings} />
        </div>
    }
}

fn now(channel: &Channel, i18n: &I18n) -> Html {
    let (settings, live) = (&channel.settings, &channel.live);
    let counters = &live.counters;
    let meter = |name: &str, used: u64, limit: u32| {
        html! {
            <Meter label={i18n.t(name)} {used} limit={u64::from(limit)} text={of_limit(i18n, used, limit)} />
        }
    };
    html! {
        <div class="rx-ch-stack">
            { meter("channels-in-flight", live.in_flight.into(), settings.max_concurrency) }
            { meter("channels-rpm", counters.requests_in_minute, settings.rpm) }
            { meter("channels-tpm", counters.tokens_in_minute, settings.tpm) }
            <Probed channel={channel.clone()} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ProbedProps {
    channel: Channel,
}

/// The last probe; nothing where none is made.
#[component]
fn Probed(props: &ProbedProps) -> Html {
    let i18n = use_i18n();
    let now = use_now(RENEWED_MS);
    let Some(probe) = &props.channel.live.last_probe else {
        return Html::default();
    };
    let ago = relative(&i18n, probe.at, now.max(probe.at));
    let name = match probe.ok {
        true => "channels-probe-good",
        false => "channels-probe-bad",
    };
    let took = milliseconds(probe.latency_ms);
    html! {
        <p class={classes!("rx-ch-probe", (!probe.ok).then_some("rx-ch-probe--bad"))}>
            { i18n.with(name, [("ago", ago.as_str().into()), ("took", took.into())]) }
            if let Some(error) = &probe.error {
                <span class="rx-faint">{ error }</span>
            }
        </p>
    }
}

fn speed(channel: &Channel, i18n: &I18n) -> Html {
    let latency = &channel.live.latency;
    let fact = |name: &str, value: String| {
        html! { <div><dt>{ i18n.t(name) }</dt><dd class="rx-number">{ value }</dd></div> }
    };
    html! {
        <>
            <dl class="rx-ch-facts">
                { fact("channels-p50", maybe_milliseconds(latency.ttft_p50_ms)) }
                { fact("channels-p95", maybe_milliseconds(latency.ttft_p95_ms)) }
                { fact("channels-ewma", maybe_milliseconds(latency.ttft_ewma_ms)) }
                { fact("channels-connect", maybe_milliseconds(latency.connect_ms)) }
            </dl>
            <p class="rx-faint rx-ch-facts__note">
                { i18n.with("channels-samples", [("count", latency.samples.into())]) }
            </p>
        </>
    }
}

fn ends(channel: &Channel, i18n: &I18n) -> Html {
    let counters = &channel.live.counters;
    if counters.attempts == 0 {
        return html! {
            <Empty symbol={Symbol::Activity} title={i18n.t("channels-no-attempts")}>
                <p>{ i18n.t("channels-no-attempts-text") }</p>
            </Empty>
        };
    }
    let rate = success(counters).map_or_else(|| NONE.to_owned(), percent);
    html! {
        <>
            <p class="rx-ch-ends__rate">
                <span class="rx-number">{ rate }</span>
                <span class="rx-faint">
                    { i18n.with("channels-attempts", [("count", counters.attempts.into())]) }
                </span>
            </p>
            <ul class="rx-ch-ends" role="list">
                { for outcomes(counters).into_iter().map(|(outcome, times)| {
                    let part = share(times, counters.attempts) * 100.0;
                    let class = match outcome {
                        Outcome::Success => "rx-ch-ends__bar rx-ch-ends__bar--good",
                        Outcome::ClientError | Outcome::ClientCancelled => "rx-ch-ends__bar",
                        _ => "rx-ch-ends__bar rx-ch-ends__bar--bad",
                    };
                    html! {
                        <li class="rx-ch-ends__one">
                            <span>{ i18n.t(words::outcome(outcome)) }</span>
                            <span class="rx-number">{ count(times) }</span>
                            <svg {class} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                                <rect width={format!("{part:.1}")} height="4" />
                            </svg>
                        </li>
                    }
                }) }
            </ul>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{channel, render};

    #[derive(Clone, Properties, PartialEq)]
    struct OfProps {
        channel: Channel,
    }

    #[component]
    fn Ends(props: &OfProps) -> Html {
        ends(&props.channel, &use_i18n())
    }

    #[tokio::test]
    async fn outcomes_are_counted_and_shown_as_shares() {
        let mut busy = channel("a");
        busy.live.counters.attempts = 4;
        busy.live.counters.outcomes =
            [("success".to_owned(), 3), ("rate_limited".to_owned(), 1)].into();
        let page = render::<Ends>(OfProps { channel: busy }).await;
        for text in ["75%", "Success", "Rate limited", r#"width="25.0""#] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
        let page = render::<Ends>(OfProps {
            channel: channel("a"),
        })
        .await;
        assert!(page.contains("No attempts"), "{page}");
    }
}
