//! Pages that are not loaded before somebody wants them. Pages that are used together come together; what is opened first is
//! in the module that everything begins with.

mod view;

use std::{cell::Cell, rc::Rc};

use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use yew::prelude::*;

use crate::{
    browser,
    components::{Empty, Loading, Symbol},
    i18n::use_i18n,
    pages::not_found::NotFound,
    route::Route,
    shell::Outside,
};
use patternfly_yew::prelude::{Button, ButtonVariant};

/// What shows the pages of a part.
type View = fn(Route) -> Html;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Channels,
    Requests,
    Routing,
    Keys,
    Settings,
}

impl Part {
    /// `None`: the page is there from the beginning.
    const fn of(route: Route) -> Option<Self> {
        Some(match route {
            Route::Channels | Route::NewChannel | Route::Channel { .. } | Route::Setup => {
                Self::Channels
            }
            Route::Requests | Route::Request { .. } | Route::Analytics | Route::Aliases => {
                Self::Requests
            }
            Route::Routing | Route::Prices => Self::Routing,
            Route::Keys
            | Route::Connect
            | Route::Playground
            | Route::Accounts
            | Route::SignInCallback => Self::Keys,
            Route::Settings | Route::Audit | Route::Alerts => Self::Settings,
            Route::Overview | Route::NotFound => return None,
        })
    }

    async fn load(self) -> Result<View, SplitLoaderError> {
        match self {
            Self::Channels => channels().await,
            Self::Requests => requests().await,
            Self::Routing => routing().await,
            Self::Keys => keys().await,
            Self::Settings => settings().await,
        }
    }
}

#[wasm_split(channels, fallible)]
fn channels() -> Result<View, SplitLoaderError> {
    Ok(view::channels)
}

#[wasm_split(requests, fallible)]
fn requests() -> Result<View, SplitLoaderError> {
    Ok(view::requests)
}

#[wasm_split(routing, fallible)]
fn routing() -> Result<View, SplitLoaderError> {
    Ok(view::routing)
}

#[wasm_split(keys, fallible)]
fn keys() -> Result<View, SplitLoaderError> {
    Ok(view::keys)
}

#[wasm_split(settings, fallible)]
fn settings() -> Result<View, SplitLoaderError> {
    Ok(view::settings)
}

/// Begins to load what is at an address, while nobody knows yet whether it may be shown.
pub fn fetch(route: Route) {
    if let Some(part) = Part::of(route) {
        // If that fails, it fails again when the page is shown, and is told there.
        spawn_local(async move { drop(part.load().await) });
    }
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub route: Route,
}

#[component]
pub fn Page(props: &Props) -> Html {
    let loaded = use_state(|| None::<(Part, Option<View>)>);
    let part = Part::of(props.route);
    {
        let loaded = loaded.setter();
        use_effect_with(part, move |part| {
            let wanted = Rc::new(Cell::new(true));
            if let Some(part) = *part {
                let wanted = Rc::clone(&wanted);
                spawn_local(async move {
                    let view = part.load().await.ok();
                    // Whoever went back before it came looks at something else.
                    if wanted.get() {
                        loaded.set(Some((part, view)));
                    }
                });
            }
            move || wanted.set(false)
        });
    }
    let instead = match (part, *loaded) {
        (None, _) => html! { <NotFound /> },
        (Some(part), Some((there, Some(view)))) if there == part => return view(props.route),
        (Some(part), Some((there, None))) if there == part => html! { <Missing /> },
        _ => html! { <Loading /> },
    };
    match props.route {
        // Nothing else is around it yet.
        Route::Setup => html! { <Outside>{ instead }</Outside> },
        _ => instead,
    }
}

/// The network failed, or the server has a newer dashboard than the one that is open.
#[component]
fn Missing() -> Html {
    let i18n = use_i18n();
    html! {
        <Empty symbol={Symbol::Alert} title={i18n.t("page-missing")}>
            <p>{ i18n.t("page-missing-text") }</p>
            <Button
                variant={ButtonVariant::Primary}
                label={i18n.t("reload").to_string()}
                onclick={|_| browser::reload()}
            />
        </Empty>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{InChinese, render};

    #[tokio::test]
    async fn what_cannot_be_loaded_is_told() {
        assert!(render::<Missing>(()).await.contains("Reload"));
        assert!(render::<InChinese<Missing>>(()).await.contains("重新加载"));
    }

    #[tokio::test]
    async fn parts_are_loaded_by_address() {
        assert_eq!(Part::of(Route::Overview), None);
        assert_eq!(Part::of(Route::NewChannel), Some(Part::Channels));
        assert!(Part::Settings.load().await.is_ok());
    }
}
