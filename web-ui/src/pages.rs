//! One folder a page.

#[cfg(feature = "pages")]
pub mod alerts;
#[cfg(feature = "pages")]
pub mod aliases;
#[cfg(feature = "pages")]
pub mod analytics;
#[cfg(feature = "pages")]
pub mod audit;
#[cfg(feature = "pages")]
pub mod channels;
#[cfg(feature = "pages")]
pub mod connect;
#[cfg(not(feature = "pages"))]
pub mod elsewhere;
#[cfg(feature = "pages")]
pub mod keys;
#[cfg(feature = "pages")]
pub mod not_found;
pub mod overview;
#[cfg(feature = "pages")]
pub mod playground;
#[cfg(feature = "pages")]
pub mod prices;
#[cfg(feature = "pages")]
pub mod requests;
#[cfg(feature = "pages")]
pub mod routing;
#[cfg(feature = "pages")]
pub mod settings;
pub mod setup;
pub mod sign_in;

use yew::prelude::*;

use crate::route::Route;

/// What is at an address, those aside that people open first.
#[cfg(feature = "pages")]
pub fn of(route: Route) -> Html {
    use {
        alerts::Alerts,
        aliases::Aliases,
        analytics::Analytics,
        audit::Audit,
        channels::{Channel, Channels, NewChannel},
        connect::Connect,
        keys::Keys,
        not_found::NotFound,
        playground::Playground,
        prices::Prices,
        requests::Requests,
        routing::Routing,
        settings::Settings,
    };
    match route {
        Route::Channels => html! { <Channels /> },
        Route::NewChannel => html! { <NewChannel /> },
        Route::Channel { id } => html! { <Channel key={id.to_string()} {id} /> },
        Route::Routing => html! { <Routing /> },
        Route::Aliases => html! { <Aliases /> },
        // One component, so that the list is as it was when one comes back from a request.
        Route::Requests => html! { <Requests /> },
        Route::Request { id } => html! { <Requests {id} /> },
        Route::Analytics => html! { <Analytics /> },
        Route::Keys => html! { <Keys /> },
        Route::Prices => html! { <Prices /> },
        Route::Alerts => html! { <Alerts /> },
        Route::Playground => html! { <Playground /> },
        Route::Connect => html! { <Connect /> },
        Route::Audit => html! { <Audit /> },
        Route::Settings => html! { <Settings /> },
        Route::Overview | Route::Setup | Route::NotFound => html! { <NotFound /> },
    }
}

#[cfg(not(feature = "pages"))]
pub fn of(_: Route) -> Html {
    html! { <elsewhere::Elsewhere /> }
}
