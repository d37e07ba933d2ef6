//! Fields of forms: a label that belongs to its input, help, and what Routex says is wrong.

mod area;
mod choice;
mod expiry;
mod suggest;

pub use area::AreaField;
pub use choice::{CheckField, SelectField};
pub use expiry::ExpiryField;
pub use suggest::{Described, SuggestField, Suggestions, suggesting};

use patternfly_yew::prelude::{InputState, TextInput, TextInputType};
use yew::prelude::*;

use super::{Icon, Symbol};
use crate::i18n::use_i18n;

#[derive(Properties, PartialEq)]
pub struct TextProps {
    pub id: AttrValue,
    pub label: AttrValue,
    pub value: AttrValue,
    pub onchange: Callback<String>,
    /// A secret: hidden until somebody wants to see it.
    #[prop_or_default]
    pub secret: bool,
    /// As HTML's `autocomplete`.
    #[prop_or(AttrValue::Static("off"))]
    pub autocomplete: AttrValue,
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    #[prop_or_default]
    pub help: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
    #[prop_or_default]
    pub required: bool,
    #[prop_or_default]
    pub autofocus: bool,
}

#[component]
pub fn TextField(props: &TextProps) -> Html {
    let i18n = use_i18n();
    let shown = use_state(|| false);
    let r#type = match props.secret && !*shown {
        true => TextInputType::Password,
        false => TextInputType::Text,
    };
    let state = match props.error {
        Some(_) => InputState::Error,
        None => InputState::Default,
    };
    let described = (props.error.is_some() || props.help.is_some())
        .then(|| AttrValue::from(format!("{}-help", props.id)));
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_| shown.set(!*shown))
    };
    let (symbol, word) = match *shown {
        true => (Symbol::EyeOff, "hide-secret"),
        false => (Symbol::Eye, "show-secret"),
    };
    html! {
        <Field
            id={props.id.clone()}
            label={props.label.clone()}
            help={props.help.clone()}
            error={props.error.clone()}
            required={props.required}
        >
            <div class="pf-v6-c-input-group">
                <div class="pf-v6-c-input-group__item pf-m-fill">
                    <TextInput
                        id={props.id.clone()}
                        value={props.value.clone()}
                        onchange={props.onchange.clone()}
                        placeholder={props.placeholder.clone()}
                        autocomplete={props.autocomplete.clone()}
                        aria_describedby={described}
                        required={props.required}
                        autofocus={props.autofocus}
                        {r#type}
                        {state}
                    />
                </div>
                if props.secret {
                    <div class="pf-v6-c-input-group__item">
                        <button
                            type="button"
                            class="pf-v6-c-button pf-m-control"
                            aria-label={i18n.t(word)}
                            aria-pressed={shown.to_string()}
                            onclick={toggle}
                        >
                            <Icon {symbol} />
                        </button>
                    </div>
                }
            </div>
        </Field>
    }
}

/// The text of an input, and what changes it.
#[hook]
pub fn use_text(initial: &'static str) -> (AttrValue, Callback<String>) {
    let text = use_state_eq(|| AttrValue::Static(initial));
    let change = {
        let text = text.setter();
        use_callback((), move |new: String, ()| text.set(AttrValue::from(new)))
    };
    ((*text).clone(), change)
}

#[derive(Properties, PartialEq)]
struct FieldProps {
    /// Of the input.
    id: AttrValue,
    label: AttrValue,
    help: Option<AttrValue>,
    error: Option<AttrValue>,
    required: bool,
    children: Html,
}

/// A label, its input, and what is to be said about it. The input refers to `<id>-help`.
#[component]
fn Field(props: &FieldProps) -> Html {
    let help_id = format!("{}-help", props.id);
    html! {
        <div class="pf-v6-c-form__group">
            <div class="pf-v6-c-form__group-label">
                <label class="pf-v6-c-form__label" for={props.id.clone()}>
                    <span class="pf-v6-c-form__label-text">{ &props.label }</span>
                    if props.required {
                        <span class="pf-v6-c-form__label-required" aria-hidden="true">{ " *" }</span>
                    }
                </label>
            </div>
            <div class="pf-v6-c-form__group-control">
                { props.children.clone() }
                if props.error.is_some() || props.help.is_some() {
                    <div class="pf-v6-c-form__helper-text" id={help_id} aria-live="polite">
                        <div class="pf-v6-c-helper-text">
                            if let Some(error) = &props.error {
                                <div class="pf-v6-c-helper-text__item pf-m-error">
                                    <span class="pf-v6-c-helper-text__item-icon">
                                        <Icon symbol={Symbol::Alert} />
                                    </span>
                                    <span class="pf-v6-c-helper-text__item-text">{ error }</span>
                                </div>
                            } else if let Some(help) = &props.help {
                                <div class="pf-v6-c-helper-text__item">
                                    <span class="pf-v6-c-helper-text__item-text">{ help }</span>
                                </div>
                            }
                        </div>
                    </div>
                }
            </div>
        </div>
    }
}
