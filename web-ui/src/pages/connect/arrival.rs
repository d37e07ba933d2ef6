//! Whether what was pasted works: waits for a request with the key, and tells how it went.

use routex_entity::Outcome;
use yew::prelude::*;
use yew_router::prelude::*;

use super::arrivals::Arrived;
use crate::{
    components::{Countdown, Icon, Symbol},
    format::duration::{maybe_milliseconds, milliseconds},
    i18n::use_i18n,
    live::Link as Connection,
    route::Route,
    words,
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// Name of the key.
    pub key_name: AttrValue,
    pub link: Connection,
    pub arrived: Option<Arrived>,
}

#[component]
pub fn Arrival(props: &Props) -> Html {
    let i18n = use_i18n();
    let key = props.key_name.as_str();
    let state = match &props.arrived {
        None => "rx-arrival--waiting",
        Some(arrived) if arrived.last.outcome == Outcome::Success => "rx-arrival--good",
        Some(_) => "rx-arrival--bad",
    };
    html! {
        <section class={classes!("pf-v6-c-card", "rx-arrival", state)} role="status">
            if let Connection::Lost { retry_at } = props.link {
                <Icon symbol={Symbol::Alert} />
                <p>{ i18n.t("link-lost") }{ " " }<span aria-hidden="true"><Countdown until={retry_at} /></span></p>
            } else if let Some(arrived) = &props.arrived {
                { told(arrived, key, &i18n) }
            } else {
                <span class="rx-arrival__dot" aria-hidden="true" />
                <div>
                    <p class="rx-arrival__title">{ i18n.with("connect-waiting", [("key", key.into())]) }</p>
                    <p class="rx-faint">{ i18n.t("connect-waiting-text") }</p>
                </div>
            }
        </section>
    }
}

fn told(arrived: &Arrived, key: &str, i18n: &crate::i18n::I18n) -> Html {
    let row = &arrived.last;
    let good = row.outcome == Outcome::Success;
    let (symbol, title) = match good {
        true => (Symbol::CheckCircle, "connect-arrived"),
        false => (Symbol::Alert, "connect-arrived-failed"),
    };
    let outcome = i18n.t(words::outcome(row.outcome));
    html! {
        <>
            <Icon {symbol} />
            <div class="rx-arrival__text">
                <p class="rx-arrival__title">
                    { i18n.with(title, [("key", key.into()), ("outcome", outcome.as_str().into())]) }
                </p>
                <p class="rx-faint">
                    <span class="rx-mono">{ &row.model_requested }</span>
                    { " → " }
                    { row.channel.clone().unwrap_or_else(|| "–".to_owned()) }
                    { " · " }
                    { i18n.with("connect-times", [
                        ("ttft", maybe_milliseconds(row.ttft_ms).into()),
                        ("whole", milliseconds(row.duration_ms.into()).into()),
                    ]) }
                    if arrived.count > 1 {
                        { " · " }{ i18n.with("connect-count", [("count", arrived.count.into())]) }
                    }
                </p>
                if let Some(error) = &row.error {
                    <p class="rx-error">{ error }</p>
                }
            </div>
            <Link<Route> classes="rx-arrival__link" to={Route::Request { id: row.id }}>{ i18n.t("connect-see") }</Link<Route>>
        </>
    }
}
