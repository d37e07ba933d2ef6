//! The fields on the page. What few need is folded away.

use std::rc::Rc;

use routex_entity::{Dialect, ProbeKind, api::Provider};
use yew::prelude::*;

use super::{
    capabilities::capabilities,
    draft::{Change, Draft},
    fields::{self, Field, Kind},
    pairs::{About, add, pairs},
};
use crate::{
    api::{Failure, field_error},
    components::{AreaField, CheckField, SelectField, TextField},
    i18n::I18n,
    preset, words,
};

/// A form in the making.
#[derive(Clone, PartialEq)]
pub struct Form {
    pub draft: Rc<Draft>,
    pub change: Callback<Change>,
    /// Why the last try to save it was refused.
    pub failure: Option<Failure>,
    pub i18n: I18n,
}

const MODEL_MAP: About = About {
    title: "channels-model-map",
    help: "channels-model-map-help",
    name: "channels-model-asked",
    value: "channels-model-sent",
    secret: false,
};

const HEADERS: About = About {
    title: "channels-headers",
    help: "channels-headers-help",
    name: "channels-header-name",
    value: "channels-header-value",
    secret: true,
};

/// Name, address and models.
pub fn basics(form: &Form, provider: Option<&Provider>) -> Html {
    let endpoints = provider.map(|provider| provider.endpoints.as_slice());
    let address = endpoints
        .and_then(<[_]>::first)
        .map(|first| first.url.clone());
    let needs_address = endpoints.is_some_and(<[_]>::is_empty);
    html! {
        <>
            <div class="rx-form__pair">
                { one(form, &fields::NAME, true, None) }
                { one(form, &fields::BASE_URL, needs_address, address) }
            </div>
            <CheckField
                id="channel-private"
                label={form.i18n.t("channels-private")}
                help={form.i18n.t("channels-private-help")}
                checked={form.draft.allow_private_network}
                onchange={form.change.reform(Change::AllowPrivateNetwork)}
            />
            { one(form, &fields::MODELS, false, None) }
        </>
    }
}

/// Keys to be entered, one field each. `missing`: one must be, and none was.
pub fn secrets(form: &Form, help: &AttrValue, missing: bool) -> Html {
    let Form {
        draft,
        change,
        i18n,
        ..
    } = form;
    let set = |index: usize| {
        let keys = draft.keys.clone();
        change.reform(move |key: String| {
            let mut keys = keys.clone();
            if let Some(place) = keys.get_mut(index) {
                *place = key;
            }
            Change::Keys(keys)
        })
    };
    let more = {
        let keys = draft.keys.clone();
        change.reform(move |_: MouseEvent| {
            let mut keys = keys.clone();
            keys.push(String::new());
            Change::Keys(keys)
        })
    };
    let missing = missing.then(|| i18n.t("setup-missing"));
    let error = missing.or_else(|| field_error(form.failure.as_ref(), "api_keys"));
    html! {
        <div class="rx-ch-keys">
            { for draft.keys.iter().enumerate().map(|(index, key)| {
                let (id, label) = match index {
                    0 => ("channel-key".to_owned(), i18n.t("channels-key")),
                    index => (
                        format!("channel-key-{}", index + 1),
                        i18n.with("channels-key-more", [("number", (index + 1).into())]),
                    ),
                };
                html! {
                    <TextField
                        {id}
                        {label}
                        value={key.clone()}
                        help={(index == 0).then(|| help.clone())}
                        error={error.clone().filter(|_| index == 0)}
                        required={index == 0 && !preset::is_local(&draft.provider)}
                        secret=true
                        onchange={set(index)}
                    />
                }
            }) }
            { add(i18n.t("channels-add-key"), more) }
        </div>
    }
}

