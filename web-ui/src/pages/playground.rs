//! A prompt to any model in any dialect, and everything that is known of the answer.

mod answer;
mod bench;
mod draft;
mod form;
mod frames;
mod key;
mod send;
mod speech;

use std::{collections::BTreeMap, rc::Rc};

use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::{EventKind, api::RequestDetail};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{
    api::{Api, use_api},
    browser,
    components::{Empty, PageHead, Panel, Symbol},
    i18n::{I18n, use_i18n},
    live::{Heard, use_live},
    models::{self, use_models},
};
use answer::Answer;
use bench::{Bench, Bill, Change, Run};
use draft::Edit;
use key::{Key, KeyPanel};
use send::{Sending, send};

const KINDS: &[EventKind] = &[EventKind::Request];

#[component]
pub fn Playground() -> Html {
    let i18n = use_i18n();
    let api = use_api();
    let bench = use_reducer(bench::left);
    let key = use_state(Key::kept);
    let listed = use_state(Vec::<AttrValue>::new);
    let sendings = use_mut_ref(BTreeMap::<u32, Sending>::new);
    let latest = use_mut_ref(Bench::default);
    *latest.borrow_mut() = (*bench).clone();
    {
        let (latest, sendings, dispatch) =
            (Rc::clone(&latest), Rc::clone(&sendings), bench.dispatcher());
        use_effect_with((), move |()| {
            if let Some(model) = browser::query("model") {
                dispatch.dispatch(Change::Edit(Edit::Model(model)));
            }
            move || {
                bench::leave(latest.borrow().clone());
                sendings.take();
            }
        });
    }
    {
        let listed = listed.setter();
        use_effect_with((*key).clone(), move |key| {
            Key::keep(key.as_ref());
            if let Some(key) = key.clone() {
                spawn_local(async move { listed.set(models::listed(&key.secret).await) });
            }
        });
    }
    use_live(KINDS, heard(api, latest, &bench));

    let onsend = {
        let (bench, sendings, key) = (bench.clone(), Rc::clone(&sendings), (*key).clone());
        Callback::from(move |()| {
            let Some(key) = key.as_ref().filter(|_| bench.draft.gaps().is_empty()) else {
                return bench.dispatch(Change::Told);
            };
            let number = bench.next();
            bench.dispatch(Change::Begin);
            let dispatch = bench.dispatcher();
            let tell = Callback::from(move |change: Change| dispatch.dispatch(change));
            let sending = send(number, &key.secret, &bench.draft, tell);
            sendings.borrow_mut().insert(number, sending);
        })
    };
    let onstop = {
        let (bench, sendings) = (bench.dispatcher(), Rc::clone(&sendings));
        Callback::from(move |number: u32| {
            bench.dispatch(Change::Stopped(number));
            let sending = sendings.borrow_mut().remove(&number);
            drop(sending);
        })
    };
    let onkey = {
        let key = key.setter();
        Callback::from(move |new: Option<Key>| key.set(new))
    };
    let suggestions = models::merged(use_models(), &listed);
    html! {
        <>
            <PageHead title={i18n.t("playground-title")} text={i18n.t("playground-text")} />
            <KeyPanel have={(*key).clone()} onchange={onkey} />
            <div class="rx-bench">
                <Panel title={i18n.t("playground-ask")}>
                    { form::form(&bench, suggestions, key.is_some(), &onsend, &i18n) }
                </Panel>
                <section class="rx-bench__answers" aria-labelledby="playground-answers">
                    { answers(&bench, &onstop, &i18n) }
                </section>
            </div>
        </>
    }
}

fn answers(bench: &UseReducerHandle<Bench>, onstop: &Callback<u32>, i18n: &I18n) -> Html {
    let onagain = {
        let bench = bench.dispatcher();
        Callback::from(move |run: Rc<Run>| bench.dispatch(Change::Again(Rc::clone(&run.asked))))
    };
    let clear = {
        let bench = bench.dispatcher();
        Callback::from(move |_| bench.dispatch(Change::Clear))
    };
    html! {
        <>
            <header class="rx-bench__head">
                <h2 class="rx-section__title" id="playground-answers">{ i18n.t("playground-answers") }</h2>
                if !bench.runs.is_empty() {
                    <Button
                        variant={ButtonVariant::Link}
                        class="rx-flush"
                        label={i18n.t("playground-clear").to_string()}
                        onclick={clear}
                    />
                }
            </header>
            if bench.runs.is_empty() {
                <Empty symbol={Symbol::Play} title={i18n.t("playground-empty")}>
                    <p>{ i18n.t("playground-empty-text") }</p>
                </Empty>
            }
            { for bench.runs.iter().map(|run| html! {
                <Answer
                    key={run.number.to_string()}
                    run={Rc::clone(run)}
                    onstop={onstop.clone()}
                    onagain={onagain.clone()}
                />
            }) }
        </>
    }
}

/// Takes what the log says of answers, and asks it for what was missed.
fn heard(
    api: Api,
    latest: Rc<std::cell::RefCell<Bench>>,
    bench: &UseReducerHandle<Bench>,
) -> Callback<Heard> {
    let dispatch = bench.dispatcher();
    Callback::from(move |heard: Heard| match heard {
        Heard::Request(row) => dispatch.dispatch(Change::Logged(row.id, Bill::of(&row))),
        Heard::Opened | Heard::Missed(_) => {
            for id in latest.borrow().unbilled() {
                let (api, dispatch) = (api.clone(), dispatch.clone());
                spawn_local(async move {
                    // One that is not in the log yet is told when it is.
                    if let Ok(row) = api.get::<RequestDetail>(&format!("/requests/{id}")).await {
                        dispatch.dispatch(Change::Logged(id, Bill::of(&row)));
                    }
                });
            }
        }
        _ => {}
    })
}
