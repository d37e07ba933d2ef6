//! The dialog in which an alias is made or changed.

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::{FallbackCause, Strategy, api::Alias};
use yew::prelude::*;

use super::{
    draft::{Change, Draft},
    places::Places,
    targets::Targets,
    wrong::{beside_fields, told},
};
use crate::{
    api::{use_api, use_call},
    components::{
        Dialog, FailureNote, Notice, SelectField, Spinner, SuggestField, Suggestions, TextField,
        Tone,
    },
    i18n::{I18n, use_i18n},
    words,
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// `None`: a new one.
    pub alias: Option<Rc<Alias>>,
    pub places: Places,
    /// Names that fallbacks may lead to.
    pub models: Suggestions,
    /// That of the routing settings, once it is known.
    pub strategy: Option<Strategy>,
    pub onclose: Callback<()>,
    pub onsaved: Callback<Alias>,
}

#[component]
pub fn AliasForm(props: &Props) -> Html {
    let i18n = use_i18n();
    let api = use_api();
    let saving = use_call();
    let initial = use_memo((), |()| {
        Draft::of(props.alias.as_ref().map(|alias| &alias.settings))
    });
    let draft = {
        let initial = initial.clone();
        use_reducer(move || (*initial).clone())
    };
    let change = {
        let dispatch = draft.dispatcher();
        use_callback((), move |change: Change, ()| dispatch.dispatch(change))
    };
    let failure = saving.failure.as_ref();
    let onsubmit = {
        let (api, saving, draft) = (api, saving.clone(), draft.clone());
        let (alias, onsaved) = (props.alias.clone(), props.onsaved.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !draft.is_whole() {
                return;
            }
            let (api, input) = (api.clone(), draft.input());
            let id = alias.as_ref().map(|alias| alias.id);
            let call = async move {
                match id {
                    Some(id) => api.put::<_, Alias>(&format!("/aliases/{id}"), &input).await,
                    None => api.post::<_, Alias>("/aliases", &input).await,
                }
            };
            let onsaved = onsaved.clone();
            saving.start(call, move |alias| onsaved.emit(alias));
        })
    };
    let (title, action) = match &props.alias {
        Some(alias) => {
            let name = alias.settings.name.clone();
            (
                i18n.with("aliases-edit-title", [("name", name.into())]),
                "aliases-save",
            )
        }
        None => (i18n.t("aliases-new-title"), "aliases-create"),
    };
    html! {
        <Dialog {title} wide=true changed={*draft != *initial} onclose={props.onclose.clone()}>
            <form class="rx-form" {onsubmit} novalidate=true>
                <div class="rx-form__pair">
                    <TextField
                        id="alias-name"
                        label={i18n.t("aliases-name")}
                        help={i18n.t("aliases-name-help")}
                        value={draft.name.clone()}
                        error={told(failure, "name")}
                        onchange={change.reform(Change::Name)}
                        required=true
                        autofocus={props.alias.is_none()}
                    />
                    <SelectField
                        id="alias-strategy"
                        label={i18n.t("aliases-strategy")}
                        help={i18n.t(draft.strategy.or(props.strategy).map_or("aliases-strategy-help", words::strategy_help))}
                        value={draft.strategy.map_or("", Strategy::as_str)}
                        options={strategies(props.strategy, &i18n)}
                        error={told(failure, "strategy")}
                        onchange={change.reform(|name: String| Change::Strategy(name.parse().ok()))}
                    />
                </div>
                <fieldset class="rx-choices">
                    <legend class="rx-choices__legend">{ i18n.t("aliases-targets") }</legend>
                    <p class="rx-faint">{ i18n.t("aliases-targets-help") }</p>
                    if props.places.is_empty() {
                        <Notice tone={Tone::Warning} title={i18n.t("aliases-no-channels")} />
                    }
                    <Targets
                        targets={draft.targets.clone()}
                        places={props.places.clone()}
                        failure={saving.failure.clone()}
                        change={change.clone()}
                    />
                    if let Some(wrong) = told(failure, "targets") {
                        <p class="rx-error" role="alert">{ wrong }</p>
                    }
                </fieldset>
                <fieldset class="rx-choices">
                    <legend class="rx-choices__legend">{ i18n.t("aliases-fallbacks") }</legend>
                    <p class="rx-faint">{ i18n.t("aliases-fallbacks-help") }</p>
                    <div class="rx-form__pair">
                        { for FallbackCause::ALL.iter().map(|cause| {
                            let cause = *cause;
                            let wrong = draft.fallback_field(cause).and_then(|field| {
                                ["model", "when"].iter().find_map(|part| told(failure, &format!("{field}.{part}")))
                                    .or_else(|| told(failure, &field))
                            });
                            html! {
                                <SuggestField
                                    id={format!("fallback-{cause}")}
                                    label={i18n.t(cause_word(cause))}
                                    help={i18n.t(cause_help(cause))}
                                    value={draft.fallback(cause).to_owned()}
                                    suggestions={props.models.clone()}
                                    placeholder={i18n.t("aliases-no-fallback")}
                                    error={wrong}
                                    onchange={change.reform(move |model| Change::Fallback(cause, model))}
                                />
                            }
                        }) }
                    </div>
                </fieldset>
                if let Some(failure) = failure.filter(|failure| !beside_fields(failure)) {
                    <FailureNote failure={failure.clone()} />
                }
                <div class="rx-form__actions">
                    <Button
                        variant={ButtonVariant::Primary}
                        r#type={ButtonType::Submit}
                        disabled={saving.busy || !draft.is_whole()}
                        icon={saving.busy.then(|| html! { <Spinner /> })}
                        label={i18n.t(action).to_string()}
                    />
                </div>
            </form>
        </Dialog>
    }
}

fn strategies(global: Option<Strategy>, i18n: &I18n) -> Vec<(AttrValue, AttrValue)> {
    let name = |strategy| i18n.t(words::strategy(strategy));
    let usual = match global {
        Some(strategy) => i18n.with(
            "aliases-as-routing-now",
            [("strategy", name(strategy).to_string().into())],
        ),
        None => i18n.t("aliases-as-routing"),
    };
    let own = Strategy::ALL
        .iter()
        .map(|strategy| (strategy.as_str().into(), name(*strategy)));
    std::iter::once((AttrValue::default(), usual))
        .chain(own)
        .collect()
}

/// Name of the text that names a cause.
pub const fn cause_word(cause: FallbackCause) -> &'static str {
    match cause {
        FallbackCause::ContextLength => "aliases-context-length",
        FallbackCause::Unavailable => "aliases-unavailable",
    }
}

const fn cause_help(cause: FallbackCause) -> &'static str {
    match cause {
        FallbackCause::ContextLength => "aliases-context-length-help",
        FallbackCause::Unavailable => "aliases-unavailable-help",
    }
}
