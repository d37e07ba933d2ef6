//! The whole page: what everything in it may ask for, and which of its faces is shown.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    api::{Api, use_api},
    browser,
    components::{FailureNote, Loading, ToastProvider},
    i18n::{Spoken, use_language_provider},
    pages::{self, Page, overview::Overview, sign_in::SignIn},
    route::Route,
    session::{self, Handle, Standing, use_session_provider},
    shell::{Outside, Shell},
    theme::{Themed, use_theme_provider},
};

#[component]
pub fn App() -> Html {
    let spoken = use_language_provider();
    let themed = use_theme_provider();
    let api = use_memo((), |()| Api::default());
    use_effect_with((), |()| {
        if let Some(route) = Route::recognize(&browser::path()) {
            pages::fetch(route);
        }
    });
    html! {
        <ContextProvider<Spoken> context={spoken}>
            <ContextProvider<Themed> context={themed}>
                <ContextProvider<Api> context={(*api).clone()}>
                    <ToastProvider>
                        <BrowserRouter>
                            <Face />
                        </BrowserRouter>
                    </ToastProvider>
                </ContextProvider<Api>>
            </ContextProvider<Themed>>
        </ContextProvider<Spoken>>
    }
}

/// Who asks decides what is shown. The address stays as it is, so that whoever signs in is where they wanted to go.
#[component]
fn Face() -> Html {
    let api = use_api();
    let standing = use_session_provider(&api);
    let face = match &*standing {
        Standing::Asking => html! { <Outside><Loading /></Outside> },
        Standing::Failed(failure) => {
            let retry = retry(api, standing.clone());
            html! { <Outside><FailureNote failure={failure.clone()} {retry} /></Outside> }
        }
        Standing::NotSetUp { .. } => html! { <Page route={Route::Setup} /> },
        Standing::Nobody => html! { <Outside><SignIn /></Outside> },
        Standing::SignedIn(session) | Standing::Lapsed(session) => html! {
            <Shell name={session.name.clone()}>
                <Switch<Route> render={view} />
            </Shell>
        },
    };
    let lapsed = matches!(&*standing, Standing::Lapsed(_));
    html! {
        <ContextProvider<Handle> context={standing}>
            { face }
            if lapsed {
                <div class="pf-v6-c-backdrop rx-lapsed">
                    <div class="rx-lapsed__box" role="dialog" aria-modal="true" aria-labelledby="sign-in-title">
                        <SignIn again=true />
                    </div>
                </div>
            }
        </ContextProvider<Handle>>
    }
}

fn retry(api: Api, standing: Handle) -> Callback<()> {
    Callback::from(move |()| {
        let (api, dispatch) = (api.clone(), standing.dispatcher());
        spawn_local(async move { dispatch.dispatch(session::ask(&api).await) });
    })
}

fn view(route: Route) -> Html {
    match route {
        Route::Overview => html! { <Overview /> },
        // It was set up meanwhile.
        Route::Setup => html! { <Redirect<Route> to={Route::Overview} /> },
        route => html! { <Page {route} /> },
    }
}
