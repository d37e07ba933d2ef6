//! The whole page: what everything in it may ask for, and which of its faces is shown.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    api::{Api, use_api},
    components::{FailureNote, Loading, ToastProvider},
    i18n::{Spoken, use_language_provider},
    pages::{
        alerts::Alerts,
        aliases::Aliases,
        analytics::Analytics,
        audit::Audit,
        channels::{Channel, Channels, NewChannel},
        connect::Connect,
        keys::Keys,
        not_found::NotFound,
        overview::Overview,
        playground::Playground,
        prices::Prices,
        requests::Requests,
        routing::Routing,
        settings::Settings,
        setup::Setup,
        sign_in::SignIn,
    },
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
        Standing::NotSetUp { has_channel } => html! { <Setup has_channel={*has_channel} /> },
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
        // It was set up meanwhile.
        Route::Setup => html! { <Redirect<Route> to={Route::Overview} /> },
        Route::NotFound => html! { <NotFound /> },
    }
}
