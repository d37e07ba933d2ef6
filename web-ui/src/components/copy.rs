//! Text to take along: commands, keys.

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use super::{Icon, Symbol};
use crate::{browser, i18n::use_i18n};

const SAID_MS: u32 = 2_000;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub text: AttrValue,
    /// What it is, for those who do not see it.
    pub label: AttrValue,
}

#[component]
pub fn Snippet(props: &Props) -> Html {
    let i18n = use_i18n();
    let copied = use_state(|| false);
    let copy = {
        let (copied, text) = (copied.setter(), props.text.clone());
        Callback::from(move |_| {
            let (copied, text) = (copied.clone(), text.clone());
            spawn_local(async move {
                copied.set(to_clipboard(&text).await);
                Timeout::new(SAID_MS, move || copied.set(false)).forget();
            });
        })
    };
    let (symbol, word) = match *copied {
        true => (Symbol::Check, "copied"),
        false => (Symbol::Copy, "copy"),
    };
    html! {
        <div class="rx-snippet">
            <pre tabindex="0" role="region" aria-label={props.label.clone()}><code>{ &props.text }</code></pre>
            <button type="button" class="pf-v6-c-button pf-m-plain rx-snippet__copy" onclick={copy}>
                <Icon {symbol} />
                <span class="pf-v6-screen-reader" aria-live="polite">{ i18n.t(word) }</span>
            </button>
        </div>
    }
}

/// Browsers allow it on secure pages alone.
async fn to_clipboard(text: &str) -> bool {
    let Some(window) = browser::window().filter(|window| window.is_secure_context()) else {
        return false;
    };
    let written = window.navigator().clipboard().write_text(text);
    JsFuture::from(written).await.is_ok()
}
