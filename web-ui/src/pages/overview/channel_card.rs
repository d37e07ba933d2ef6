//! A channel at a glance: whether it serves, how busy it is, and when it comes back.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use routex_entity::{ChannelState, api::Channel};
use yew::prelude::*;

use crate::{
    components::{Countdown, Icon, Meter, StateLabel, Symbol},
    format::{
        duration::maybe_milliseconds,
        number::{compact, count},
    },
    i18n::{I18n, use_i18n},
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub channel: Rc<Channel>,
    /// When it may be used again. `None`: it can, or nobody knows.
    pub resumes_at: Option<DateTime<Utc>>,
}

#[component]
pub fn ChannelCard(props: &Props) -> Html {
    let i18n = use_i18n();
    let channel = &*props.channel;
    let (settings, live) = (&channel.settings, &channel.live);
    html! {
        <article class="pf-v6-c-card rx-channel" aria-label={settings.name.clone()}>
            <header class="rx-channel__head">
                <div class="rx-channel__names">
                    <h3 class="rx-channel__name">{ &settings.name }</h3>
                    <p class="rx-faint">{ &settings.provider }</p>
                </div>
                <StateLabel state={live.state} />
            </header>
            if let Some(until) = props.resumes_at {
                <p class="rx-channel__wait">
                    <Icon symbol={Symbol::Clock} />
                    <span>{ i18n.t(waits_for(live.state)) }{ " " }<Countdown {until} /></span>
                </p>
            }
            <div class="rx-channel__meters">
                { meter(&i18n, "channel-in-flight", live.in_flight.into(), settings.max_concurrency) }
                { meter(&i18n, "channel-rpm", live.counters.requests_in_minute, settings.rpm) }
                { meter(&i18n, "channel-tpm", live.counters.tokens_in_minute, settings.tpm) }
            </div>
            <dl class="rx-channel__facts">
                <div>
                    <dt>{ i18n.t("channel-ttft") }</dt>
                    <dd class="rx-number">{ maybe_milliseconds(live.latency.ttft_p50_ms) }</dd>
                </div>
                <div>
                    <dt>{ i18n.t("channel-attempts") }</dt>
                    <dd class="rx-number">{ compact(live.counters.attempts as f64) }</dd>
                </div>
                <div>
                    <dt>{ i18n.t("channel-failed") }</dt>
                    <dd class="rx-number">{ compact(failed(channel) as f64) }</dd>
                </div>
            </dl>
        </article>
    }
}

fn meter(i18n: &I18n, name: &str, used: u64, limit: u32) -> Html {
    let text = match limit {
        0 => AttrValue::from(count(used)),
        limit => i18n.with(
            "used-of-limit",
            [
                ("used", count(used).into()),
                ("limit", count(limit.into()).into()),
            ],
        ),
    };
    html! { <Meter label={i18n.t(name)} {used} limit={u64::from(limit)} {text} /> }
}

/// Attempts that the channel did not serve, whoever was to blame but the client.
fn failed(channel: &Channel) -> u64 {
    let outcomes = &channel.live.counters.outcomes;
    let of = |name: &str| outcomes.get(name).copied().unwrap_or(0);
    let served = of("success") + of("client_error") + of("client_cancelled");
    channel.live.counters.attempts.saturating_sub(served)
}

const fn waits_for(state: ChannelState) -> &'static str {
    match state {
        ChannelState::Open => "channel-probe-in",
        _ => "channel-back-in",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{channel, now, render};

    #[tokio::test]
    async fn a_card_says_how_much_of_which_limit_is_used() {
        let mut busy = channel("eu-1");
        busy.settings.max_concurrency = 4;
        busy.live.in_flight = 3;
        busy.live.state = ChannelState::Cooling;
        busy.live.counters.attempts = 1200;
        busy.live.counters.outcomes =
            [("success".to_owned(), 1190), ("client_error".to_owned(), 4)].into();

        let page = render::<ChannelCard>(Props {
            channel: Rc::new(busy),
            resumes_at: Some(now() + chrono::TimeDelta::days(1)),
        })
        .await;

        for text in ["eu-1", "Cooling down", "Back in", "3 of 4", "1.20k"] {
            assert!(page.contains(text), "{text} is missing in {page}");
        }
        assert!(page.contains(r#"<dd class="rx-number">6</dd>"#), "{page}");
        assert!(
            page.contains("rx-meter--raised") && !page.contains("style="),
            "{page}"
        );
    }
}
