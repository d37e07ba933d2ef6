//! Channels that are read and kept current as long as the page is shown.

use routex_entity::{
    EventKind,
    api::{Channel, Page},
};
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::fleet::{Change, Fleet, Stale};
use crate::{
    api::{Api, Failure, use_api},
    browser,
    live::{Heard, Link, use_live},
};

const KINDS: &[EventKind] = &[
    EventKind::Channel,
    EventKind::Config,
    EventKind::Probe,
    EventKind::Stats,
];

pub struct Watched {
    pub fleet: Fleet,
    pub link: Link,
    /// Reads again now.
    pub reload: Callback<()>,
}

/// `one`: only that. `None`: all of them.
#[hook]
pub fn use_fleet(one: Option<Uuid>) -> Watched {
    let api = use_api();
    let fleet = use_reducer(Fleet::default);
    let stale = use_mut_ref(Stale::default);
    let questions = use_mut_ref(u32::default);
    let reload = {
        let (api, dispatch) = (api, fleet.dispatcher());
        Callback::from(move |()| {
            let (api, dispatch) = (api.clone(), dispatch.clone());
            *questions.borrow_mut() += 1;
            let asked = *questions.borrow();
            spawn_local(async move {
                let answer = read(&api, one).await;
                dispatch.dispatch(Change::Read { asked, answer });
            });
        })
    };
    let heard = {
        let (dispatch, reload) = (fleet.dispatcher(), reload.clone());
        Callback::from(move |heard: Heard| {
            if stale.borrow_mut().is_due(&heard, one, browser::now()) {
                reload.emit(());
            }
            dispatch.dispatch(Change::Heard(heard));
        })
    };
    Watched {
        link: use_live(KINDS, heard),
        fleet: (*fleet).clone(),
        reload,
    }
}

async fn read(api: &Api, one: Option<Uuid>) -> Result<Vec<Channel>, Failure> {
    match one {
        Some(id) => Ok(vec![api.get(&format!("/channels/{id}")).await?]),
        None => Ok(api.get::<Page<Channel>>("/channels").await?.items),
    }
}
