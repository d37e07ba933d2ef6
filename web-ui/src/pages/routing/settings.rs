//! The settings in effect: read, kept current, saved, and given back to the configuration file.

use std::rc::Rc;

use routex_entity::{
    EventKind,
    api::{Routing, RoutingSource},
};
use serde_json::Value;
use yew::prelude::*;

use super::{form::Form, overrides::use_overrides};
use crate::{
    api::{use_api, use_call, use_loaded},
    components::{Confirm, Icon, Symbol, Toast, Tone, use_toast},
    i18n::{I18n, use_i18n},
    live::{Heard, use_live},
};

const KINDS: &[EventKind] = &[EventKind::Config];

#[component]
pub fn Settings() -> Html {
    let loaded = use_loaded::<Routing>("/routing".into());
    let reload = loaded.reload.clone();
    let heard = Callback::from(move |heard: Heard| {
        if is_out_of_date(&heard) {
            reload.emit(());
        }
    });
    use_live(KINDS, heard);
    loaded.view(|routing| {
        html! {
            <InEffect
                routing={routing.clone()}
                changed={loaded.replace.clone()}
                reload={loaded.reload.clone()}
            />
        }
    })
}

fn is_out_of_date(heard: &Heard) -> bool {
    match heard {
        Heard::Opened | Heard::Missed(_) => true,
        Heard::Config(change) => {
            ["routing", "settings", "configuration"].contains(&change.resource.as_str())
        }
        _ => false,
    }
}

#[derive(Properties, PartialEq)]
struct Props {
    routing: Rc<Routing>,
    changed: Callback<Routing>,
    reload: Callback<()>,
}

#[component]
fn InEffect(props: &Props) -> Html {
    let i18n = use_i18n();
    let api = use_api();
    let toast = use_toast();
    let saving = use_call();
    let returning = use_call();
    let asked = use_state_eq(|| false);
    let overrides = use_overrides(props.routing.clone());

    let told = |name| Toast {
        tone: Tone::Success,
        title: i18n.t(name),
        detail: Some(i18n.t("routing-at-once")),
    };
    let onsave = {
        let (api, saving, changed) = (api.clone(), saving.clone(), props.changed.clone());
        let (toast, news) = (toast.clone(), told("routing-saved"));
        Callback::from(move |changes: Value| {
            let (api, changed, toast, news) =
                (api.clone(), changed.clone(), toast.clone(), news.clone());
            let call = async move { api.put::<_, Routing>("/routing", &changes).await };
            saving.start(call, move |after| {
                changed.emit(after);
                toast.emit(news);
            });
        })
    };
    let onreturn = {
        let (asked, returning, reload) = (asked.setter(), returning.clone(), props.reload.clone());
        let news = told("routing-returned");
        Callback::from(move |()| {
            let (api, asked, reload) = (api.clone(), asked.clone(), reload.clone());
            let (toast, news) = (toast.clone(), news.clone());
            let call = async move { api.delete("/routing").await };
            returning.start(call, move |()| {
                asked.set(false);
                reload.emit(());
                toast.emit(news);
            });
        })
    };
    let ask = {
        let (asked, returning) = (asked.setter(), returning.clone());
        Callback::from(move |_: MouseEvent| {
            returning.forget();
            asked.set(true);
        })
    };
    let close = {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(false))
    };
    html! {
        <div class="rx-routing">
            { source(props.routing.source, overrides.count(), ask, &i18n) }
            <Form
                routing={props.routing.clone()}
                {overrides}
                busy={saving.busy}
                failure={saving.failure.clone()}
                {onsave}
            />
            if *asked {
                <Confirm
                    title={i18n.t("routing-return-title")}
                    action={i18n.t("routing-return")}
                    danger=true
                    busy={returning.busy}
                    failure={returning.failure.clone()}
                    onconfirm={onreturn}
                    onclose={close}
                >
                    <p>{ i18n.t("routing-return-text") }</p>
                </Confirm>
            }
        </div>
    }
}

/// Who decides: the file alone, or operators over it.
fn source(source: RoutingSource, set: usize, onreturn: Callback<MouseEvent>, i18n: &I18n) -> Html {
    let (symbol, text) = match source {
        RoutingSource::File => (Symbol::Book, i18n.t("routing-source-file")),
        RoutingSource::Database if set == 0 => (Symbol::User, i18n.t("routing-source-set")),
        RoutingSource::Database => (
            Symbol::User,
            i18n.with("routing-source-count", [("count", set.into())]),
        ),
    };
    html! {
        <div class="rx-routing__source">
            <Icon {symbol} />
            <p>{ text }</p>
            if source == RoutingSource::Database {
                <button type="button" class="pf-v6-c-button pf-m-secondary pf-m-small" onclick={onreturn}>
                    <span class="pf-v6-c-button__text">{ i18n.t("routing-return") }</span>
                </button>
            }
        </div>
    }
}
