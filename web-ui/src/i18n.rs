//! What is said in the user's language. Texts are Fluent files under `locales/`, one folder a language, one file an area.

mod catalog;
mod language;

pub use catalog::I18n;
pub use language::Language;

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
    use_context::<Spoken>().map_or_else(|| I18n::new(Language::default()), |spoken| spoken.i18n)
}

/// The chosen language, else the first of the browser's that there is.
#[hook]
pub fn use_language_provider() -> Spoken {
    let i18n = use_state(|| I18n::new(Language::preferred()));
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
        let i18n = i18n.clone();
        Callback::from(move |language: Language| {
            language.keep();
            i18n.set(I18n::new(language));
        })
    };
    Spoken {
        i18n: (*i18n).clone(),
        choose,
    }
}
