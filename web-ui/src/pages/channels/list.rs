//! All channels at a glance, with what is done most.

use std::rc::Rc;

use routex_entity::{ChannelState, api::Channel};
use yew::prelude::*;
use yew_router::prelude::*;

use super::{
    filter::{Filter, tags},
    table,
    watch::use_fleet,
};
use crate::{
    components::{
        Empty, FailureNote, Icon, LinkLabel, Loading, PageHead, SelectField, Symbol, TextField,
    },
    i18n::{I18n, use_i18n},
    live::Link as Connection,
    route::{Route, use_query},
    words,
};

#[component]
pub fn Channels() -> Html {
    let i18n = use_i18n();
    let query = use_query();
    let change = query.change();
    let watched = use_fleet(None);
    let filter = Filter::of(&query);
    let content = match &watched.fleet.channels {
        None => html! { <Loading /> },
        Some(Err(failure)) => html! {
            <FailureNote failure={failure.clone()} retry={watched.reload.clone()} />
        },
        Some(Ok(channels)) if channels.is_empty() => none(&i18n),
        Some(Ok(channels)) => {
            let shown = filter.apply(channels);
            let text = query.get("text").unwrap_or_default().to_owned();
            html! {
                <>
                    { bar(channels, text, &filter, &change, &i18n) }
                    if shown.is_empty() {
                        <Empty symbol={Symbol::Server} title={i18n.t("channels-none-match")}>
                            <p>{ i18n.t("channels-none-match-text") }</p>
                        </Empty>
                    } else {
                        { table::view(&shown, &watched.fleet, filter.sort, &change, &i18n) }
                    }
                </>
            }
        }
    };
    html! {
        <>
            <PageHead title={i18n.t("channels-title")} text={i18n.t("channels-text")}>
                <div class="rx-ch-actions">
                    { connection(watched.link) }
                    { new_link(&i18n) }
                </div>
            </PageHead>
            { content }
        </>
    }
}

/// That all is well needs no saying here.
pub fn connection(link: Connection) -> Html {
    match link {
        Connection::Lost { .. } => html! { <LinkLabel {link} /> },
        _ => Html::default(),
    }
}

fn new_link(i18n: &I18n) -> Html {
    html! {
        <Link<Route> to={Route::NewChannel} classes="pf-v6-c-button pf-m-primary">
            <span class="pf-v6-c-button__icon pf-m-start"><Icon symbol={Symbol::Plus} /></span>
            <span class="pf-v6-c-button__text">{ i18n.t("channels-new") }</span>
        </Link<Route>>
    }
}

fn none(i18n: &I18n) -> Html {
    html! {
        <Empty symbol={Symbol::Server} title={i18n.t("no-channels")}>
            <p>{ i18n.t("no-channels-text") }</p>
            <p class="rx-channels__first">{ new_link(i18n) }</p>
        </Empty>
    }
}

fn bar(
    channels: &[Rc<Channel>],
    text: String,
    filter: &Filter,
    change: &Callback<(&'static str, String)>,
    i18n: &I18n,
) -> Html {
    let any = (AttrValue::default(), i18n.t("channels-any"));
    let states = ChannelState::ALL.iter().map(|state| {
        (
            AttrValue::Static(state.as_str()),
            i18n.t(words::state(*state)),
        )
    });
    let known = tags(channels);
    let choices = known.iter().map(|tag| {
        let tag = AttrValue::from(tag.clone());
        (tag.clone(), tag)
    });
    html! {
        <div class="rx-ch-filters" role="search">
            <TextField
                id="filter-text"
                label={i18n.t("channels-search")}
                placeholder={i18n.t("channels-search-hint")}
                value={text}
                onchange={change.reform(|text| ("text", text))}
            />
            <SelectField
                id="filter-state"
                label={i18n.t("channels-state")}
                value={filter.state.map_or("", ChannelState::as_str)}
                options={[any.clone()].into_iter().chain(states).collect::<Vec<_>>()}
                onchange={change.reform(|state| ("state", state))}
            />
            if !known.is_empty() {
                <SelectField
                    id="filter-tag"
                    label={i18n.t("channels-tag")}
                    value={filter.tag.clone()}
                    options={[any].into_iter().chain(choices).collect::<Vec<_>>()}
                    onchange={change.reform(|tag| ("tag", tag))}
                />
            }
        </div>
    }
}
