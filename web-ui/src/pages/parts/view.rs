//! What the pages of a part look like. Only what loads a part names these, so that they are loaded with it.

use yew::prelude::*;

use crate::{
    pages::{
        accounts::{Accounts, SignInCallback},
        alerts::Alerts,
        aliases::Aliases,
        analytics::Analytics,
        audit::Audit,
        channels::{Channel, Channels, NewChannel},
        connect::Connect,
        keys::Keys,
        playground::Playground,
        prices::Prices,
        requests::Requests,
        routing::Routing,
        settings::Settings,
        setup::Setup,
    },
    route::Route,
};

pub fn channels(route: Route) -> Html {
    match route {
        Route::Setup => html! { <Setup /> },
        Route::NewChannel => html! { <NewChannel /> },
        Route::Channel { id } => html! { <Channel key={id.to_string()} {id} /> },
        _ => html! { <Channels /> },
    }
}

pub fn requests(route: Route) -> Html {
    match route {
        Route::Analytics => html! { <Analytics /> },
        Route::Aliases => html! { <Aliases /> },
        // One component, so that the list is as it was when one comes back from a request.
        Route::Request { id } => html! { <Requests {id} /> },
        _ => html! { <Requests /> },
    }
}

pub fn routing(route: Route) -> Html {
    match route {
        Route::Prices => html! { <Prices /> },
        _ => html! { <Routing /> },
    }
}

pub fn keys(route: Route) -> Html {
    match route {
        Route::Connect => html! { <Connect /> },
        Route::Playground => html! { <Playground /> },
        Route::Accounts => html! { <Accounts /> },
        Route::SignInCallback => html! { <SignInCallback /> },
        _ => html! { <Keys /> },
    }
}

pub fn settings(route: Route) -> Html {
    match route {
        Route::Alerts => html! { <Alerts /> },
        Route::Audit => html! { <Audit /> },
        _ => html! { <Settings /> },
    }
}
