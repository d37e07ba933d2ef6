//! How a channel is set, to be changed.

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::{Channel, Page, Provider};
use yew::prelude::*;

use super::super::{
    actions::good,
    form::{Change, Draft, Edit, Editing, Form, advanced, basics, secrets},
};
use crate::{
    api::{use_api, use_call, use_loaded},
    components::{FailureNote, Notice, Panel, SelectField, Spinner, Tone, use_toast},
    i18n::use_i18n,
    preset,
};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub channel: Rc<Channel>,
    pub edit: Edit,
    pub change: Callback<Editing>,
}

#[component]
pub fn Settings(props: &Props) -> Html {
    let (i18n, api, call, toast) = (use_i18n(), use_api(), use_call(), use_toast());
    let providers = use_loaded::<Page<Provider>>(AttrValue::Static("/providers"));
    let Props {
        channel,
        edit,
        change,
    } = props;
    let is_changed = edit.is_changed();
    let form = Form {
        draft: Rc::new(edit.draft.clone()),
        change: change.reform(Editing::Change),
        failure: call.failure.clone(),
        i18n: i18n.clone(),
    };
    let onsubmit = {
        let (id, call, edit, change) = (channel.id, call.clone(), edit.clone(), change.clone());
        let i18n = i18n.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(before) = edit.before.as_ref().filter(|_| edit.is_changed()) else {
                return;
            };
            let (api, patch) = (api.clone(), edit.draft.patch(before));
            let (change, toast, done) = (change.clone(), toast.clone(), i18n.t("channels-saved"));
            call.start(
                async move {
                    api.patch::<_, Channel>(&format!("/channels/{id}"), &patch)
                        .await
                },
                move |changed| {
                    change.emit(Editing::Settle(Draft::of(&changed)));
                    toast.emit(good(done));
                },
            );
        })
    };
    let undo = {
        let (call, change, channel) = (call.clone(), change.clone(), Rc::clone(channel));
        Callback::from(move |_| {
            call.forget();
            change.emit(Editing::Settle(Draft::of(&channel)));
        })
    };
    let refused = call.failure.as_ref().and_then(|failure| failure.code());
    let needs_secret = refused == Some("secret_required");
    let has_keys = edit.draft.keys.iter().any(|key| !key.is_empty());
    let known = providers.data.as_ref().map_or(&[][..], |page| &page.items);
    let provider = known.iter().find(|one| one.name == edit.draft.provider);
    let mut names: Vec<_> = known.iter().map(|one| one.name.clone()).collect();
    if provider.is_none() {
        names.push(edit.draft.provider.clone());
    }
    names.sort_by_key(|name| preset::rank(name));
    let options: Vec<_> = names
        .into_iter()
        .map(|name| {
            (
                AttrValue::from(name.clone()),
                AttrValue::from(preset::title(&name).to_owned()),
            )
        })
        .collect();
    let choose = {
        let (change, known) = (form.change.clone(), providers.data.clone());
        Callback::from(move |name: String| {
            let mut known = known.iter().flat_map(|page| &page.items);
            if let Some(provider) = known.find(|one| one.name == name) {
                change.emit(Change::Provider(provider.clone()));
            }
        })
    };
    html! {
        <form class="rx-form rx-form--page" novalidate=true {onsubmit}>
            <fieldset class="rx-ch-fieldset" disabled={channel.declared}>
                <Panel title={i18n.t("channels-settings")}>
                    <div class="rx-form">
                        <SelectField
                            id="channel-provider"
                            label={i18n.t("channels-provider")}
                            help={i18n.t("channels-provider-help")}
                            value={edit.draft.provider.clone()}
                            {options}
                            onchange={choose}
                        />
                        { basics(&form, provider) }
                        { advanced(&form, channel.declared) }
                        if needs_secret {
                            <Notice tone={Tone::Warning} title={i18n.t("channels-secret-required")}>
                                <p>{ i18n.t("channels-secret-required-text") }</p>
                            </Notice>
                        } else if let Some(failure) = &call.failure {
                            <FailureNote failure={failure.clone()} />
                        }
                        if needs_secret || has_keys {
                            { secrets(&form, &i18n.t("channels-key-again-help"), false) }
                        }
                        if !channel.declared {
                            <div class="rx-form__actions">
                                <Button
                                    variant={ButtonVariant::Secondary}
                                    disabled={!is_changed}
                                    label={i18n.t("channels-undo").to_string()}
                                    onclick={undo}
                                />
                                <Button
                                    r#type={ButtonType::Submit}
                                    variant={ButtonVariant::Primary}
                                    icon={call.busy.then(|| html! { <Spinner /> })}
                                    disabled={call.busy || !is_changed}
                                    label={i18n.t("channels-save").to_string()}
                                />
                            </div>
                        }
                    </div>
                </Panel>
            </fieldset>
        </form>
    }
}
