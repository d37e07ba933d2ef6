//! A price of the operator's: a new one, or another in its place.

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::{
    ServiceTier,
    api::{Channel, Page, Price, PriceInput},
};
use yew::prelude::*;

use super::{
    draft::{self, Draft, Overtaken, Rates},
    own::save,
    rates::Kind,
    row::tier_name,
};
use crate::{
    api::{Failure, field_error, use_api, use_call, use_loaded},
    components::{
        Dialog, FailureNote, Notice, SelectField, Spinner, SuggestField, TextField, Toast, Tone,
        use_toast,
    },
    i18n::{I18n, use_i18n},
    models::{merged, use_models},
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub draft: Draft,
    /// The one whose place it takes. `None`: it is a new one.
    pub known: Option<PriceInput>,
    pub onsaved: Callback<Page<Price>>,
    pub onclose: Callback<()>,
}

#[component]
pub fn Editor(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call, toast) = (use_api(), use_call(), use_toast());
    let fresh = props.draft.clone();
    let draft = use_state(|| fresh.clone());
    let told = use_state_eq(|| false);
    let overtaken = use_state_eq(|| false);
    // Where the price stood in the list that was refused.
    let place = use_mut_ref(|| 0_usize);
    let wrong = draft.input().err().filter(|_| *told).unwrap_or_default();
    let onsubmit = {
        let (call, draft, told) = (call.clone(), draft.clone(), told.setter());
        let (overtaken, place) = (overtaken.setter(), place.clone());
        let (known, onsaved) = (props.known.clone(), props.onsaved.clone());
        let title = i18n.t("prices-saved");
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            told.set(true);
            overtaken.set(false);
            let Ok(input) = draft.input() else {
                return;
            };
            let (api, known, place) = (api.clone(), known.clone(), place.clone());
            let (toast, onsaved, title) = (toast.clone(), onsaved.clone(), title.clone());
            let overtaken = overtaken.clone();
            let saving = save(api, move |list| {
                let (list, index) = draft::put(list, known.as_ref(), input)?;
                *place.borrow_mut() = index;
                Ok(list)
            });
            call.start(saving, move |saved| match saved {
                Ok(page) => {
                    toast.emit(Toast {
                        tone: Tone::Success,
                        title,
                        detail: None,
                    });
                    onsaved.emit(page);
                }
                Err(Overtaken) => overtaken.set(true),
            });
        })
    };
    let prefix = format!("items[{}].", place.borrow());
    let error = |field: &str| {
        let here = wrong.iter().any(|one| one == field);
        let here = here.then(|| i18n.t("prices-wrong"));
        here.or_else(|| field_error(call.failure.as_ref(), &format!("{prefix}{field}")))
    };
    let loose = call
        .failure
        .clone()
        .filter(|failure: &Failure| failure.fields().is_empty());
    let add_tier = {
        let draft = draft.clone();
        Callback::from(move |_: MouseEvent| {
            let mut next = (*draft).clone();
            next.tiers.push(Default::default());
            draft.set(next);
        })
    };
    let title = match props.known {
        Some(_) => "prices-edit-title",
        None => "prices-new",
    };
    html! {
        <Dialog
            title={i18n.t(title)}
            wide=true
            changed={*draft != fresh}
            onclose={props.onclose.clone()}
        >
            <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
                <p class="rx-form__text">{ i18n.t("prices-editor-text") }</p>
                <What draft={draft.clone()} errors={["model", "channel", "service_tier", "from", "hours"].map(error)} />
                { rates(&draft, None, &Kind::MAIN, &error, &i18n) }
                <details class="rx-prices__more" open={Kind::MORE.iter().any(|kind| fresh.rates.contains_key(kind))}>
                    <summary>{ i18n.t("prices-other-rates") }</summary>
                    { rates(&draft, None, &Kind::MORE, &error, &i18n) }
                </details>
                { for (0..draft.tiers.len()).map(|index| tier(&draft, index, &error, &i18n)) }
                <div>
                    <button type="button" class="pf-v6-c-button pf-m-link rx-flush" onclick={add_tier}>
                        { i18n.t("prices-add-tier") }
                    </button>
                </div>
                if *overtaken {
                    <Notice tone={Tone::Warning} title={i18n.t(match props.known {
                        Some(_) => "prices-overtaken",
                        None => "prices-there-already",
                    })} />
                }
                if let Some(failure) = loose {
                    <FailureNote {failure} />
                }
                <div class="rx-form__actions">
                    <Button
                        variant={ButtonVariant::Secondary}
                        label={i18n.t("cancel").to_string()}
                        onclick={props.onclose.reform(|_| ())}
                    />
                    <Button
                        r#type={ButtonType::Submit}
                        variant={ButtonVariant::Primary}
                        disabled={call.busy}
                        icon={call.busy.then(|| html! { <Spinner /> })}
                        label={i18n.t("prices-save").to_string()}
                    />
                </div>
            </form>
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct WhatProps {
    draft: UseStateHandle<Draft>,
    /// Of model, channel, service tier, day and hours.
    errors: [Option<AttrValue>; 5],
}

/// What the price is for.
#[component]
fn What(props: &WhatProps) -> Html {
    let i18n = use_i18n();
    let draft = &props.draft;
    let suggestions = merged(use_models(), &[]);
    let channels = use_loaded::<Page<Channel>>("/channels".into()).data;
    let channels = channels.iter().flat_map(|page| &page.items);
    let names = channels.map(|channel| channel.settings.name.clone());
    let mut channels = vec![(AttrValue::default(), i18n.t("prices-all-channels"))];
    channels.extend(names.map(|name| (name.clone().into(), name.into())));
    let mut tiers = vec![(AttrValue::default(), i18n.t("prices-tier-standard"))];
    tiers.extend(
        ServiceTier::ALL
            .iter()
            .map(|tier| (AttrValue::Static(tier.as_str()), i18n.t(tier_name(*tier)))),
    );
    let [model, channel, service_tier, from, hours] = props.errors.clone();
    let edit = |put: fn(&mut Draft, String)| {
        let draft = draft.clone();
        Callback::from(move |text: String| {
            let mut next = (*draft).clone();
            put(&mut next, text);
            draft.set(next);
        })
    };
    html! {
        <>
            <SuggestField
                id="price-model"
                label={i18n.t("prices-model")}
                help={i18n.t("prices-model-help")}
                value={draft.model.clone()}
                {suggestions}
                error={model}
                onchange={edit(|draft, text| draft.model = text)}
                required=true
            />
            <div class="rx-form__pair">
                <SelectField
                    id="price-channel"
                    label={i18n.t("prices-channel")}
                    help={i18n.t("prices-channel-help")}
                    value={draft.channel.clone()}
                    options={channels}
                    error={channel}
                    onchange={edit(|draft, text| draft.channel = text)}
                />
                <SelectField
                    id="price-tier"
                    label={i18n.t("prices-tier")}
                    help={i18n.t("prices-tier-help")}
                    value={draft.service_tier.clone()}
                    options={tiers}
                    error={service_tier}
                    onchange={edit(|draft, text| draft.service_tier = text)}
                />
                <TextField
                    id="price-from"
                    label={i18n.t("prices-from")}
                    help={i18n.t("prices-from-help")}
                    placeholder="2026-12-01"
                    value={draft.from.clone()}
                    error={from}
                    onchange={edit(|draft, text| draft.from = text)}
                />
                <TextField
                    id="price-hours"
                    label={i18n.t("prices-hours")}
                    help={i18n.t("prices-hours-help")}
                    placeholder="16:30-00:30"
                    value={draft.hours.clone()}
                    error={hours}
                    onchange={edit(|draft, text| draft.hours = text)}
                />
            </div>
            <p class="rx-faint">{ i18n.t("prices-unit") }</p>
        </>
    }
}

/// Rates of the price, or of the tier with this number.
fn rates(
    draft: &UseStateHandle<Draft>,
    tier: Option<usize>,
    kinds: &[Kind],
    error: &impl Fn(&str) -> Option<AttrValue>,
    i18n: &I18n,
) -> Html {
    let known: &Rates = match tier {
        Some(index) => &draft.tiers[index].1,
        None => &draft.rates,
    };
    let (before, id) = match tier {
        Some(index) => (format!("tiers[{index}]."), format!("price-{index}-")),
        None => (String::new(), "price-".to_owned()),
    };
    html! {
        <div class="rx-prices__fields">
            { for kinds.iter().map(|kind| {
                let kind = *kind;
                let (field, text) = kind.names();
                let onchange = {
                    let draft = draft.clone();
                    Callback::from(move |typed: String| {
                        let mut next = (*draft).clone();
                        let rates = match tier {
                            Some(index) => &mut next.tiers[index].1,
                            None => &mut next.rates,
                        };
                        match typed.is_empty() {
                            true => rates.remove(&kind),
                            false => rates.insert(kind, typed),
                        };
                        draft.set(next);
                    })
                };
                html! {
                    <TextField
                        id={format!("{id}{field}")}
                        label={i18n.t(text)}
                        value={known.get(&kind).cloned().unwrap_or_default()}
                        error={error(&format!("{before}{field}"))}
                        required={matches!(kind, Kind::Input | Kind::Output)}
                        {onchange}
                    />
                }
            }) }
        </div>
    }
}

/// Rates for requests with much input.
fn tier(
    draft: &UseStateHandle<Draft>,
    index: usize,
    error: &impl Fn(&str) -> Option<AttrValue>,
    i18n: &I18n,
) -> Html {
    let change = {
        let draft = draft.clone();
        Callback::from(move |bound: String| {
            let mut next = (*draft).clone();
            next.tiers[index].0 = bound;
            draft.set(next);
        })
    };
    let remove = {
        let draft = draft.clone();
        Callback::from(move |_: MouseEvent| {
            let mut next = (*draft).clone();
            next.tiers.remove(index);
            draft.set(next);
        })
    };
    html! {
        <fieldset class="rx-choices rx-prices__tier">
            <legend class="rx-choices__legend">{ i18n.t("prices-much-input") }</legend>
            <TextField
                id={format!("price-{index}-above")}
                label={i18n.t("prices-above-tokens")}
                value={draft.tiers[index].0.clone()}
                error={error(&format!("tiers[{index}].above_input_tokens"))}
                onchange={change}
                required=true
            />
            { rates(draft, Some(index), &Kind::MAIN, error, i18n) }
            <div>
                <button type="button" class="pf-v6-c-button pf-m-link rx-flush" onclick={remove}>
                    { i18n.t("prices-remove-tier") }
                </button>
            </div>
        </fieldset>
    }
}
