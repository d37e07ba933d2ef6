//! The way from page to page. A page is in this list once it exists.

use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    components::{Icon, Symbol},
    i18n::use_i18n,
    route::Route,
};

/// Page, symbol, and name of the text.
const PAGES: &[(Route, Symbol, &str)] = &[(Route::Overview, Symbol::Activity, "overview-title")];

#[component]
pub fn Navigation() -> Html {
    let i18n = use_i18n();
    let here = use_route::<Route>();
    html! {
        <nav class="rx-nav" id="navigation" aria-label={i18n.t("navigation")}>
            <ul class="rx-nav__list" role="list">
                { for PAGES.iter().map(|(route, symbol, name)| {
                    let current = here == Some(*route);
                    let class = classes!("rx-nav__link", current.then_some("rx-nav__link--current"));
                    html! {
                        <li aria-current={current.then_some("page")}>
                            <Link<Route> to={*route} classes={class}>
                                <Icon symbol={*symbol} />
                                { i18n.t(name) }
                            </Link<Route>>
                        </li>
                    }
                }) }
            </ul>
            <ul class="rx-nav__list rx-nav__list--end" role="list">
                <li>
                    <a class="rx-nav__link" href="/api/v1/docs/" target="_blank" rel="noreferrer">
                        <Icon symbol={Symbol::Book} />
                        { i18n.t("api-reference") }
                    </a>
                </li>
            </ul>
        </nav>
    }
}
