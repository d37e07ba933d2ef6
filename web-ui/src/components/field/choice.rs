//! Fields in which something is chosen: one of several, or yes and no.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::Field;

#[derive(Properties, PartialEq)]
pub struct SelectProps {
    pub id: AttrValue,
    pub label: AttrValue,
    pub value: AttrValue,
    /// Value and text of each.
    pub options: Vec<(AttrValue, AttrValue)>,
    pub onchange: Callback<String>,
    #[prop_or_default]
    pub help: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    #[prop_or_default]
    pub disabled: bool,
}

/// One of several, in the browser's own list.
#[component]
pub fn SelectField(props: &SelectProps) -> Html {
    let onchange = props.onchange.reform(|event: Event| {
        let select = event.target().and_then(|target| target.dyn_into().ok());
        select.map_or_else(String::new, |select: HtmlSelectElement| select.value())
    });
    let described = (props.error.is_some() || props.help.is_some())
        .then(|| AttrValue::from(format!("{}-help", props.id)));
    let place = use_node_ref();
    {
        // An option that somebody chose stays chosen until the list itself is told otherwise.
        let place = place.clone();
        let shown = (props.value.clone(), props.options.len());
        use_effect_with(shown, move |(value, _)| {
            if let Some(select) = place.cast::<HtmlSelectElement>() {
                select.set_value(value);
            }
        });
    }
    html! {
        <Field
            id={props.id.clone()}
            label={props.label.clone()}
            help={props.help.clone()}
            error={props.error.clone()}
            required=false
        >
            <span class="pf-v6-c-form-control rx-select">
                <select
                    ref={place}
                    id={props.id.clone()}
                    aria-describedby={described}
                    disabled={props.disabled}
                    {onchange}
                >
                    { for props.options.iter().map(|(value, text)| html! {
                        <option value={value.clone()} selected={*value == props.value}>{ text }</option>
                    }) }
                </select>
            </span>
        </Field>
    }
}

#[derive(Properties, PartialEq)]
pub struct CheckProps {
    pub id: AttrValue,
    pub label: AttrValue,
    pub checked: bool,
    pub onchange: Callback<bool>,
    #[prop_or_default]
    pub help: Option<AttrValue>,
    #[prop_or_default]
    pub disabled: bool,
}

/// Yes or no.
#[component]
pub fn CheckField(props: &CheckProps) -> Html {
    let onchange = props.onchange.reform(|event: Event| {
        let input = event.target().and_then(|target| target.dyn_into().ok());
        input.is_some_and(|input: HtmlInputElement| input.checked())
    });
    let help_id = AttrValue::from(format!("{}-help", props.id));
    html! {
        <div class="rx-check-field">
            <label class="rx-check" for={props.id.clone()}>
                <input
                    type="checkbox"
                    id={props.id.clone()}
                    checked={props.checked}
                    disabled={props.disabled}
                    aria-describedby={props.help.is_some().then(|| help_id.clone())}
                    {onchange}
                />
                <span>{ &props.label }</span>
            </label>
            if let Some(help) = &props.help {
                <p class="rx-faint rx-check-field__help" id={help_id}>{ help }</p>
            }
        </div>
    }
}
