//! What a page reads when it opens, and reads again when it may have changed.

use std::rc::Rc;

use serde::de::DeserializeOwned;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{Failure, use_api};
use crate::{
    components::{FailureNote, Loading},
    session::use_session,
};

pub struct Loaded<T> {
    /// The last that was read, also while the next is on its way.
    pub data: Option<Rc<T>>,
    /// Why the last try gave nothing.
    pub failure: Option<Failure>,
    pub busy: bool,
    pub reload: Callback<()>,
    /// Puts something newer in its place, such as what a change was answered with.
    pub replace: Callback<T>,
}

impl<T> Loaded<T> {
    /// The content, or what stands in its place.
    pub fn view(&self, content: impl FnOnce(&Rc<T>) -> Html) -> Html {
        match (&self.data, &self.failure) {
            (Some(data), None) => content(data),
            (Some(data), Some(failure)) => html! {
                <>
                    <FailureNote failure={failure.clone()} retry={self.reload.clone()} />
                    { content(data) }
                </>
            },
            (None, Some(failure)) => html! {
                <FailureNote failure={failure.clone()} retry={self.reload.clone()} />
            },
            (None, None) => html! { <Loading /> },
        }
    }
}

/// Reads `GET path` now, whenever the path changes, and after signing in again.
#[hook]
pub fn use_loaded<T: DeserializeOwned + 'static>(path: AttrValue) -> Loaded<T> {
    let api = use_api();
    let data = use_state(|| None::<Rc<T>>);
    let failure = use_state_eq(|| None);
    let busy = use_state_eq(|| true);
    // Answers may overtake each other; only that to the last question counts.
    let asked = use_mut_ref(|| 0_u32);
    let signed_in = use_session().is_none_or(|standing| standing.session().is_some());

    let read = {
        let (asked, data, failure, busy) = (
            asked.clone(),
            data.setter(),
            failure.setter(),
            busy.setter(),
        );
        use_callback((api, path.clone()), move |(), (api, path)| {
            let number = {
                let mut asked = asked.borrow_mut();
                *asked += 1;
                *asked
            };
            busy.set(true);
            let (api, path, asked) = (api.clone(), path.clone(), asked.clone());
            let (data, failure, busy) = (data.clone(), failure.clone(), busy.clone());
            spawn_local(async move {
                let answer = api.get::<T>(&path).await;
                if *asked.borrow() != number {
                    return;
                }
                busy.set(false);
                match answer {
                    Ok(read) => {
                        data.set(Some(Rc::new(read)));
                        failure.set(None);
                    }
                    Err(refused) => failure.set(Some(refused)),
                }
            });
        })
    };
    {
        let read = read.clone();
        use_effect_with((path, signed_in), move |(_, signed_in)| {
            if *signed_in {
                read.emit(());
            }
        });
    }
    let replace = {
        let (data, busy) = (data.setter(), busy.setter());
        use_callback((), move |newer: T, ()| {
            *asked.borrow_mut() += 1;
            busy.set(false);
            data.set(Some(Rc::new(newer)));
        })
    };
    Loaded {
        data: (*data).clone(),
        failure: (*failure).clone(),
        busy: *busy,
        reload: read,
        replace,
    }
}
