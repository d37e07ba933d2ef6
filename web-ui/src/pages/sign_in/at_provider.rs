//! The way in through an OpenID provider: a button where one is configured, and what is told of those who came back.

use routex_entity::api::{OidcMethod, SignInMethods};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    api::use_api,
    components::{Notice, Tone},
    i18n::use_i18n,
    route::use_query,
};

/// What the server adds to the address when a sign-in at the provider led nowhere.
const TOLD: &str = "sign-in";

/// Why nobody is signed in, if the address says so.
#[component]
pub fn Told() -> Html {
    let i18n = use_i18n();
    let query = use_query();
    let word = query.get(TOLD).and_then(word);
    html! {
        if let Some(word) = word {
            <Notice tone={Tone::Danger} title={i18n.t(word)} />
        }
    }
}

/// The button. A link: the browser itself goes there and comes back.
#[component]
pub fn AtProvider() -> Html {
    let api = use_api();
    let method = use_state(|| None::<OidcMethod>);
    {
        let method = method.setter();
        use_effect_with(api, move |api| {
            let api = api.clone();
            spawn_local(async move {
                // Without an answer there is the password; the form says when the server is away.
                if let Ok(methods) = api.get::<SignInMethods>("/session/methods").await {
                    method.set(methods.oidc);
                }
            });
        });
    }
    html! {
        if let Some(method) = &*method {
            <a class="pf-v6-c-button pf-m-secondary pf-m-block" href="/api/v1/session/oidc">
                <span class="pf-v6-c-button__text">{ &method.label }</span>
            </a>
        }
    }
}

/// Only words that are known are told: anybody can write an address.
fn word(code: &str) -> Option<&'static str> {
    Some(match code {
        "unavailable" => "sign-in-unavailable",
        "lapsed" => "sign-in-lapsed",
        "failed" => "sign-in-failed",
        "not-allowed" => "sign-in-not-allowed",
        "throttled" => "sign-in-throttled",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{I18n, Language};

    #[test]
    fn every_reason_has_words_and_nothing_else_is_said() {
        for code in [
            "unavailable",
            "lapsed",
            "failed",
            "not-allowed",
            "throttled",
        ] {
            let word = word(code).unwrap();
            assert_eq!(word, format!("sign-in-{code}"));
            for language in [Language::English, Language::Chinese] {
                assert_ne!(I18n::new(language).t(word).as_str(), word);
            }
        }
        assert_eq!(word("<script>"), None);
    }
}
