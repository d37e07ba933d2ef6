//! One setting: what it does on the left, its value on the right, and whether it was changed.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{
    draft::{Change, Draft},
    setting::{Setting, Unit, Wrong},
};
use crate::{
    api::{Failure, field_error},
    components::{Icon, Symbol},
    format::{duration, number::count},
    i18n::I18n,
};

/// From when on seconds are also told in larger units.
const LONG_S: u64 = 120;

/// What all rows of the form share.
pub struct Rows<'a> {
    pub draft: &'a Draft,
    pub change: &'a Callback<Change>,
    pub failure: Option<&'a Failure>,
    pub i18n: &'a I18n,
    /// Whether an operator set this field.
    pub is_set: &'a dyn Fn(&str) -> bool,
    /// Lets a field follow the file again.
    pub onfollow: &'a Callback<&'static str>,
}

impl Rows<'_> {
    pub fn number(&self, setting: &'static Setting) -> Html {
        let (draft, i18n) = (self.draft, self.i18n);
        let id = setting.field.replace('.', "-");
        let (about, unit) = (format!("{id}-help"), format!("{id}-unit"));
        let wrong = draft.wrong(setting).map(|wrong| said(wrong, i18n));
        let error = wrong.or_else(|| field_error(self.failure, setting.field));
        let field = setting.field;
        let oninput = self.change.reform(move |event: InputEvent| {
            let input = event.target().and_then(|target| target.dyn_into().ok());
            let text = input.map_or_else(String::new, |input: HtmlInputElement| input.value());
            Change::Text(field, text)
        });
        let changed = draft.is_changed(setting);
        let state = error.is_some().then_some("pf-m-error");
        html! {
            <div class={classes!("rx-setting", changed.then_some("rx-setting--changed"))}>
                <div class="rx-setting__about">
                    <label class="rx-setting__name" for={id.clone()}>{ i18n.t(setting.label) }</label>
                    { self.mark(field, changed) }
                    <p class="rx-faint" id={about.clone()}>
                        { i18n.t(setting.help) }
                        { " " }
                        <span class="rx-nowrap">{ default(setting, i18n) }</span>
                    </p>
                    if let Some(error) = &error {
                        <p class="rx-error" role="alert"><Icon symbol={Symbol::Alert} />{ " " }{ error }</p>
                    }
                </div>
                <div class="rx-setting__value">
                    <span class={classes!("pf-v6-c-form-control", state)}>
                        <input
                            type="text"
                            inputmode="decimal"
                            autocomplete="off"
                            class="rx-number"
                            id={id}
                            value={draft.text(field).to_owned()}
                            aria-describedby={format!("{unit} {about}")}
                            aria-invalid={error.is_some().then_some("true")}
                            {oninput}
                        />
                    </span>
                    <span class="rx-setting__unit" id={unit}>
                        { setting.unit.word().map(|word| i18n.t(word)) }
                        if let Some(long) = long(draft, setting) {
                            <span class="rx-faint">{ format!(" = {long}") }</span>
                        }
                    </span>
                </div>
            </div>
        }
    }

    /// That it was changed here and is not saved, or that it is set over the file.
    pub fn mark(&self, field: &'static str, changed: bool) -> Html {
        if changed {
            return html! { <span class="rx-mark rx-mark--changed">{ self.i18n.t("routing-changed") }</span> };
        }
        if !(self.is_set)(field) {
            return Html::default();
        }
        html! {
            <>
                <span class="rx-mark">{ self.i18n.t("routing-set") }</span>
                <button
                    type="button"
                    class="rx-setting__follow"
                    onclick={self.onfollow.reform(move |_| field)}
                >
                    { self.i18n.t("routing-follow") }
                    <span class="pf-v6-screen-reader">{ format!(" ({field})") }</span>
                </button>
            </>
        }
    }
}

/// What holds when neither file nor operators say anything.
fn default(setting: &Setting, i18n: &I18n) -> AttrValue {
    let number = setting.unit.text(setting.default);
    let value = match setting.unit {
        Unit::Count => number,
        Unit::Percent => format!("{number}%"),
        Unit::Seconds | Unit::Milliseconds => {
            let seconds = setting.unit.seconds(setting.default);
            seconds.map_or(number, |seconds| match seconds {
                LONG_S.. => duration::seconds(seconds),
                _ => format!("{seconds} s"),
            })
        }
    };
    i18n.with("routing-default", [("value", value.into())])
}

/// A long time in units that are easier to grasp.
fn long(draft: &Draft, setting: &Setting) -> Option<String> {
    let seconds = setting.unit.seconds(draft.number(setting.field)?)?;
    (seconds >= LONG_S).then(|| duration::seconds(seconds))
}

fn said(wrong: Wrong, i18n: &I18n) -> AttrValue {
    match wrong {
        Wrong::NoNumber => i18n.t("routing-no-number"),
        Wrong::NoWholeNumber => i18n.t("routing-no-whole-number"),
        Wrong::TooSmall => i18n.t("routing-too-small"),
        Wrong::TooLarge(most) => i18n.with("routing-too-large", [("most", count(most).into())]),
        Wrong::Exceeds(name) => {
            let other = i18n.t(name).to_string();
            i18n.with("routing-exceeds", [("other", other.into())])
        }
    }
}
