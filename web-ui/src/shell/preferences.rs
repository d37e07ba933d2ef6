//! Language and theme: of this browser, for whoever sits there.

use yew::prelude::*;

use crate::{
    components::{Menu, MenuItem, Symbol},
    i18n::{Language, Spoken, use_i18n},
    theme::{Theme, Themed},
};

#[component]
pub fn LanguageMenu() -> Html {
    let i18n = use_i18n();
    let choose = use_context::<Spoken>()
        .map(|spoken| spoken.choose)
        .unwrap_or_default();
    let items: Vec<_> = Language::ALL
        .into_iter()
        .map(|language| MenuItem {
            text: AttrValue::Static(language.own_name()),
            symbol: None,
            chosen: Some(language == i18n.language()),
            onclick: choose.reform(move |()| language),
        })
        .collect();
    html! { <Menu label={i18n.t("language")} symbol={Symbol::Globe} {items} /> }
}

#[component]
pub fn ThemeMenu() -> Html {
    let i18n = use_i18n();
    let Some(themed) = use_context::<Themed>() else {
        return Html::default();
    };
    let items: Vec<_> = Theme::ALL
        .into_iter()
        .map(|theme| {
            let (symbol, name) = look(theme);
            MenuItem {
                text: i18n.t(name),
                symbol: Some(symbol),
                chosen: Some(theme == themed.chosen),
                onclick: themed.choose.reform(move |()| theme),
            }
        })
        .collect();
    let symbol = if themed.dark {
        Symbol::Moon
    } else {
        Symbol::Sun
    };
    html! { <Menu label={i18n.t("theme")} {symbol} {items} /> }
}

const fn look(theme: Theme) -> (Symbol, &'static str) {
    match theme {
        Theme::System => (Symbol::Monitor, "theme-system"),
        Theme::Light => (Symbol::Sun, "theme-light"),
        Theme::Dark => (Symbol::Moon, "theme-dark"),
    }
}
