//! Signing in to an account for a channel: at which provider, the way there, and the answer by hand where it does not come back.

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::{Credential, OauthFlow, OauthFlowInput, OauthProvider, OauthReturn, Page};
use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::*;

use super::flow;
use crate::{
    api::{field_error, use_api, use_call, use_loaded},
    browser::WindowEvent,
    components::{
        Countdown, Dialog, FailureNote, SelectField, Spinner, TextField, Toast, Tone, use_text,
        use_toast,
    },
    i18n::use_i18n,
    route::Route,
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub channel: Uuid,
    /// Id and label of an account to sign in to again. `None`: a new one.
    #[prop_or_default]
    pub again: Option<(Uuid, AttrValue)>,
    pub onclose: Callback<()>,
    /// It is connected.
    pub done: Callback<()>,
}

#[component]
pub fn Connect(props: &Props) -> Html {
    let (i18n, api, call, toast) = (use_i18n(), use_api(), use_call(), use_toast());
    let providers = use_loaded::<Page<OauthProvider>>(AttrValue::Static("/oauth/providers"));
    let chosen = use_state_eq(|| None::<Uuid>);
    let begun = use_state_eq(|| None::<(OauthFlow, String)>);
    let (address, set_address) = use_text("");
    let finish = {
        let (onclose, done) = (props.onclose.clone(), props.done.clone());
        let title = i18n.t("accounts-connected-now");
        Callback::from(move |()| {
            onclose.emit(());
            done.emit(());
            toast.emit(Toast {
                tone: Tone::Success,
                title: title.clone(),
                detail: None,
            });
        })
    };
    {
        let finish = finish.clone();
        let state = begun.as_ref().map(|(_, state)| state.clone());
        use_effect_with(state, move |state| {
            let state = state.clone().unwrap_or_default();
            // The window that the provider answers tells this one so.
            let heard = WindowEvent::listen("storage", move || {
                if flow::is_done(&state) {
                    finish.emit(());
                }
            });
            move || drop(heard)
        });
    }
    let first = providers.data.as_ref().and_then(|page| page.items.first());
    let provider = chosen.or(first.map(|provider| provider.id));
    let onsubmit = {
        let (call, begun, again) = (call.clone(), begun.clone(), props.again.clone());
        let (channel, address, finish) = (props.channel, address.clone(), finish);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let api = api.clone();
            if begun.is_some() {
                let body = OauthReturn {
                    url: address.trim().to_owned(),
                };
                let finish = finish.clone();
                let complete = async move {
                    api.post::<_, Credential>("/oauth/flows/complete", &body)
                        .await
                };
                return call.start(complete, move |_connected| finish.emit(()));
            }
            let Some(provider_id) = provider else { return };
            let body = OauthFlowInput {
                provider_id,
                channel_id: channel,
                credential_id: again.as_ref().map(|(id, _)| *id),
            };
            let begun = begun.setter();
            call.start(
                async move { api.post::<_, OauthFlow>("/oauth/flows", &body).await },
                move |flow| {
                    let state = flow::begin(&flow, channel);
                    begun.set(Some((flow, state)));
                },
            );
        })
    };
    let title = match &props.again {
        Some((_, label)) => i18n.with("accounts-again-title", [("name", label.as_str().into())]),
        None => i18n.t("accounts-connect"),
    };
    let failure = call.failure.as_ref();
    let told = failure.filter(|failure| failure.fields().is_empty());
    let ready = match &*begun {
        Some(_) => !address.trim().is_empty(),
        None => provider.is_some(),
    };
    let action = match &*begun {
        Some(_) => "accounts-complete",
        None => "accounts-begin",
    };
    let content = match &*begun {
        Some((flow, _)) => html! {
            <>
                <p>{ i18n.t("accounts-open-text") }</p>
                <p>
                    <a class="pf-v6-c-button pf-m-primary" href={flow.url.clone()} target="_blank" rel="noreferrer">
                        { i18n.t("accounts-open") }
                    </a>
                </p>
                <p class="rx-faint">{ i18n.t("accounts-in-time") }{ " " }<Countdown until={flow.expires_at} /></p>
                <TextField
                    id="account-address"
                    label={i18n.t("accounts-address")}
                    help={i18n.with("accounts-address-help", [("address", flow.redirect_uri.as_str().into())])}
                    value={address.clone()}
                    error={field_error(failure, "url")}
                    onchange={set_address}
                />
            </>
        },
        None => providers.view(|page| {
            if page.items.is_empty() {
                return html! {
                    <p>
                        { i18n.t("accounts-no-providers-text") }{ " " }
                        <Link<Route> to={Route::Accounts}>{ i18n.t("accounts-to-accounts") }</Link<Route>>
                    </p>
                };
            }
            let options = page.items.iter();
            let options: Vec<_> = options
                .map(|one| (one.id.to_string().into(), one.name.clone().into()))
                .collect();
            let chosen = chosen.setter();
            html! {
                <SelectField
                    id="account-provider"
                    label={i18n.t("accounts-provider")}
                    value={provider.map(|id| id.to_string()).unwrap_or_default()}
                    {options}
                    onchange={move |id: String| chosen.set(id.parse().ok())}
                    help={i18n.t("accounts-provider-help")}
                />
            }
        }),
    };
    html! {
        <Dialog {title} onclose={props.onclose.clone()}>
            <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
                { content }
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
                        variant={if begun.is_some() { ButtonVariant::Secondary } else { ButtonVariant::Primary }}
                        icon={call.busy.then(|| html! { <Spinner /> })}
                        disabled={call.busy || !ready}
                        label={i18n.t(action).to_string()}
                    />
                </div>
            </form>
        </Dialog>
    }
}
