//! What cannot be undone is asked for twice: a new secret, and the end of a key.

use std::rc::Rc;

use routex_entity::api::{ClientKey, NewClientKey};
use yew::prelude::*;

use super::path;
use crate::{
    api::{use_api, use_call},
    components::Confirm,
    i18n::use_i18n,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    Rotate,
    Delete,
}

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub question: Question,
    pub of: Rc<ClientKey>,
    pub onclose: Callback<()>,
    /// It has a new secret.
    pub made: Callback<Rc<NewClientKey>>,
    /// It is gone; with the news to tell.
    pub done: Callback<AttrValue>,
}

#[component]
pub fn Sure(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call) = (use_api(), use_call());
    let filled = || [("name", props.of.name.as_str().into())];
    let (title, action, text) = match props.question {
        Question::Rotate => ("keys-rotate-title", "keys-rotate", "keys-rotate-text"),
        Question::Delete => ("keys-delete-title", "keys-delete", "keys-delete-text"),
    };
    let onconfirm = {
        let (call, path, question) = (call.clone(), path(props.of.id), props.question);
        let (made, done) = (props.made.clone(), props.done.clone());
        let gone = i18n.with("keys-deleted", filled());
        Callback::from(move |()| {
            let (api, path) = (api.clone(), path.clone());
            let (made, done, gone) = (made.clone(), done.clone(), gone.clone());
            match question {
                Question::Rotate => call.start(
                    async move { api.act::<NewClientKey>(&format!("{path}/rotate")).await },
                    move |key| made.emit(Rc::new(key)),
                ),
                Question::Delete => call.start(async move { api.delete(&path).await }, move |()| {
                    done.emit(gone);
                }),
            }
        })
    };
    html! {
        <Confirm
            title={i18n.with(title, filled())}
            action={i18n.t(action)}
            danger=true
            busy={call.busy}
            failure={call.failure.clone()}
            {onconfirm}
            onclose={props.onclose.clone()}
        >
            <p>{ i18n.t(text) }</p>
        </Confirm>
    }
}
