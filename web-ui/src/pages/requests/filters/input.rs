//! A field whose text counts when it is finished: with Enter, or by going elsewhere.

use std::collections::BTreeSet;

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

pub struct Input {
    pub id: &'static str,
    pub label: AttrValue,
    /// As HTML's `type`.
    pub kind: &'static str,
    pub value: String,
    pub offered: BTreeSet<AttrValue>,
    pub error: Option<AttrValue>,
    pub onchange: Callback<String>,
}

pub fn input(input: Input) -> Html {
    let onchange = input.onchange.reform(|event: Event| {
        let field = event.target().and_then(|target| target.dyn_into().ok());
        field.map_or_else(String::new, |field: HtmlInputElement| field.value())
    });
    let list = (!input.offered.is_empty()).then(|| format!("{}-list", input.id));
    let help = input.error.as_ref().map(|_| format!("{}-help", input.id));
    html! {
        <div class="pf-v6-c-form__group">
            <div class="pf-v6-c-form__group-label">
                <label class="pf-v6-c-form__label" for={input.id}>
                    <span class="pf-v6-c-form__label-text">{ input.label }</span>
                </label>
            </div>
            <span class={classes!("pf-v6-c-form-control", input.error.is_some().then_some("pf-m-error"))}>
                <input
                    type={input.kind}
                    id={input.id}
                    value={input.value}
                    list={list.clone()}
                    autocomplete="off"
                    spellcheck="false"
                    aria-invalid={input.error.is_some().then_some("true")}
                    aria-describedby={help.clone()}
                    {onchange}
                />
            </span>
            if let Some(error) = input.error {
                <p class="rx-error" id={help} role="alert">{ error }</p>
            }
            if list.is_some() {
                <datalist id={list}>
                    { for input.offered.into_iter().map(|text| html! { <option value={text} /> }) }
                </datalist>
            }
        </div>
    }
}
