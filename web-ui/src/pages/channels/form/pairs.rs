//! A map as rows of two inputs, one of which can be a secret.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::draft::Pair;
use crate::{
    components::{Icon, Symbol},
    i18n::I18n,
};

/// What the rows are about: names of texts.
pub struct About {
    pub title: &'static str,
    pub help: &'static str,
    pub name: &'static str,
    pub value: &'static str,
    pub secret: bool,
}

pub fn pairs(
    about: &About,
    pairs: &[Pair],
    error: Option<AttrValue>,
    change: &Callback<Vec<Pair>>,
    i18n: &I18n,
) -> Html {
    let changed = |index: usize, set: fn(&mut Pair, String)| {
        let pairs = pairs.to_vec();
        change.reform(move |text: String| {
            let mut pairs = pairs.clone();
            if let Some(pair) = pairs.get_mut(index) {
                set(pair, text);
            }
            pairs
        })
    };
    let rows = pairs.iter().enumerate().map(|(index, pair)| {
        let less = {
            let pairs = pairs.to_vec();
            change.reform(move |_: MouseEvent| without(&pairs, index))
        };
        let kept = pair.kept.then(|| i18n.t("channels-kept"));
        html! {
            <li class="rx-ch-pairs__row">
                { bare(i18n.t(about.name), &pair.name, None, false, pair.kept, &changed(index, |pair, text| pair.name = text)) }
                { bare(i18n.t(about.value), &pair.value, kept, about.secret, false, &changed(index, |pair, text| pair.value = text)) }
                { remove(i18n, &pair.name, less) }
            </li>
        }
    });
    let more = {
        let pairs = pairs.to_vec();
        change.reform(move |_: MouseEvent| {
            let mut pairs = pairs.clone();
            pairs.push(Pair::default());
            pairs
        })
    };
    html! {
        <fieldset class="rx-ch-pairs">
            <legend class="rx-ch-pairs__title">{ i18n.t(about.title) }</legend>
            <p class="rx-faint">{ i18n.t(about.help) }</p>
            <ul class="rx-ch-pairs__rows" role="list">{ for rows }</ul>
            if let Some(error) = error {
                <p class="rx-error" role="alert">{ error }</p>
            }
            { add(i18n.t("channels-add-row"), more) }
        </fieldset>
    }
}

/// An input without a label that can be seen.
pub fn bare(
    label: AttrValue,
    value: &str,
    placeholder: Option<AttrValue>,
    secret: bool,
    readonly: bool,
    onchange: &Callback<String>,
) -> Html {
    let oninput = onchange.reform(|event: InputEvent| {
        let input = event.target().and_then(|target| target.dyn_into().ok());
        input.map_or_else(String::new, |input: HtmlInputElement| input.value())
    });
    html! {
        <span class={classes!("pf-v6-c-form-control", readonly.then_some("pf-m-readonly"))}>
            <input
                class="rx-mono"
                type={if secret { "password" } else { "text" }}
                autocomplete="off"
                spellcheck="false"
                aria-label={label.clone()}
                placeholder={placeholder.unwrap_or(label)}
                value={value.to_owned()}
                {readonly}
                {oninput}
            />
        </span>
    }
}

pub fn remove(i18n: &I18n, name: &str, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button
            type="button"
            class="pf-v6-c-button pf-m-plain"
            aria-label={i18n.with("channels-remove-row", [("name", name.into())])}
            {onclick}
        >
            <Icon symbol={Symbol::Cross} />
        </button>
    }
}

pub fn add(label: AttrValue, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="pf-v6-c-button pf-m-link rx-flush" {onclick}>
            <span class="pf-v6-c-button__icon pf-m-start"><Icon symbol={Symbol::Plus} /></span>
            <span class="pf-v6-c-button__text">{ label }</span>
        </button>
    }
}

pub fn without<T: Clone>(all: &[T], index: usize) -> Vec<T> {
    let mut all = all.to_vec();
    if index < all.len() {
        all.remove(index);
    }
    all
}
