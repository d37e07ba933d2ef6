//! The form of a new admin token.

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::{AdminTokenInput, NewAdminToken};
use yew::prelude::*;

use crate::{
    api::{field_error, use_api, use_call},
    components::{Dialog, ExpiryField, FailureNote, Spinner, TextField, use_text},
    i18n::use_i18n,
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub onclose: Callback<()>,
    pub made: Callback<NewAdminToken>,
}

#[component]
pub fn TokenForm(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call) = (use_api(), use_call());
    let (name, set_name) = use_text("");
    let expires_at = use_state_eq(|| None);
    let onsubmit = {
        let (call, made) = (call.clone(), props.made.clone());
        let input = AdminTokenInput {
            name: name.trim().to_owned(),
            expires_at: *expires_at,
        };
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (api, made, input) = (api.clone(), made.clone(), input.clone());
            call.start(
                async move { api.post::<_, NewAdminToken>("/tokens", &input).await },
                move |token| made.emit(token),
            );
        })
    };
    let set_expires = {
        let expires_at = expires_at.setter();
        Callback::from(move |time| expires_at.set(time))
    };
    let changed = !name.is_empty() || expires_at.is_some();
    let failure = call.failure.as_ref();
    html! {
        <Dialog title={i18n.t("tokens-new")} onclose={props.onclose.clone()} {changed}>
            <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
                if let Some(failure) = failure {
                    <FailureNote failure={failure.clone()} />
                }
                <TextField
                    id="token-name"
                    label={i18n.t("tokens-name")}
                    help={i18n.t("tokens-name-help")}
                    value={name}
                    onchange={set_name}
                    error={field_error(failure, "name")}
                    required=true
                    autofocus=true
                />
                <ExpiryField
                    id="token-expires"
                    label={i18n.t("tokens-expires")}
                    value={*expires_at}
                    error={field_error(failure, "expires_at")}
                    onchange={set_expires}
                />
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
                        label={i18n.t("tokens-make").to_string()}
                    />
                </div>
            </form>
        </Dialog>
    }
}
