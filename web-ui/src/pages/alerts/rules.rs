//! When something is an alert, and how often it is told.

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::{
    AlertKind, EventKind, Severity,
    api::{AlertRules, AlertRulesInput},
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::{
    names,
    rules_draft::{Change, Draft, Number, Rule, whole},
};
use crate::{
    api::{Failure, field_error, use_api, use_call, use_loaded},
    components::{FailureNote, Panel, Spinner, TextField, Toast, Tone, use_toast, use_unsaved},
    i18n::{I18n, use_i18n},
    live::{Heard, use_live},
};

const KINDS: &[EventKind] = &[EventKind::Config];

#[component]
pub fn Rules() -> Html {
    let rules = use_loaded::<AlertRules>("/alerts/rules".into());
    let heard = {
        let reload = rules.reload.clone();
        Callback::from(move |heard: Heard| match heard {
            Heard::Config(change) if change.resource != "alert_rules" => {}
            _ => reload.emit(()),
        })
    };
    use_live(KINDS, heard);
    rules.view(|known| {
        html! { <Form known={Rc::clone(known)} onsaved={rules.replace.clone()} /> }
    })
}

#[derive(Properties, PartialEq)]
struct Props {
    known: Rc<AlertRules>,
    onsaved: Callback<AlertRules>,
}

#[component]
fn Form(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call, toast) = (use_api(), use_call(), use_toast());
    let known = &props.known;
    let draft = use_reducer(|| Draft::of(known));
    // What somebody else has changed is shown, unless something is being changed here.
    let base = use_state(|| Rc::clone(known));
    let changed = *draft != Draft::of(&base);
    use_unsaved(changed);
    {
        let (base, draft) = (base.setter(), draft.dispatcher());
        use_effect_with(Rc::clone(known), move |known| {
            if !changed {
                draft.dispatch(Change::Reset(Rc::clone(known)));
                base.set(Rc::clone(known));
            }
        });
    }
    let input = draft.input(&base);
    let onsubmit = {
        let (call, input, draft) = (call.clone(), input.clone(), draft.dispatcher());
        let (base, onsaved, title) = (
            base.setter(),
            props.onsaved.clone(),
            i18n.t("alerts-rules-saved"),
        );
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(input) = input.clone() else {
                return;
            };
            let (api, draft, base) = (api.clone(), draft.clone(), base.clone());
            let (toast, onsaved, title) = (toast.clone(), onsaved.clone(), title.clone());
            let saving = async move {
                api.put::<AlertRulesInput, AlertRules>("/alerts/rules", &input)
                    .await
            };
            call.start(saving, move |saved| {
                let shared = Rc::new(saved.clone());
                draft.dispatch(Change::Reset(Rc::clone(&shared)));
                base.set(shared);
                onsaved.emit(saved);
                toast.emit(Toast {
                    tone: Tone::Success,
                    title,
                    detail: None,
                });
            });
        })
    };
    let reset = {
        let (draft, base, call) = (draft.dispatcher(), Rc::clone(known), call.clone());
        Callback::from(move |_| {
            call.forget();
            draft.dispatch(Change::Reset(Rc::clone(&base)));
        })
    };
    let failure = call.failure.as_ref();
    let set = |make: fn(String) -> Change| {
        let draft = draft.dispatcher();
        Callback::from(move |text: String| draft.dispatch(make(text)))
    };
    let wrong = |text: &str, field: &str| {
        let no_number = whole(text).is_none().then(|| i18n.t("alerts-whole"));
        no_number.or_else(|| field_error(failure, field))
    };
    html! {
        <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
            <Panel title={i18n.t("alerts-rules-title")}>
                <div class="rx-rules">
                    { for draft.rules.iter().map(|(kind, rule)| row(*kind, rule, &draft, failure, &i18n)) }
                </div>
            </Panel>
            <Panel title={i18n.t("alerts-rhythm")}>
                <div class="rx-form__pair">
                    <TextField
                        id="alerts-remind"
                        label={i18n.t("alerts-remind")}
                        help={i18n.t("alerts-remind-help")}
                        value={draft.remind.clone()}
                        error={wrong(&draft.remind, "remind_after_minutes")}
                        onchange={set(Change::Remind)}
                    />
                    <TextField
                        id="alerts-settle"
                        label={i18n.t("alerts-settle")}
                        help={i18n.t("alerts-settle-help")}
                        value={draft.settle.clone()}
                        error={wrong(&draft.settle, "settle_seconds")}
                        onchange={set(Change::Settle)}
                    />
                </div>
            </Panel>
            if let Some(failure) = failure {
                <FailureNote failure={failure.clone()} />
            }
            if changed {
                <div class="rx-form__actions rx-rules__actions">
                    <Button
                        variant={ButtonVariant::Secondary}
                        label={i18n.t("alerts-rules-reset").to_string()}
                        onclick={reset}
                    />
                    <Button
                        r#type={ButtonType::Submit}
                        variant={ButtonVariant::Primary}
                        disabled={call.busy || input.is_none()}
                        icon={call.busy.then(|| html! { <Spinner /> })}
                        label={i18n.t("alerts-rules-save").to_string()}
                    />
                </div>
            }
        </form>
    }
}

