//! A key for what is about to be connected. Everything else of it is on the page of keys.

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::{ClientKeyChange, ClientKeyInput, NewClientKey};
use yew::prelude::*;

use crate::{
    api::{field_error, use_api, use_call},
    components::{Dialog, FailureNote, Spinner, TextField, use_text},
    i18n::use_i18n,
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// Name and secret.
    pub onmade: Callback<(String, String)>,
    pub onclose: Callback<()>,
}

#[component]
pub fn NewKey(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call) = (use_api(), use_call());
    let (name, set_name) = use_text("");
    let onsubmit = {
        let (call, name, onmade) = (call.clone(), name.to_string(), props.onmade.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let input = ClientKeyInput {
                name: name.trim().to_owned(),
                key: None,
                settings: ClientKeyChange::default(),
            };
            let api = api.clone();
            let making = async move { api.post::<_, NewClientKey>("/keys", &input).await };
            let onmade = onmade.clone();
            call.start(making, move |made| {
                onmade.emit((made.settings.name, made.key));
            });
        })
    };
    let wrong = field_error(call.failure.as_ref(), "name");
    html! {
        <Dialog
            title={i18n.t("connect-new-key")}
            changed={!name.is_empty()}
            onclose={props.onclose.clone()}
        >
            <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
                <p class="rx-form__text">{ i18n.t("connect-new-key-text") }</p>
                if let Some(failure) = call.failure.clone().filter(|_| wrong.is_none()) {
                    <FailureNote {failure} />
                }
                <TextField
                    id="new-key-name"
                    label={i18n.t("connect-new-key-name")}
                    help={i18n.t("connect-new-key-name-help")}
                    value={name}
                    error={wrong}
                    onchange={set_name}
                    required=true
                    autofocus=true
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
                        label={i18n.t("connect-make-key").to_string()}
                    />
                </div>
            </form>
        </Dialog>
    }
}
