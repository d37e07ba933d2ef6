//! A time of one's own, from and to.

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::time;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{browser, i18n::use_i18n};

#[derive(Properties, PartialEq)]
pub struct Props {
    /// Milliseconds since 1970.
    pub from_ms: i64,
    pub to_ms: i64,
    pub onchange: Callback<(i64, i64)>,
}

#[component]
pub fn Custom(props: &Props) -> Html {
    let i18n = use_i18n();
    let from = use_state(|| local_input(props.from_ms));
    let to = use_state(|| local_input(props.to_ms));
    let wrong = use_state_eq(|| false);
    let onsubmit = {
        let (from, to, wrong) = (from.clone(), to.clone(), wrong.setter());
        let onchange = props.onchange.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let bounds = browser::from_local(&from).zip(browser::from_local(&to));
            let bounds = bounds.map(|(from, to)| (from.timestamp_millis(), to.timestamp_millis()));
            let bounds = bounds.filter(|(from, to)| from < to);
            wrong.set(bounds.is_none());
            if let Some(bounds) = bounds {
                onchange.emit(bounds);
            }
        })
    };
    html! {
        <form class="rx-controls__custom" {onsubmit} novalidate=true>
            { input("from", i18n.t("analytics-from"), &from, *wrong) }
            { input("to", i18n.t("analytics-to"), &to, *wrong) }
            <Button variant={ButtonVariant::Secondary} r#type={ButtonType::Submit} label={i18n.t("analytics-show").to_string()} />
            if *wrong {
                <p class="rx-error" id="time-help" role="alert">{ i18n.t("analytics-time-wrong") }</p>
            }
        </form>
    }
}

/// As an input of local times has it: `2026-11-24T09:00`.
fn local_input(at_ms: i64) -> String {
    browser::local(time(at_ms))
        .format("%Y-%m-%dT%H:%M")
        .to_string()
}

fn input(id: &'static str, label: AttrValue, value: &UseStateHandle<String>, wrong: bool) -> Html {
    let onchange = {
        let value = value.setter();
        Callback::from(move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into().ok());
            if let Some(input) = input {
                let input: HtmlInputElement = input;
                value.set(input.value());
            }
        })
    };
    html! {
        <>
            <label class="rx-faint" for={id}>{ label }</label>
            <span class="pf-v6-c-form-control rx-controls__time">
                <input
                    type="datetime-local"
                    {id}
                    value={(**value).clone()}
                    aria-invalid={wrong.to_string()}
                    aria-describedby={wrong.then_some("time-help")}
                    {onchange}
                />
            </span>
        </>
    }
}
