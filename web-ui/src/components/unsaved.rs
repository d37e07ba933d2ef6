//! Nothing that was typed is lost by leaving: the browser asks before the page goes, and so do the links of the page.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BeforeUnloadEvent, Element, Event, EventTarget};
use yew::prelude::*;

use crate::{browser, i18n::use_i18n};

/// `changed`: there is something to lose.
#[hook]
pub fn use_unsaved(changed: bool) {
    let question = use_i18n().t("discard-changes");
    use_effect_with((changed, question), |(changed, question)| {
        let guard = changed.then(|| Guard::set(question.clone())).flatten();
        move || drop(guard)
    });
}

/// In place until it is dropped.
struct Guard {
    window: EventTarget,
    unload: Closure<dyn Fn(BeforeUnloadEvent)>,
    click: Closure<dyn Fn(Event)>,
}

impl Guard {
    fn set(question: AttrValue) -> Option<Self> {
        let window: EventTarget = browser::window()?.into();
        let unload = Closure::<dyn Fn(BeforeUnloadEvent)>::new(|event: BeforeUnloadEvent| {
            event.prevent_default();
        });
        let click = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            if leads_away(&event) && !browser::confirmed(&question) {
                event.prevent_default();
                event.stop_immediate_propagation();
            }
        });
        window
            .add_event_listener_with_callback("beforeunload", unload.as_ref().unchecked_ref())
            .ok()?;
        // Before the router hears of it.
        window
            .add_event_listener_with_callback_and_bool(
                "click",
                click.as_ref().unchecked_ref(),
                true,
            )
            .ok()?;
        Some(Self {
            window,
            unload,
            click,
        })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let unload = self.unload.as_ref().unchecked_ref();
        let click = self.click.as_ref().unchecked_ref();
        // What is not there needs no removing.
        let _ = self
            .window
            .remove_event_listener_with_callback("beforeunload", unload);
        let _ = self
            .window
            .remove_event_listener_with_callback_and_bool("click", click, true);
    }
}

/// Whether a link was clicked that opens in place of this page.
fn leads_away(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into().ok());
    let link = target.and_then(|target: Element| target.closest("a[href]").ok().flatten());
    link.is_some_and(|link| {
        let elsewhere = link.has_attribute("target") || link.has_attribute("download");
        let within = link
            .get_attribute("href")
            .is_some_and(|to| to.starts_with('#'));
        !elsewhere && !within
    })
}
