//! A field of several lines.

use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::Field;

#[derive(Properties, PartialEq)]
pub struct AreaProps {
    pub id: AttrValue,
    pub label: AttrValue,
    pub value: AttrValue,
    pub onchange: Callback<String>,
    #[prop_or(4)]
    pub rows: u32,
    /// Code or data rather than prose.
    #[prop_or_default]
    pub mono: bool,
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    #[prop_or_default]
    pub help: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
}

#[component]
pub fn AreaField(props: &AreaProps) -> Html {
    let oninput = props.onchange.reform(|event: InputEvent| {
        let area = event.target().and_then(|target| target.dyn_into().ok());
        area.map_or_else(String::new, |area: HtmlTextAreaElement| area.value())
    });
    let described = (props.error.is_some() || props.help.is_some())
        .then(|| AttrValue::from(format!("{}-help", props.id)));
    html! {
        <Field
            id={props.id.clone()}
            label={props.label.clone()}
            help={props.help.clone()}
            error={props.error.clone()}
            required=false
        >
            <span class={classes!("pf-v6-c-form-control", "rx-area", props.mono.then_some("rx-mono"))}>
                <textarea
                    id={props.id.clone()}
                    rows={props.rows.to_string()}
                    value={props.value.clone()}
                    placeholder={props.placeholder.clone()}
                    spellcheck={props.mono.then_some("false")}
                    aria-describedby={described}
                    {oninput}
                />
            </span>
        </Field>
    }
}
