//! The end of the setup: the first key, and how tools use it.

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonVariant};
use yew::prelude::*;
use yew_router::prelude::*;

use super::Made;
use crate::{
    browser,
    components::{Icon, Notice, Snippet, Symbol, Tone},
    i18n::use_i18n,
    route::Route,
    session::{Event, use_session},
    snippets::{Target, Tool},
    words,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub made: Made,
    /// One that is known to answer.
    pub model: Option<String>,
}

#[component]
pub fn Done(props: &Props) -> Html {
    let i18n = use_i18n();
    let (session, navigator) = (use_session(), use_navigator());
    let tool = use_state_eq(|| Tool::CurlChat);
    let key = props
        .made
        .done
        .client_key
        .as_ref()
        .map(|made| made.key.clone());
    let open = {
        let signed_in = props.made.session.clone().map(Rc::new);
        Callback::from(move |_| {
            if let Some(navigator) = &navigator {
                navigator.replace(&Route::Overview);
            }
            if let Some(session) = &session {
                session.dispatch(match &signed_in {
                    Some(signed_in) => Event::SignedIn(Rc::clone(signed_in)),
                    None => Event::SignedOut,
                });
            }
        })
    };
    let pieces = tool.pieces(Target {
        origin: &browser::origin(),
        // Where Routex asks for none, tools want one all the same.
        key: key.as_deref().unwrap_or("none"),
        model: props.model.as_deref().unwrap_or("MODEL"),
    });
    html! {
        <div class="rx-done">
            <Icon symbol={Symbol::CheckCircle} class="rx-done__mark" />
            <h1 class="rx-form__title">{ i18n.t("done-title") }</h1>
            if let Some(key) = &key {
                <p class="rx-form__text">{ i18n.t("done-key-text") }</p>
                <Snippet text={key.clone()} label={i18n.t("done-key")} />
                <Notice tone={Tone::Warning} title={i18n.t("done-key-once")} />
            } else {
                <p class="rx-form__text">{ i18n.t("done-no-key-text") }</p>
            }
            <h2 class="rx-done__heading">{ i18n.t("done-use") }</h2>
            <div class="pf-v6-c-toggle-group" role="group" aria-label={i18n.t("done-use")}>
                { for Tool::FIRST.map(|one| {
                    let chosen = *tool == one;
                    let onclick = {
                        let tool = tool.setter();
                        Callback::from(move |_| tool.set(one))
                    };
                    html! {
                        <div class="pf-v6-c-toggle-group__item">
                            <button
                                type="button"
                                class={classes!("pf-v6-c-toggle-group__button", chosen.then_some("pf-m-selected"))}
                                aria-pressed={chosen.to_string()}
                                {onclick}
                            >
                                <span class="pf-v6-c-toggle-group__text">{ one.name() }</span>
                            </button>
                        </div>
                    }
                }) }
            </div>
            { for pieces.into_iter().map(|piece| html! {
                <Snippet text={piece.text} label={format!("{} · {}", tool.name(), words::place(piece.place, &i18n))} />
            }) }
            <Button
                variant={ButtonVariant::Primary}
                block=true
                label={i18n.t("done-open").to_string()}
                onclick={open}
            />
        </div>
    }
}