fn row(
    kind: AlertKind,
    rule: &Rule,
    draft: &UseReducerHandle<Draft>,
    failure: Option<&Failure>,
    i18n: &I18n,
) -> Html {
    let (name, help) = names::kind(kind);
    let onenabled = {
        let draft = draft.dispatcher();
        Callback::from(move |event: Event| {
            let input: Option<HtmlInputElement> =
                event.target().and_then(|one| one.dyn_into().ok());
            if let Some(input) = input {
                draft.dispatch(Change::Enabled(kind, input.checked()));
            }
        })
    };
    let onseverity = {
        let draft = draft.dispatcher();
        Callback::from(move |event: Event| {
            let select: Option<HtmlSelectElement> =
                event.target().and_then(|one| one.dyn_into().ok());
            if let Some(Ok(severity)) = select.map(|select| select.value().parse()) {
                draft.dispatch(Change::Severity(kind, severity));
            }
        })
    };
    let of_rule = i18n.t(name);
    html! {
        <div class={classes!("rx-rule", (!rule.enabled).then_some("rx-rule--off"))} key={kind.as_str()} role="group" aria-label={of_rule.clone()}>
            <label class="rx-check rx-rule__name">
                <input type="checkbox" checked={rule.enabled} onchange={onenabled} />
                <span>
                    { of_rule }
                    <span class="rx-faint rx-rule__help">{ i18n.t(help) }</span>
                </span>
            </label>
            <div class="rx-rule__fields">
                <label class="rx-rule__field">
                    <span class="rx-faint">{ i18n.t("alerts-severity") }</span>
                    <span class="pf-v6-c-form-control rx-select">
                        <select onchange={onseverity}>
                            { for Severity::ALL.iter().map(|severity| html! {
                                <option value={severity.as_str()} selected={*severity == rule.severity}>
                                    { i18n.t(names::severity(*severity)) }
                                </option>
                            }) }
                        </select>
                    </span>
                </label>
                { for rule.numbers.iter().map(|(number, text)| {
                    field(kind, *number, text, draft, failure, i18n)
                }) }
            </div>
        </div>
    }
}

fn field(
    kind: AlertKind,
    number: Number,
    text: &str,
    draft: &UseReducerHandle<Draft>,
    failure: Option<&Failure>,
    i18n: &I18n,
) -> Html {
    let name = match number {
        Number::After => "alerts-after",
        Number::Percent => "alerts-percent",
        Number::Window => "alerts-window",
        Number::Minimum => "alerts-minimum",
    };
    let no_number = whole(text).is_none().then(|| i18n.t("alerts-whole"));
    let refused = || field_error(failure, &format!("rules.{kind}.{}", number.field()));
    let error = no_number.or_else(refused);
    let oninput = {
        let draft = draft.dispatcher();
        Callback::from(move |event: InputEvent| {
            let input: Option<HtmlInputElement> =
                event.target().and_then(|one| one.dyn_into().ok());
            if let Some(input) = input {
                draft.dispatch(Change::Number(kind, number, input.value()));
            }
        })
    };
    html! {
        <label class="rx-rule__field">
            <span class="rx-faint">{ i18n.t(name) }</span>
            <span class={classes!("pf-v6-c-form-control", error.is_some().then_some("pf-m-error"))}>
                <input
                    value={text.to_owned()}
                    inputmode="numeric"
                    aria-invalid={error.is_some().then_some("true")}
                    {oninput}
                />
            </span>
            if let Some(error) = error { <span class="rx-error" aria-live="polite">{ error }</span> }
        </label>
    }
}
