//! A field for a text that is often, but not always, one of those that are known.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Field;

pub type Suggestions = Rc<Vec<AttrValue>>;

#[derive(Properties, PartialEq)]
pub struct SuggestProps {
    pub id: AttrValue,
    pub label: AttrValue,
    pub value: AttrValue,
    pub suggestions: Suggestions,
    pub onchange: Callback<String>,
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    #[prop_or_default]
    pub help: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    #[prop_or_default]
    pub required: bool,
}

#[component]
pub fn SuggestField(props: &SuggestProps) -> Html {
    let described = (props.error.is_some() || props.help.is_some())
        .then(|| AttrValue::from(format!("{}-help", props.id)));
    html! {
        <Field
            id={props.id.clone()}
            label={props.label.clone()}
            help={props.help.clone()}
            error={props.error.clone()}
            required={props.required}
        >
            { suggesting(
                &props.id,
                &props.value,
                &props.suggestions,
                &props.onchange,
                Described { label: None, described, placeholder: props.placeholder.clone(), wrong: props.error.is_some() },
            ) }
        </Field>
    }
}

/// What is said of an input beside its value.
#[derive(Default)]
pub struct Described {
    /// Where no label on the page belongs to it.
    pub label: Option<AttrValue>,
    /// Id of what explains it.
    pub described: Option<AttrValue>,
    pub placeholder: Option<AttrValue>,
    pub wrong: bool,
}

/// The input alone, with the browser's own list of suggestions.
pub fn suggesting(
    id: &AttrValue,
    value: &AttrValue,
    suggestions: &Suggestions,
    onchange: &Callback<String>,
    said: Described,
) -> Html {
    let oninput = onchange.reform(|event: InputEvent| {
        let input = event.target().and_then(|target| target.dyn_into().ok());
        input.map_or_else(String::new, |input: HtmlInputElement| input.value())
    });
    let list = format!("{id}-list");
    html! {
        <span class={classes!("pf-v6-c-form-control", said.wrong.then_some("pf-m-error"))}>
            <input
                type="text"
                id={id.clone()}
                value={value.clone()}
                list={list.clone()}
                autocomplete="off"
                spellcheck="false"
                placeholder={said.placeholder}
                aria-label={said.label}
                aria-describedby={said.described}
                aria-invalid={said.wrong.then_some("true")}
                {oninput}
            />
            <datalist id={list}>
                { for suggestions.iter().map(|text| html! { <option value={text.clone()} /> }) }
            </datalist>
        </span>
    }
}
