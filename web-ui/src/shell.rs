//! What stands around every page.

mod navigation;
mod outside;
mod preferences;
mod user_menu;

pub use outside::Outside;

use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    components::{Icon, Symbol},
    i18n::use_i18n,
    route::Route,
};
use navigation::Navigation;
use preferences::{LanguageMenu, ThemeMenu};
use user_menu::UserMenu;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// Of the user.
    pub name: AttrValue,
    pub children: Html,
}

/// Around the pages of operators.
#[component]
pub fn Shell(props: &Props) -> Html {
    let i18n = use_i18n();
    let open = use_state_eq(|| false);
    let route = use_route::<Route>();
    {
        // On a phone the navigation covers the page that it led to.
        let open = open.setter();
        use_effect_with(route, move |_| open.set(false));
    }
    let toggle = {
        let open = open.clone();
        Callback::from(move |_| open.set(!*open))
    };
    html! {
        <div class={classes!("rx-shell", open.then_some("rx-shell--open"))}>
            <a class="pf-v6-c-skip-to-content pf-v6-c-button pf-m-primary" href="#content">
                { i18n.t("skip-to-content") }
            </a>
            <header class="rx-bar">
                <button
                    type="button"
                    class="pf-v6-c-button pf-m-plain rx-bar__toggle"
                    aria-label={i18n.t("navigation")}
                    aria-expanded={open.to_string()}
                    aria-controls="navigation"
                    onclick={toggle}
                >
                    <Icon symbol={Symbol::Menu} />
                </button>
                <Brand />
                <div class="rx-bar__tools">
                    <LanguageMenu />
                    <ThemeMenu />
                    <UserMenu name={props.name.clone()} />
                </div>
            </header>
            <Navigation />
            <main class="rx-content" id="content" tabindex="-1">{ props.children.clone() }</main>
        </div>
    }
}

/// Sign and name.
#[component]
pub fn Brand() -> Html {
    html! {
        <span class="rx-brand">
            <svg class="rx-brand__mark" viewBox="0 0 32 32" aria-hidden="true">
                <rect width="32" height="32" rx="8" />
                <path d="M7 16h6M13 16c5 0 4-7.5 9.5-7.5M13 16c5 0 4 7.5 9.5 7.5M13 16h9.5" />
                <circle cx="24" cy="8.5" r="2.2" />
                <circle cx="24" cy="16" r="2.2" />
                <circle cx="24" cy="23.5" r="2.2" />
            </svg>
            <span class="rx-brand__name">{ "Routex" }</span>
        </span>
    }
}
