//! What is said of one target: where it leads, and which model is asked for there.

use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::{Props, id};
use crate::{
    components::{Described, suggesting},
    i18n::I18n,
    pages::aliases::{
        draft::{Change, Place, Target},
        wrong::told,
    },
};

pub fn fields(row: usize, target: &Target, props: &Props, i18n: &I18n) -> Html {
    let number = || [("place", (row + 1).into())];
    let target_id = target.id;
    let failure = props.failure.as_ref();
    let field = |part: &str| told(failure, &format!("targets[{row}].{part}"));
    let wrong_place = field("channel")
        .or_else(|| field("tag"))
        .or_else(|| told(failure, &format!("targets[{row}]")));
    let wrong_model = field("model");
    let onplace = props.change.reform(move |event: Event| {
        let select = event.target().and_then(|target| target.dyn_into().ok());
        let value = select.map_or_else(String::new, |select: HtmlSelectElement| select.value());
        Change::Place(target_id, Place::of_value(&value))
    });
    let onmodel = props
        .change
        .reform(move |model| Change::Model(target_id, model));
    let chosen = target.place.value();
    let state = wrong_place.is_some().then_some("pf-m-error");
    let errors = id("errors", target_id);
    let described =
        (wrong_place.is_some() || wrong_model.is_some()).then(|| AttrValue::from(errors.clone()));
    html! {
        <div class="rx-alias-target__fields">
            <span class={classes!("pf-v6-c-form-control", "rx-select", state)}>
                <select
                    id={id("place", target_id)}
                    aria-label={i18n.with("aliases-place", number())}
                    aria-invalid={wrong_place.is_some().then_some("true")}
                    aria-describedby={described.clone()}
                    onchange={onplace}
                >
                    { for props.places.options(&target.place, i18n).into_iter().map(|(value, text)| {
                        let selected = value == chosen;
                        html! { <option {value} {selected}>{ text }</option> }
                    }) }
                </select>
            </span>
            { suggesting(
                &id("model", target_id).into(),
                &target.model.clone().into(),
                &props.places.models(&target.place),
                &onmodel,
                Described {
                    label: Some(i18n.with("aliases-model-of", number())),
                    described,
                    placeholder: Some(i18n.t("aliases-model")),
                    wrong: wrong_model.is_some(),
                },
            ) }
            if wrong_place.is_some() || wrong_model.is_some() {
                <div class="rx-error rx-alias-target__errors" id={errors} role="alert">
                    { for [wrong_place, wrong_model].into_iter().flatten().map(|wrong| html! { <p>{ wrong }</p> }) }
                </div>
            }
        </div>
    }
}
