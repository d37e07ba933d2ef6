//! The latest requests that a channel answered, or was tried for last.

use routex_entity::api::{RequestList, RequestRow};
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    api::{use_loaded, with_query},
    components::{Empty, Panel, Symbol, outcome_label, use_now},
    format::{
        duration::{maybe_milliseconds, milliseconds},
        money,
        number::NONE,
        time::relative,
    },
    i18n::{I18n, use_i18n},
    route::Route,
};

const RENEWED_MS: u32 = 5_000;
const SHOWN: &str = "8";

#[derive(Properties, PartialEq)]
pub struct Props {
    /// Of the channel.
    pub name: String,
    /// With each, they are read again.
    pub readings: u32,
}

#[component]
pub fn Latest(props: &Props) -> Html {
    let i18n = use_i18n();
    let now = use_now(RENEWED_MS);
    let query = [
        ("channel", Some(props.name.clone())),
        ("limit", Some(SHOWN.to_owned())),
    ];
    let loaded = use_loaded::<RequestList>(with_query("/requests", query).into());
    {
        let reload = loaded.reload.clone();
        let first = use_mut_ref(|| true);
        use_effect_with(props.readings, move |_| {
            // The first time, they are on their way already.
            if !first.replace(false) {
                reload.emit(());
            }
        });
    }
    html! {
        <Panel title={i18n.t("channels-latest")}>
            { loaded.view(|list| {
                if list.items.is_empty() {
                    return html! {
                        <Empty symbol={Symbol::List} title={i18n.t("channels-no-requests")}>
                            <p>{ i18n.t("channels-no-requests-text") }</p>
                        </Empty>
                    };
                }
                let heads = ["channels-when", "channels-model", "channels-ended", "channels-first-byte", "channels-whole", "channels-cost"];
                html! {
                    <table class="pf-v6-c-table pf-m-compact pf-m-grid-md rx-table" aria-label={i18n.t("channels-latest")}>
                        <thead class="pf-v6-c-table__thead">
                            <tr class="pf-v6-c-table__tr">
                                { for heads.map(|name| html! {
                                    <th class="pf-v6-c-table__th" scope="col">{ i18n.t(name) }</th>
                                }) }
                            </tr>
                        </thead>
                        <tbody class="pf-v6-c-table__tbody">
                            { for list.items.iter().map(|one| {
                                let ago = relative(&i18n, one.started_at, now.max(one.started_at));
                                row(one, ago, heads, &i18n)
                            }) }
                        </tbody>
                    </table>
                }
            }) }
        </Panel>
    }
}

fn row(one: &RequestRow, ago: AttrValue, heads: [&str; 6], i18n: &I18n) -> Html {
    let cell = |label: &str, content: Html| {
        html! { <td class="pf-v6-c-table__td rx-number" data-label={i18n.t(label)}>{ content }</td> }
    };
    html! {
        <tr class="pf-v6-c-table__tr" key={one.id.to_string()}>
            { cell(heads[0], html! {
                <Link<Route> to={Route::Request { id: one.id }}>{ ago }</Link<Route>>
            }) }
            { cell(heads[1], html! { <span class="rx-mono">{ &one.model_requested }</span> }) }
            { cell(heads[2], html! {
                <span title={one.error.clone()}>{ outcome_label(i18n, one.outcome) }</span>
            }) }
            { cell(heads[3], html! { { maybe_milliseconds(one.ttft_ms) } }) }
            { cell(heads[4], html! { { milliseconds(one.duration_ms.into()) } }) }
            { cell(heads[5], html! { { one.cost_usd.map_or_else(|| NONE.to_owned(), money::usd) } }) }
        </tr>
    }
}
