//! One request by itself: how it ended, every attempt, why it went there, what it took and cost, and its bodies.

mod bodies;
mod decision;
mod facts;
mod pretty;
mod timeline;
mod tokens;
mod waterfall;
mod why;

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::{RequestDetail, ShownRequest};
use uuid::Uuid;
use yew::prelude::*;

use crate::{
    api::{Loaded, use_loaded},
    browser,
    components::{
        Empty, Icon, Notice, PageHead, Panel, Symbol, Tone, Ways, outcome_label, use_ways, way,
    },
    format::{
        duration::{maybe_milliseconds, milliseconds},
        money,
        number::{self, NONE},
        time,
    },
    i18n::{I18n, use_i18n},
    route::Route,
};
use bodies::Bodies;

/// What has just ended is in the log a quarter of a second later.
const WRITTEN_MS: u32 = 700;

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub id: Uuid,
    /// The list that one came from.
    pub back: AttrValue,
}

#[component]
pub fn Detail(props: &Props) -> Html {
    let i18n = use_i18n();
    let ways = use_ways();
    let loaded = use_loaded::<ShownRequest>(format!("/requests/{}", props.id).into());
    use_effect_with((), |()| browser::scroll_to(0.0));
    let unknown = loaded
        .failure
        .as_ref()
        .is_some_and(|failure| failure.code() == Some("not_found"));
    {
        let reload = loaded.reload.clone();
        use_effect_with(unknown, move |unknown| {
            let again = unknown.then(|| Timeout::new(WRITTEN_MS, move || reload.emit(())));
            move || drop(again)
        });
    }
    let back = html! { <><Icon symbol={Symbol::ArrowLeft} />{ i18n.t("requests-title") }</> };
    html! {
        <>
            <nav class="rx-back" aria-label={i18n.t("request-back")}>
                { way(&ways, Route::Requests, &props.back, "rx-back__link", back) }
            </nav>
            if unknown {
                { not_there(props.id, &loaded, &i18n) }
            } else {
                { loaded.view(|shown| content(shown, &loaded.reload, &ways, &i18n)) }
            }
        </>
    }
}

fn not_there(id: Uuid, loaded: &Loaded<ShownRequest>, i18n: &I18n) -> Html {
    html! {
        <>
            <PageHead title={i18n.t("request-unknown")} text={id.to_string()} />
            <Empty symbol={Symbol::List} title={i18n.t("request-unknown")}>
                <p>{ i18n.t("request-unknown-text") }</p>
                <Button
                    variant={ButtonVariant::Link}
                    disabled={loaded.busy}
                    label={i18n.t("retry").to_string()}
                    onclick={loaded.reload.reform(|_| ())}
                />
            </Empty>
        </>
    }
}

fn content(shown: &Rc<ShownRequest>, reload: &Callback<()>, ways: &Ways, i18n: &I18n) -> Html {
    let request = &shown.request;
    html! {
        <>
            <PageHead title={request.model_requested.clone()} text={time::moment(request.started_at)}>
                <div class="rx-request-end">
                    { outcome_label(i18n, request.outcome) }
                    if let Some(status) = request.status {
                        <span class="rx-number">{ status }</span>
                    }
                </div>
            </PageHead>
            if let Some(error) = &request.error {
                <Notice tone={Tone::Danger} title={error.clone()} />
            }
            { figures(request, i18n) }
            <Panel title={i18n.t("request-attempts")}>{ waterfall::view(request, i18n) }</Panel>
            <div class="rx-pair">
                <Panel title={i18n.t("request-why")}>{ why::view(request, ways, i18n) }</Panel>
                <Panel title={i18n.t("request-tokens")}>{ tokens::view(request, ways, i18n) }</Panel>
            </div>
            <Panel title={i18n.t("request-facts")}>{ facts::view(request, ways, i18n) }</Panel>
            <Bodies id={request.id} until={shown.bodies_until} reload={reload.clone()} />
        </>
    }
}

/// The numbers that matter most.
fn figures(request: &RequestDetail, i18n: &I18n) -> Html {
    let streamed_ms = request
        .ttft_ms
        .map(|ttft| request.duration_ms.saturating_sub(ttft));
    let speed = match streamed_ms {
        Some(ms) if ms > 0 && request.stream && request.tokens.output_tokens > 0 => {
            let per_second = request.tokens.output_tokens as f64 * 1000.0 / f64::from(ms);
            number::compact(per_second)
        }
        _ => NONE.to_owned(),
    };
    let cost = request.cost_usd.map_or_else(|| NONE.to_owned(), money::usd);
    let overhead = format!("{:.2} ms", f64::from(request.overhead_us) / 1000.0);
    html! {
        <dl class="rx-tiles rx-tiles--plain">
            { for [
                ("requests-duration", milliseconds(request.duration_ms.into())),
                ("requests-ttft", maybe_milliseconds(request.ttft_ms)),
                ("request-speed", speed),
                ("requests-cost", cost),
                ("request-overhead", overhead),
            ].map(|(name, value)| html! {
                <div class="rx-tile">
                    <dt class="rx-tile__name">{ i18n.t(name) }</dt>
                    <dd class="rx-tile__value"><span class="rx-number">{ value }</span></dd>
                </div>
            }) }
        </dl>
    }
}

#[cfg(test)]
mod tests;
