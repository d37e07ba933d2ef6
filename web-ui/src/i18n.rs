//! What is said in the user's language. Texts are Fluent files under `locales/`, one folder a language, one file an area.

mod catalog;
mod files;
mod language;

pub use catalog::I18n;
pub use language::Language;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser;

/// The language with the way to change it.
#[derive(Clone, PartialEq)]
pub struct Spoken {
    pub i18n: I18n,
    pub choose: Callback<Language>,
}

/// The texts in the language of the page.
#[hook]
pub fn use_i18n() -> I18n {
    use_context::<Spoken>()
        .map(|spoken| spoken.i18n)
        .unwrap_or_default()
}

/// The language that the page began with, until another one is chosen.
#[hook]
pub fn use_language_provider() -> Spoken {
    let i18n = use_state(files::begun);
    {
        let tag = i18n.language().tag();
        use_effect_with(tag, |tag| {
            let document = browser::window().and_then(|window| window.document());
            if let Some(root) = document.and_then(|document| document.document_element()) {
                // Without it, screen readers guess the language.
                let _ = root.set_attribute("lang", tag);
            }
        });
    }
    let choose = {
        let i18n = i18n.setter();
        Callback::from(move |language: Language| {
            let i18n = i18n.clone();
            spawn_local(async move {
                // Without its texts, which the browser then says did not come, the language stays.
                if let Some(said) = files::load(language).await {
                    language.keep();
                    i18n.set(said);
                }
            });
        })
    };
    Spoken {
        i18n: (*i18n).clone(),
        choose,
    }
}
