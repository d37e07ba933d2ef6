//! Who is signed in, and the way out.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    api::{Failure, use_api},
    components::{Menu, MenuItem, Symbol, Toast, use_toast},
    i18n::use_i18n,
    session::{Event, use_session},
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub name: AttrValue,
}

#[component]
pub fn UserMenu(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, tell, session) = (use_api(), use_toast(), use_session());
    let sign_out = {
        let i18n = i18n.clone();
        Callback::from(move |()| {
            let (api, tell, session, i18n) =
                (api.clone(), tell.clone(), session.clone(), i18n.clone());
            spawn_local(async move {
                match api.delete("/session").await {
                    Ok(()) | Err(Failure::SignedOut) => {
                        if let Some(session) = session {
                            session.dispatch(Event::SignedOut);
                        }
                    }
                    Err(failure) => tell.emit(Toast::failure(&failure, &i18n)),
                }
            });
        })
    };
    let items = vec![MenuItem {
        text: i18n.t("sign-out"),
        symbol: Some(Symbol::Power),
        chosen: None,
        onclick: sign_out,
    }];
    let label = i18n.with("account-of", [("name", props.name.as_str().into())]);
    html! { <Menu {label} symbol={Symbol::User} text={props.name.clone()} {items} /> }
}
