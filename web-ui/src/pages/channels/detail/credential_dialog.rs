//! A credential to be added, renamed, or given another key.

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::{Credential, CredentialInput, CredentialPatch};
use uuid::Uuid;
use yew::prelude::*;

use super::super::actions::good;
use crate::{
    api::{field_error, use_api, use_call},
    components::{Dialog, FailureNote, Spinner, TextField, use_toast},
    i18n::use_i18n,
};

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    Add,
    Rename { id: Uuid, label: String },
    Replace { id: Uuid, label: String },
}

#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whose it is.
    pub channel: Uuid,
    pub what: What,
    pub onclose: Callback<()>,
}

#[component]
pub fn CredentialDialog(props: &Props) -> Html {
    let (i18n, api, call, toast) = (use_i18n(), use_api(), use_call(), use_toast());
    let before = match &props.what {
        What::Rename { label, .. } => label.clone(),
        What::Add | What::Replace { .. } => String::new(),
    };
    let label = use_state_eq(|| before.clone());
    let key = use_state_eq(String::new);
    let is_changed = *label != before || !key.is_empty();
    let (title, action, done) = match &props.what {
        What::Add => (
            i18n.t("channels-credential-add"),
            "channels-add",
            "channels-credential-added",
        ),
        What::Rename { label, .. } => (
            i18n.with(
                "channels-credential-rename-title",
                [("label", label.as_str().into())],
            ),
            "channels-save",
            "channels-credential-renamed",
        ),
        What::Replace { label, .. } => (
            i18n.with(
                "channels-credential-replace-title",
                [("label", label.as_str().into())],
            ),
            "channels-credential-replace",
            "channels-credential-replaced",
        ),
    };
    let onsubmit = {
        let (call, channel, what) = (call.clone(), props.channel, props.what.clone());
        let (onclose, done) = (props.onclose.clone(), i18n.t(done));
        let named = Some(label.trim().to_owned()).filter(|label| !label.is_empty());
        let key = key.trim().to_owned();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let path = format!("/channels/{channel}/credentials");
            let (api, what, named, key) = (api.clone(), what.clone(), named.clone(), key.clone());
            let (onclose, toast, done) = (onclose.clone(), toast.clone(), done.clone());
            let call_made = async move {
                let patch = match what {
                    What::Add => {
                        let input = CredentialInput {
                            api_key: Some(key),
                            label: named,
                            ..CredentialInput::default()
                        };
                        return api.post::<_, Credential>(&path, &input).await;
                    }
                    What::Rename { id, .. } => (
                        id,
                        CredentialPatch {
                            label: Some(named.unwrap_or_default()),
                            ..CredentialPatch::default()
                        },
                    ),
                    What::Replace { id, .. } => (
                        id,
                        CredentialPatch {
                            api_key: Some(key),
                            ..CredentialPatch::default()
                        },
                    ),
                };
                api.patch::<_, Credential>(&format!("{path}/{}", patch.0), &patch.1)
                    .await
            };
            call.start(call_made, move |_| {
                onclose.emit(());
                toast.emit(good(done));
            });
        })
    };
    let setter = |state: &UseStateHandle<String>| {
        let state = state.setter();
        Callback::from(move |text: String| state.set(text))
    };
    let failure = call.failure.as_ref();
    let is_replaced = matches!(props.what, What::Replace { .. });
    let told = failure.filter(|failure| failure.fields().is_empty());
    html! {
        <Dialog {title} onclose={props.onclose.clone()} changed={is_changed}>
            <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
                if !matches!(props.what, What::Rename { .. }) {
                    <TextField
                        id="credential-key"
                        label={i18n.t("channels-key")}
                        help={i18n.t(if is_replaced { "channels-credential-replace-help" } else { "channels-key-help" })}
                        value={(*key).clone()}
                        error={field_error(failure, "api_key")}
                        onchange={setter(&key)}
                        secret=true
                        required=true
                        autofocus=true
                    />
                }
                if !is_replaced {
                    <TextField
                        id="credential-label"
                        label={i18n.t("channels-credential-label")}
                        help={i18n.t("channels-credential-label-help")}
                        value={(*label).clone()}
                        error={field_error(failure, "label")}
                        onchange={setter(&label)}
                    />
                }
                if let Some(failure) = told {
                    <FailureNote failure={failure.clone()} />
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
                        icon={call.busy.then(|| html! { <Spinner /> })}
                        disabled={call.busy || !is_changed}
                        label={i18n.t(action).to_string()}
                    />
                </div>
            </form>
        </Dialog>
    }
}
