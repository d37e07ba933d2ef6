//! Who is signed in, and what happens when nobody is any more.

mod standing;

pub use standing::{Event, Standing};

use std::rc::Rc;

use routex_entity::api::{Session, SetupState};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{Api, Failure};

/// Where things stand, with the way to change it.
pub type Handle = UseReducerHandle<Standing>;

#[hook]
pub fn use_session() -> Option<Handle> {
    use_context::<Handle>()
}

/// Asks who is signed in, and whether Routex is set up at all, when the page begins.
#[hook]
pub fn use_session_provider(api: &Api) -> Handle {
    let standing = use_reducer(|| Standing::Asking);
    {
        let dispatch = standing.dispatcher();
        use_effect_with(api.clone(), move |api| {
            let told = dispatch.clone();
            api.on_signed_out(Callback::from(move |()| told.dispatch(Event::Ended)));
            let api = api.clone();
            spawn_local(async move { dispatch.dispatch(ask(&api).await) });
        });
    }
    if let Some(session) = standing.session() {
        api.set_csrf_token(session.csrf_token.clone());
    }
    standing
}

/// What the server says of us.
pub async fn ask(api: &Api) -> Event {
    match api.get::<SetupState>("/setup").await {
        Ok(setup) if !setup.completed => {
            return Event::NotSetUp {
                has_channel: setup.has_channel,
            };
        }
        Ok(_) => {}
        Err(failure) => return Event::Failed(failure),
    }
    match api.get::<Session>("/session").await {
        Ok(session) => Event::SignedIn(Rc::new(session)),
        Err(Failure::SignedOut) => Event::Ended,
        Err(failure) => Event::Failed(failure),
    }
}
