//! The form of the question.

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::{Dialect, Feature};
use uuid::Uuid;
use yew::prelude::*;

use super::question::Question;
use crate::{
    api::{Failure, field_error},
    components::{FailureNote, SelectField, Spinner, SuggestField, Suggestions, TextField},
    i18n::{I18n, use_i18n},
    words,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    /// The one that was asked; the form begins with it.
    pub asked: Question,
    pub models: Suggestions,
    pub keys: Rc<Vec<(Uuid, String)>>,
    pub busy: bool,
    pub failure: Option<Failure>,
    pub onask: Callback<Question>,
}

#[component]
pub fn QuestionForm(props: &Props) -> Html {
    let i18n = use_i18n();
    let question = {
        let asked = props.asked.clone();
        use_state(move || asked)
    };
    {
        let question = question.setter();
        use_effect_with(props.asked.clone(), move |asked| {
            question.set(asked.clone());
        });
    }
    let failure = props.failure.as_ref();
    let onsubmit = {
        let (question, onask) = (question.clone(), props.onask.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if question.input().is_some() {
                onask.emit((*question).clone());
            }
        })
    };
    let tokens = match question.estimate() {
        Ok(_) => field_error(failure, "estimated_input_tokens"),
        Err(()) => Some(i18n.t("routing-no-whole-number")),
    };
    html! {
        <form class="rx-form" {onsubmit} novalidate=true>
            <SuggestField
                id="dry-model"
                label={i18n.t("routing-model")}
                help={i18n.t("routing-model-help")}
                value={question.model.clone()}
                suggestions={props.models.clone()}
                error={field_error(failure, "model")}
                onchange={change(&question, |question, model| question.model = model)}
                required=true
            />
            <SelectField
                id="dry-dialect"
                label={i18n.t("routing-dialect")}
                help={i18n.t("routing-dialect-help")}
                value={question.dialect.as_str()}
                options={Dialect::ALL.iter().map(|dialect| (dialect.as_str().into(), words::dialect(*dialect).into())).collect::<Vec<_>>()}
                onchange={change(&question, |question, name| {
                    question.dialect = name.parse().unwrap_or(question.dialect);
                })}
            />
            <SelectField
                id="dry-key"
                label={i18n.t("routing-key")}
                help={i18n.t("routing-key-help")}
                value={question.key.map(|key| key.to_string()).unwrap_or_default()}
                options={keys(&props.keys, &i18n)}
                error={field_error(failure, "client_key_id")}
                onchange={change(&question, |question, id| question.key = id.parse().ok())}
            />
            <TextField
                id="dry-session"
                label={i18n.t("routing-session")}
                help={i18n.t("routing-session-help")}
                value={question.session.clone()}
                error={field_error(failure, "session")}
                onchange={change(&question, |question, session| question.session = session)}
            />
            <TextField
                id="dry-tokens"
                label={i18n.t("routing-tokens")}
                help={i18n.t("routing-tokens-help")}
                value={question.tokens.clone()}
                placeholder="1000"
                error={tokens}
                onchange={change(&question, |question, tokens| question.tokens = tokens)}
            />
            { needs(&question, &i18n) }
            if let Some(failure) = failure.filter(|failure| !beside_a_field(failure)) {
                <FailureNote failure={failure.clone()} />
            }
            <div class="rx-dry__ask">
                <Button
                    variant={ButtonVariant::Primary}
                    r#type={ButtonType::Submit}
                    disabled={question.input().is_none()}
                    icon={props.busy.then(|| html! { <Spinner /> })}
                    label={i18n.t("routing-ask").to_string()}
                />
                <p class="rx-faint">{ i18n.t("routing-ask-help") }</p>
            </div>
        </form>
    }
}

/// Whether what is wrong is told at a field of this form.
fn beside_a_field(failure: &Failure) -> bool {
    let known = [
        "model",
        "client_key_id",
        "session",
        "estimated_input_tokens",
    ];
    let told = failure
        .fields()
        .iter()
        .map(|problem| problem.field.as_str());
    told.clone().next().is_some() && told.into_iter().all(|field| known.contains(&field))
}

fn change(
    question: &UseStateHandle<Question>,
    set: impl Fn(&mut Question, String) + 'static,
) -> Callback<String> {
    let question = question.clone();
    Callback::from(move |text: String| {
        let mut next = (*question).clone();
        set(&mut next, text);
        question.set(next);
    })
}

fn keys(keys: &[(Uuid, String)], i18n: &I18n) -> Vec<(AttrValue, AttrValue)> {
    let none = (AttrValue::default(), i18n.t("routing-any-key"));
    let named = keys
        .iter()
        .map(|(id, name)| (id.to_string().into(), name.clone().into()));
    std::iter::once(none).chain(named).collect()
}

fn needs(question: &UseStateHandle<Question>, i18n: &I18n) -> Html {
    html! {
        <fieldset class="rx-choices">
            <legend class="rx-choices__legend">{ i18n.t("routing-needs") }</legend>
            <p class="rx-faint">{ i18n.t("routing-needs-help") }</p>
            <div class="rx-dry__needs">
                { for Feature::ALL.iter().map(|feature| {
                    let (feature, question) = (*feature, question.clone());
                    let checked = question.needs.contains(&feature);
                    let onchange = Callback::from(move |_: Event| {
                        let mut next = (*question).clone();
                        next.toggle(feature);
                        question.set(next);
                    });
                    html! {
                        <label class={classes!("rx-dry__need", checked.then_some("rx-dry__need--chosen"))}>
                            <input type="checkbox" value={feature.as_str()} {checked} {onchange} />
                            { i18n.t(words::need(feature)) }
                        </label>
                    }
                }) }
            </div>
        </fieldset>
    }
}