/// Everything else. `open`: from the start.
pub fn advanced(form: &Form, open: bool) -> Html {
    let Form {
        draft,
        change,
        i18n,
        failure,
    } = form;
    let wrong = failure.as_ref().is_some_and(|failure| {
        let named = failure.fields().iter();
        let mut roots = named.filter_map(|problem| problem.field.split(['.', '[']).next());
        roots.any(fields::is_advanced)
    });
    let error = |name: &str| field_error(failure.as_ref(), name);
    html! {
        <details class="rx-ch-more" open={open || wrong}>
            <summary class="rx-ch-more__title">{ i18n.t("channels-advanced") }</summary>
            <div class="rx-ch-more__body">
                { group(form, "channels-group-order", fields::ORDER, Html::default()) }
                { group(form, "channels-group-limits", fields::LIMITS, Html::default()) }
                { group(form, "channels-group-health", fields::HEALTH, probe(form)) }
                { group(form, "channels-group-money", fields::MONEY, Html::default()) }
                <section class="rx-ch-group">
                    <h3 class="rx-ch-group__title">{ i18n.t("channels-group-models") }</h3>
                    { dialects(form) }
                    { pairs(&MODEL_MAP, &draft.model_map, error("model_map"), &change.reform(Change::ModelMap), i18n) }
                    { capabilities(&draft.capabilities, error("capabilities"), &change.reform(Change::Capabilities), i18n) }
                </section>
                { group(form, "channels-group-network", fields::NETWORK, Html::default()) }
                { pairs(&HEADERS, &draft.headers, error("headers"), &change.reform(Change::Headers), i18n) }
            </div>
        </details>
    }
}

fn group(form: &Form, title: &str, fields: &[Field], first: Html) -> Html {
    html! {
        <section class="rx-ch-group">
            <h3 class="rx-ch-group__title">{ form.i18n.t(title) }</h3>
            <div class="rx-form__pair">
                { first }
                { for fields.iter().map(|field| one(form, field, false, None)) }
            </div>
        </section>
    }
}

fn one(form: &Form, field: &Field, required: bool, empty: Option<String>) -> Html {
    let Form {
        draft,
        change,
        failure,
        i18n,
    } = form;
    let id = AttrValue::from(format!("channel-{}", field.name.replace('_', "-")));
    let name = field.name;
    let onchange = change.reform(move |text| Change::Text(name, text));
    let value = AttrValue::from(draft.text(name).to_owned());
    let error = field_error(failure.as_ref(), name);
    let (label, help) = (i18n.t(field.label), i18n.t(field.help));
    if field.kind == Kind::Lines || (field.kind == Kind::List && name == "models") {
        return html! { <AreaField {id} {label} {help} {value} {error} {onchange} mono=true rows=3 /> };
    }
    let placeholder = match empty {
        Some(empty) => Some(AttrValue::from(empty)),
        None => (!field.empty.is_empty()).then_some(AttrValue::Static(field.empty)),
    };
    html! { <TextField {id} {label} {help} {value} {error} {placeholder} {required} {onchange} /> }
}

fn probe(form: &Form) -> Html {
    let Form {
        draft,
        change,
        failure,
        i18n,
    } = form;
    let options = ProbeKind::ALL.iter().map(|kind| {
        let name = match kind {
            ProbeKind::Off => "channels-probe-off",
            ProbeKind::Models => "channels-probe-models",
            ProbeKind::Request => "channels-probe-request",
        };
        (AttrValue::Static(kind.as_str()), i18n.t(name))
    });
    html! {
        <SelectField
            id="channel-probe"
            label={i18n.t("channels-probe")}
            help={i18n.t("channels-probe-help")}
            value={draft.probe.as_str()}
            options={options.collect::<Vec<_>>()}
            error={field_error(failure.as_ref(), "probe")}
            onchange={change.reform(|kind: String| Change::Probe(kind.parse().unwrap_or_default()))}
        />
    }
}

fn dialects(form: &Form) -> Html {
    let Form {
        draft,
        change,
        failure,
        i18n,
    } = form;
    html! {
        <fieldset class="rx-ch-pairs">
            <legend class="rx-ch-pairs__title">{ i18n.t("channels-dialects") }</legend>
            <p class="rx-faint">{ i18n.t("channels-dialects-help") }</p>
            <div class="rx-ch-checks">
                { for Dialect::ALL.iter().map(|dialect| {
                    let dialect = *dialect;
                    html! {
                        <CheckField
                            id={format!("channel-dialect-{dialect}")}
                            label={words::dialect(dialect)}
                            checked={draft.dialects.contains(&dialect)}
                            onchange={change.reform(move |speaks| Change::Dialect(dialect, speaks))}
                        />
                    }
                }) }
            </div>
            if let Some(error) = field_error(failure.as_ref(), "dialects") {
                <p class="rx-error" role="alert">{ error }</p>
            }
        </fieldset>
    }
}
