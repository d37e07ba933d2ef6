//! The texts of a language, as the browser loads them. Those that the page begins with are there before it does.

use wasm_bindgen::prelude::*;

use super::{I18n, Language};

#[wasm_bindgen(raw_module = "routex-texts")]
extern "C" {
    fn preferred() -> String;

    #[wasm_bindgen(js_name = begun)]
    fn first() -> String;

    #[wasm_bindgen(js_name = load, catch)]
    async fn of(tag: &str) -> Result<JsValue, JsValue>;
}

/// In what was chosen before, else in the first language of the browser's that there is.
pub fn begun() -> I18n {
    if cfg!(target_arch = "wasm32") {
        let language = Language::by_tag(&preferred());
        I18n::of(language.unwrap_or_default(), first())
    } else {
        I18n::default()
    }
}

/// `None`: they cannot be had.
pub async fn load(language: Language) -> Option<I18n> {
    let texts = of(language.tag()).await.ok()?;
    Some(I18n::of(language, texts.as_string()?))
}
