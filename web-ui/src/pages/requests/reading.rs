//! The list, kept current: asks what it wants to know, and tells it what is heard.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::callback::Timeout;
use routex_entity::EventKind;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{
    ended::Ended,
    filter::Filter,
    log::{Change, Log},
    seen::Place,
};
use crate::{
    api::use_api,
    browser,
    live::{Heard, Link, use_live},
};

const KINDS: &[EventKind] = &[EventKind::Request];
/// The server writes what has ended a quarter of a second later. What ended before the stream began is asked for then.
const WRITTEN_MS: u32 = 500;

/// `wanted`: which requests to show. `None`: the list is not in sight, and stays as it is.
#[hook]
pub fn use_log(
    wanted: Option<Filter>,
    place: &Rc<RefCell<Place>>,
) -> (Log, Callback<Change>, Link) {
    let api = use_api();
    let log = use_reducer(Log::default);
    let asked = use_mut_ref(|| None::<Filter>);
    let ended = use_memo((), |()| Ended::new(log.dispatcher()));
    {
        let (dispatch, place) = (log.dispatcher(), place.clone());
        use_effect_with(wanted, move |wanted| {
            let mut asked = asked.borrow_mut();
            if let Some(filter) = wanted
                .as_ref()
                .filter(|wanted| Some(*wanted) != asked.as_ref())
            {
                *asked = Some(filter.clone());
                place.borrow_mut().leave();
                dispatch.dispatch(Change::Ask(filter.clone(), browser::now()));
            }
        });
    }
    {
        let dispatch = log.dispatcher();
        use_effect_with((api, log.question.clone()), move |(api, question)| {
            let Some(question) = question.clone() else {
                return;
            };
            let api = api.clone();
            spawn_local(async move {
                let answer = api.get(&question.path).await;
                dispatch.dispatch(Change::Answer(question, answer, browser::now()));
            });
        });
    }
    let heard = {
        let dispatch = log.dispatcher();
        Callback::from(move |heard| match heard {
            Heard::Request(row) => ended.add(*row),
            Heard::Opened | Heard::Missed(_) => {
                let dispatch = dispatch.clone();
                let ask = move || dispatch.dispatch(Change::Missed(browser::now()));
                Timeout::new(WRITTEN_MS, ask).forget();
            }
            _ => {}
        })
    };
    let link = use_live(KINDS, heard);
    let tell = {
        let dispatch = log.dispatcher();
        use_callback((), move |change, ()| dispatch.dispatch(change))
    };
    ((*log).clone(), tell, link)
}
