//! A field for the time at which something ends.

use chrono::{DateTime, TimeDelta, Utc};
use patternfly_yew::prelude::{Button, ButtonVariant};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Field;
use crate::{browser, i18n::use_i18n};

/// Days from now that are offered.
const OFFERED: [i64; 3] = [30, 90, 365];

#[derive(Clone, Properties, PartialEq)]
pub struct ExpiryProps {
    pub id: AttrValue,
    pub label: AttrValue,
    /// `None`: never.
    pub value: Option<DateTime<Utc>>,
    pub onchange: Callback<Option<DateTime<Utc>>>,
    #[prop_or_default]
    pub help: Option<AttrValue>,
    #[prop_or_default]
    pub error: Option<AttrValue>,
}

/// Date and time in the browser's zone, with the usual ones a click away.
#[component]
pub fn ExpiryField(props: &ExpiryProps) -> Html {
    let i18n = use_i18n();
    let oninput = props.onchange.reform(|event: InputEvent| {
        let input = event.target().and_then(|target| target.dyn_into().ok());
        input.and_then(|input: HtmlInputElement| browser::from_local(&input.value()))
    });
    let value = props
        .value
        .map(|time| browser::local(time).format("%Y-%m-%dT%H:%M").to_string());
    let described = (props.error.is_some() || props.help.is_some())
        .then(|| AttrValue::from(format!("{}-help", props.id)));
    let choice = |text: AttrValue, days: Option<i64>| {
        let onclick = props
            .onchange
            .reform(move |_| days.map(|days| browser::now() + TimeDelta::days(days)));
        html! {
            <Button variant={ButtonVariant::Link} class="rx-flush" label={text.to_string()} {onclick} />
        }
    };
    html! {
        <Field
            id={props.id.clone()}
            label={props.label.clone()}
            help={props.help.clone()}
            error={props.error.clone()}
            required=false
        >
            <span class="pf-v6-c-form-control">
                <input
                    type="datetime-local"
                    id={props.id.clone()}
                    value={value.unwrap_or_default()}
                    aria-describedby={described}
                    {oninput}
                />
            </span>
            <div class="rx-offers">
                { choice(i18n.t("never"), None) }
                { for OFFERED.map(|days| {
                    choice(i18n.with("time-in-days", [("count", days.into())]), Some(days))
                }) }
            </div>
        </Field>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{now, render};

    #[tokio::test]
    async fn the_time_is_shown_as_the_browser_wants_it() {
        let page = render::<ExpiryField>(ExpiryProps {
            id: "expires".into(),
            label: "Expires".into(),
            value: Some(now()),
            onchange: Callback::noop(),
            help: None,
            error: None,
        })
        .await;
        for part in [r#"value="2026-11-24T10:00""#, ">Never<", "in 90 days"] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
    }
}
