//! What can be done to a channel as a whole, wherever it is shown.

use std::{future::Future, rc::Rc};

use routex_entity::api::{Channel, ChannelOptions, ChannelPatch, Drained};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use super::test_dialog::TestDialog;
use crate::{
    api::{Failure, use_api, use_call},
    components::{Confirm, Menu, MenuItem, Symbol, Toast, Tone, switch, use_toast},
    i18n::{I18n, use_i18n},
    route::Route,
};

#[derive(Clone, Copy, PartialEq)]
enum Asked {
    Test,
    Drain,
    Delete,
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub channel: Rc<Channel>,
    /// It is shown by itself, so that nothing need lead to it.
    #[prop_or_default]
    pub alone: bool,
}

/// A menu, with the dialogs that it opens.
#[component]
pub fn Actions(props: &Props) -> Html {
    let (i18n, api, toast) = (use_i18n(), use_api(), use_toast());
    let (call, navigator) = (use_call(), use_navigator());
    let asked = use_state_eq(|| None::<Asked>);
    let channel = &props.channel;
    let id = channel.id;
    let name = channel.settings.name.clone();
    let close = {
        let (asked, call) = (asked.setter(), call.clone());
        Callback::from(move |()| {
            call.forget();
            asked.set(None);
        })
    };
    let reset = {
        let (api, toast, i18n) = (api.clone(), toast.clone(), i18n.clone());
        Callback::from(move |()| {
            let api = api.clone();
            let call = async move { api.act(&format!("/channels/{id}/breaker/reset")).await };
            quickly(call, i18n.t("channels-reset-done"), &toast, &i18n);
        })
    };
    let drain = {
        let (api, call, close) = (api.clone(), call.clone(), close.clone());
        let (toast, i18n, name) = (toast.clone(), i18n.clone(), name.clone());
        Callback::from(move |()| {
            let (api, close) = (api.clone(), close.clone());
            let (toast, i18n, name) = (toast.clone(), i18n.clone(), name.clone());
            call.start(
                async move { api.act::<Drained>(&format!("/channels/{id}/drain")).await },
                move |drained| {
                    close.emit(());
                    toast.emit(good(i18n.with(
                        "channels-drain-done",
                        [("name", name.into()), ("count", drained.in_flight.into())],
                    )));
                },
            );
        })
    };
    let delete = {
        let (call, close, toast, i18n, name) = (
            call.clone(),
            close.clone(),
            toast,
            i18n.clone(),
            name.clone(),
        );
        let navigator = navigator.clone().filter(|_| props.alone);
        Callback::from(move |()| {
            let (api, close, toast) = (api.clone(), close.clone(), toast.clone());
            let done = i18n.with("channels-delete-done", [("name", name.clone().into())]);
            let navigator = navigator.clone();
            call.start(
                async move { api.delete(&format!("/channels/{id}")).await },
                move |()| {
                    close.emit(());
                    toast.emit(good(done));
                    if let Some(navigator) = navigator {
                        navigator.replace(&Route::Channels);
                    }
                },
            );
        })
    };
    let ask = |what: Asked| {
        let asked = asked.setter();
        Callback::from(move |()| asked.set(Some(what)))
    };
    let open = Callback::from(move |()| {
        if let Some(navigator) = &navigator {
            navigator.push(&Route::Channel { id });
        }
    });
    let item = |text: &str, symbol: Symbol, onclick: Callback<()>| MenuItem {
        text: i18n.t(text),
        symbol: Some(symbol),
        chosen: None,
        onclick,
    };
    let all = [
        (!props.alone, item("channels-open", Symbol::Pencil, open)),
        (
            !props.alone,
            item("channels-test", Symbol::Zap, ask(Asked::Test)),
        ),
        (true, item("channels-reset", Symbol::Refresh, reset)),
        (
            !channel.declared && channel.settings.enabled,
            item("channels-drain", Symbol::Droplet, ask(Asked::Drain)),
        ),
        (
            !channel.declared,
            item("channels-delete", Symbol::Trash, ask(Asked::Delete)),
        ),
    ];
    let items: Vec<_> = all
        .into_iter()
        .filter_map(|(is_possible, item)| is_possible.then_some(item))
        .collect();
    let confirm = |kind: &'static str, onconfirm: Callback<()>| {
        let [title, text, action] = match kind {
            "drain" => [
                "channels-drain-title",
                "channels-drain-text",
                "channels-drain",
            ],
            _ => [
                "channels-delete-title",
                "channels-delete-text",
                "channels-delete",
            ],
        };
        html! {
            <Confirm
                title={i18n.with(title, [("name", name.clone().into())])}
                action={i18n.t(action)}
                danger={kind == "delete"}
                busy={call.busy}
                failure={call.failure.clone()}
                {onconfirm}
                onclose={close.clone()}
            >
                <p>{ i18n.t(text) }</p>
            </Confirm>
        }
    };
    html! {
        <>
            <Menu
                label={i18n.with("channels-actions", [("name", name.clone().into())])}
                symbol={Symbol::Dots}
                {items}
            />
            { match *asked {
                None => Html::default(),
                Some(Asked::Test) => html! { <TestDialog channel={Rc::clone(channel)} onclose={close.clone()} /> },
                Some(Asked::Drain) => confirm("drain", drain),
                Some(Asked::Delete) => confirm("delete", delete),
            } }
        </>
    }
}

#[derive(Properties, PartialEq)]
pub struct SwitchProps {
    pub channel: Rc<Channel>,
}

/// Whether it takes requests, to be changed at once.
#[component]
pub fn EnabledSwitch(props: &SwitchProps) -> Html {
    let (i18n, api, toast) = (use_i18n(), use_api(), use_toast());
    let channel = &props.channel;
    let (id, name) = (channel.id, channel.settings.name.clone());
    let label = i18n.with("channels-switch", [("name", name.clone().into())]);
    let onchange = Callback::from(move |on: bool| {
        let api = api.clone();
        let done = match on {
            true => "channels-enabled-done",
            false => "channels-disabled-done",
        };
        let call = async move {
            let patch = ChannelPatch {
                rest: ChannelOptions {
                    enabled: Some(on),
                    ..ChannelOptions::default()
                },
                ..ChannelPatch::default()
            };
            let path = format!("/channels/{id}");
            api.patch::<_, Channel>(&path, &patch).await.map(drop)
        };
        let done = i18n.with(done, [("name", name.clone().into())]);
        quickly(call, done, &toast, &i18n);
    });
    let may = !channel.declared;
    switch(label, channel.settings.enabled, may.then_some(onchange))
}

/// Does what needs no question, and tells how it went.
pub fn quickly(
    call: impl Future<Output = Result<(), Failure>> + 'static,
    done: AttrValue,
    toast: &Callback<Toast>,
    i18n: &I18n,
) {
    let (toast, i18n) = (toast.clone(), i18n.clone());
    spawn_local(async move {
        toast.emit(match call.await {
            Ok(()) => good(done),
            Err(failure) => Toast::failure(&failure, &i18n),
        });
    });
}

pub fn good(title: AttrValue) -> Toast {
    Toast {
        tone: Tone::Success,
        title,
        detail: None,
    }
}
