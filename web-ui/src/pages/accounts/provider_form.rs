//! A provider to be registered, from a preset.

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::{
    OauthPreset, OauthProvider, OauthProviderInput, OauthProviderOptions, Page,
};
use yew::prelude::*;

use crate::{
    api::{field_error, use_api, use_call, use_loaded},
    components::{CheckField, Dialog, FailureNote, SelectField, Spinner, TextField, use_text},
    i18n::use_i18n,
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub onclose: Callback<()>,
    /// It is registered; with the news to tell.
    pub done: Callback<AttrValue>,
}

#[component]
pub fn ProviderForm(props: &Props) -> Html {
    let (i18n, api, call) = (use_i18n(), use_api(), use_call());
    let presets = use_loaded::<Page<OauthPreset>>(AttrValue::Static("/oauth/presets"));
    let (chosen, choose) = use_text("");
    let (name, set_name) = use_text("");
    let (client_id, set_client_id) = use_text("");
    let (client_secret, set_client_secret) = use_text("");
    let (scopes, set_scopes) = use_text("");
    let (authorize_url, set_authorize_url) = use_text("");
    let (token_url, set_token_url) = use_text("");
    let (issuer, set_issuer) = use_text("");
    let private = use_state_eq(|| false);

    let known = presets.data.as_ref();
    let find = |name: &str| known.and_then(|page| page.items.iter().find(|one| one.name == name));
    let preset = find(&chosen).or_else(|| known.and_then(|page| page.items.first()));
    let preset_name = preset.map(|preset| preset.name.clone()).unwrap_or_default();
    let needs_client = preset.is_some_and(|preset| preset.needs_client);
    let needs_addresses = preset.is_some_and(|preset| preset.needs_addresses);
    let changed = [&name, &client_id, &client_secret, &scopes]
        .into_iter()
        .any(|text| !text.is_empty());
    let onsubmit = {
        let (call, done) = (call.clone(), props.done.clone());
        let news = i18n.with("accounts-registered", [("name", name.as_str().into())]);
        let addressed = |text: &AttrValue| some(text).filter(|_| needs_addresses);
        let input = OauthProviderInput {
            name: name.trim().to_owned(),
            preset: preset_name.clone(),
            rest: OauthProviderOptions {
                client_id: some(&client_id).filter(|_| needs_client),
                client_secret: some(&client_secret).filter(|_| needs_client),
                scopes: some(&scopes)
                    .map(|text| text.split_whitespace().map(str::to_owned).collect()),
                authorize_url: addressed(&authorize_url),
                token_url: addressed(&token_url),
                issuer: addressed(&issuer),
                allow_private_network: Some(needs_addresses && *private),
                ..OauthProviderOptions::default()
            },
        };
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (api, input) = (api.clone(), input.clone());
            let (done, news) = (done.clone(), news.clone());
            call.start(
                async move {
                    api.post::<_, OauthProvider>("/oauth/providers", &input)
                        .await
                },
                move |_made| done.emit(news),
            );
        })
    };
    let failure = call.failure.as_ref();
    let told = failure.filter(|failure| failure.fields().is_empty());
    let field =
        |id: &'static str, texts: [&str; 2], value: &AttrValue, onchange: &Callback<String>| {
            let key = id.replace('-', "_");
            html! {
                <TextField
                    id={format!("provider-{id}")}
                    label={i18n.t(texts[0])}
                    help={i18n.t(texts[1])}
                    value={value.clone()}
                    error={field_error(failure, &key)}
                    onchange={onchange.clone()}
                    secret={id == "client-secret"}
                    required={matches!(id, "name" | "client-id")}
                />
            }
        };
    let form = presets.view(|page| {
        let options = page.items.iter();
        let options: Vec<_> = options
            .map(|one| (one.name.clone().into(), one.name.clone().into()))
            .collect();
        let scopes_known = preset.map(|preset| preset.scopes.join(" "));
        html! {
            <>
                <SelectField
                    id="provider-preset"
                    label={i18n.t("accounts-preset")}
                    value={preset_name.clone()}
                    {options}
                    onchange={choose.clone()}
                    help={i18n.t("accounts-preset-help")}
                    error={field_error(failure, "preset")}
                />
                { field("name", ["accounts-name", "accounts-name-help"], &name, &set_name) }
                if needs_client {
                    { field("client-id", ["accounts-client-id", "accounts-client-id-help"], &client_id, &set_client_id) }
                    { field("client-secret", ["accounts-client-secret", "accounts-client-secret-help"], &client_secret, &set_client_secret) }
                }
                if needs_addresses {
                    { field("authorize-url", ["accounts-authorize-url", "accounts-authorize-url-help"], &authorize_url, &set_authorize_url) }
                    { field("token-url", ["accounts-token-url", "accounts-token-url-help"], &token_url, &set_token_url) }
                    { field("issuer", ["accounts-issuer", "accounts-issuer-help"], &issuer, &set_issuer) }
                    <CheckField
                        id="provider-private"
                        label={i18n.t("accounts-private")}
                        help={i18n.t("accounts-private-help")}
                        checked={*private}
                        onchange={{ let private = private.setter(); move |on| private.set(on) }}
                    />
                }
                <TextField
                    id="provider-scopes"
                    label={i18n.t("accounts-scopes")}
                    help={i18n.t("accounts-scopes-help")}
                    placeholder={scopes_known.map(AttrValue::from)}
                    value={scopes.clone()}
                    error={field_error(failure, "scopes")}
                    onchange={set_scopes.clone()}
                />
            </>
        }
    });
    html! {
        <Dialog title={i18n.t("accounts-register")} onclose={props.onclose.clone()} {changed}>
            <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
                { form }
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
                        disabled={call.busy || preset.is_none()}
                        label={i18n.t("accounts-register").to_string()}
                    />
                </div>
            </form>
        </Dialog>
    }
}

/// What was typed, if it was something.
fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
