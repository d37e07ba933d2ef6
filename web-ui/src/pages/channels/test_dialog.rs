//! One small, real request through a channel, with a chosen credential and model.

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::{
    Dialect,
    api::{Channel, ChannelTest, ChannelTestInput},
};
use yew::prelude::*;

use super::timing;
use crate::{
    api::{field_error, use_api, use_call},
    components::{Dialog, FailureNote, Icon, SelectField, Spinner, Symbol, TextField, use_text},
    i18n::use_i18n,
    words,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub channel: Rc<Channel>,
    /// What is tried, unless somebody chooses otherwise.
    #[prop_or_default]
    pub model: String,
    /// Its id.
    #[prop_or_default]
    pub credential: String,
    pub onclose: Callback<()>,
}

#[component]
pub fn TestDialog(props: &Props) -> Html {
    let (i18n, api, call) = (use_i18n(), use_api(), use_call());
    let model = use_state_eq(|| props.model.clone());
    let credential = use_state_eq(|| props.credential.clone());
    let (dialect, set_dialect) = use_text("");
    let result = use_state(|| None::<ChannelTest>);
    let channel = &props.channel;
    let onsubmit = {
        let (id, call, result) = (channel.id, call.clone(), result.setter());
        let input = ChannelTestInput {
            model: Some(model.trim().to_owned()).filter(|model| !model.is_empty()),
            dialect: dialect.parse::<Dialect>().ok(),
            credential_id: credential.parse().ok(),
        };
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (api, input, result) = (api.clone(), input.clone(), result.clone());
            result.set(None);
            call.start(
                async move { api.post(&format!("/channels/{id}/test"), &input).await },
                move |test| result.set(Some(test)),
            );
        })
    };
    let first = (AttrValue::default(), i18n.t("channels-test-first"));
    let dialects = channel.settings.dialects.iter().map(|one| {
        (
            AttrValue::Static(one.as_str()),
            AttrValue::Static(words::dialect(*one)),
        )
    });
    let credentials = channel.credentials.iter().map(|one| {
        (
            AttrValue::from(one.id.to_string()),
            AttrValue::from(one.label.clone()),
        )
    });
    let icon = match call.busy {
        true => html! { <Spinner /> },
        false => html! { <Icon symbol={Symbol::Zap} /> },
    };
    let setter = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |text: String| state.set(text))
    };
    html! {
        <Dialog
            title={i18n.with("channels-test-title", [("name", channel.settings.name.clone().into())])}
            onclose={props.onclose.clone()}
        >
            <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
                <p class="rx-form__text">{ i18n.t("channels-test-text") }</p>
                <TextField
                    id="test-model"
                    label={i18n.t("channels-model")}
                    help={i18n.t("channels-test-model-help")}
                    value={(*model).clone()}
                    error={field_error(call.failure.as_ref(), "model")}
                    onchange={setter(&model)}
                />
                <div class="rx-form__pair">
                    <SelectField
                        id="test-credential"
                        label={i18n.t("channels-credential")}
                        value={(*credential).clone()}
                        options={[first.clone()].into_iter().chain(credentials).collect::<Vec<_>>()}
                        error={field_error(call.failure.as_ref(), "credential_id")}
                        onchange={setter(&credential)}
                    />
                    <SelectField
                        id="test-dialect"
                        label={i18n.t("channels-dialect")}
                        value={dialect}
                        options={[first].into_iter().chain(dialects).collect::<Vec<_>>()}
                        error={field_error(call.failure.as_ref(), "dialect")}
                        onchange={set_dialect}
                    />
                </div>
                <div aria-live="polite">
                    if call.busy {
                        <p class="rx-faint">{ i18n.t("channels-testing") }</p>
                    } else if let Some(failure) = &call.failure {
                        <FailureNote failure={failure.clone()} />
                    } else if let Some(test) = &*result {
                        { timing::view(test, &i18n) }
                    }
                </div>
                <div class="rx-form__actions">
                    <Button
                        variant={ButtonVariant::Secondary}
                        label={i18n.t("close").to_string()}
                        onclick={props.onclose.reform(|_| ())}
                    />
                    <Button
                        r#type={ButtonType::Submit}
                        variant={ButtonVariant::Primary}
                        {icon}
                        disabled={call.busy}
                        label={i18n.t("channels-test").to_string()}
                    />
                </div>
            </form>
        </Dialog>
    }
}
