//! The way from page to page. A page is in this list once it exists.

use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    components::{Icon, Symbol},
    i18n::{I18n, use_i18n},
    route::Route,
};

/// Page, symbol, and name of the text.
type Entry = (Route, Symbol, &'static str);

/// What belongs together stands together, each group under its name.
const GROUPS: &[(&str, &[Entry])] = &[
    (
        "navigation-watch",
        &[
            (Route::Overview, Symbol::Activity, "overview-title"),
            (Route::Requests, Symbol::List, "requests-title"),
            (Route::Analytics, Symbol::Chart, "analytics-title"),
            (Route::Alerts, Symbol::Bell, "alerts-title"),
        ],
    ),
    (
        "navigation-route",
        &[
            (Route::Channels, Symbol::Server, "channels-title"),
            (Route::Accounts, Symbol::User, "accounts-title"),
            (Route::Routing, Symbol::Shuffle, "routing-title"),
            (Route::Aliases, Symbol::Tag, "aliases-title"),
            (Route::Prices, Symbol::Coin, "prices-title"),
        ],
    ),
    (
        "navigation-use",
        &[
            (Route::Keys, Symbol::Key, "keys-title"),
            (Route::Connect, Symbol::Plug, "connect-title"),
            (Route::Playground, Symbol::Play, "playground-title"),
        ],
    ),
    (
        "navigation-manage",
        &[
            (Route::Settings, Symbol::Gear, "settings-title"),
            (Route::Audit, Symbol::History, "audit-title"),
        ],
    ),
];

#[component]
pub fn Navigation() -> Html {
    let i18n = use_i18n();
    let section = use_route::<Route>().map(Route::section);
    html! {
        <nav class="rx-nav" id="navigation" aria-label={i18n.t("navigation")}>
            <div class="rx-nav__inner">
            { for GROUPS.iter().map(|(name, entries)| html! {
                <>
                    <h2 class="rx-nav__group" id={*name}>{ i18n.t(name) }</h2>
                    <ul class="rx-nav__list" role="list" aria-labelledby={*name}>
                        { for entries.iter().map(|entry| way(*entry, section == Some(entry.0), &i18n)) }
                    </ul>
                </>
            }) }
            <ul class="rx-nav__list rx-nav__list--end" role="list">
                <li>
                    <a class="rx-nav__link" href="/api/v1/docs/" target="_blank" rel="noreferrer">
                        <Icon symbol={Symbol::Book} />
                        { i18n.t("api-reference") }
                    </a>
                </li>
            </ul>
            </div>
        </nav>
    }
}

fn way((route, symbol, name): Entry, current: bool, i18n: &I18n) -> Html {
    let class = classes!("rx-nav__link", current.then_some("rx-nav__link--current"));
    html! {
        <li aria-current={current.then_some("page")}>
            <Link<Route> to={route} classes={class}>
                <Icon {symbol} />
                { i18n.t(name) }
            </Link<Route>>
        </li>
    }
}
