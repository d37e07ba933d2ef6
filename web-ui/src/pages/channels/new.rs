//! A new channel: a preset, a name and a key are enough.

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::{
    Channel, ChannelOptions, ChannelPatch, ChannelTest, ChannelTestInput, Page, Provider,
};
use serde_json::{Value, json};
use yew::prelude::*;
use yew_router::prelude::*;

use super::form::{Change, Edit, Editing, Form, advanced, basics, secrets};
use crate::{
    api::{Api, Failure, use_api, use_call, use_loaded},
    components::{
        FailureNote, PageHead, Panel, ProviderCards, SelectField, Spinner, Toast, Tone, use_toast,
        use_unsaved,
    },
    format::duration::maybe_milliseconds,
    i18n::{I18n, use_i18n},
    preset,
    route::Route,
};

/// What becomes of a channel that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    /// It serves when a test has gone well.
    Tested,
    Now,
    Later,
}

impl Start {
    const ALL: [(&'static str, &'static str, Self); 3] = [
        ("tested", "channels-start-tested", Self::Tested),
        ("now", "channels-start-now", Self::Now),
        ("later", "channels-start-later", Self::Later),
    ];
}

#[component]
pub fn NewChannel() -> Html {
    let (i18n, api, toast) = (use_i18n(), use_api(), use_toast());
    let (call, navigator) = (use_call(), use_navigator());
    let providers = use_loaded::<Page<Provider>>(AttrValue::Static("/providers"));
    let edit = use_reducer(Edit::fresh);
    let start = use_state_eq(|| Start::Tested);
    let told = use_state_eq(|| false);
    use_unsaved(edit.is_changed());

    let draft = Rc::new(edit.draft.clone());
    let has_key = draft.keys.iter().any(|key| !key.trim().is_empty());
    let needs_key = !has_key && *start != Start::Later && !preset::is_local(&draft.provider);
    let change = {
        let dispatch = edit.dispatcher();
        Callback::from(move |change: Change| dispatch.dispatch(Editing::Change(change)))
    };
    let form = Form {
        draft: Rc::clone(&draft),
        change: change.clone(),
        failure: call.failure.clone(),
        i18n: i18n.clone(),
    };
    let onsubmit = {
        let (call, start, told) = (call.clone(), *start, told.setter());
        let (draft, edit, i18n) = (Rc::clone(&draft), edit.dispatcher(), i18n.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            told.set(true);
            if draft.provider.is_empty() || needs_key {
                return;
            }
            let (api, input) = (api.clone(), draft.input());
            let (toast, i18n, navigator) = (toast.clone(), i18n.clone(), navigator.clone());
            let (edit, made_of) = (edit.clone(), (*draft).clone());
            call.start(async move { make(&api, input, start).await }, move |made| {
                // Nothing is left to lose.
                edit.dispatch(Editing::Settle(made_of));
                toast.emit(made.toast(&i18n));
                if let Some(navigator) = navigator {
                    navigator.push(&Route::Channel {
                        id: made.channel.id,
                    });
                }
            });
        })
    };
    let choose_start = {
        let start = start.setter();
        Callback::from(move |name: String| {
            let chosen = Start::ALL.into_iter().find(|(known, ..)| *known == name);
            start.set(chosen.map_or(Start::Tested, |(.., start)| start));
        })
    };
    let starts = Start::ALL.map(|(name, text, _)| (AttrValue::Static(name), i18n.t(text)));
    let chosen_start = Start::ALL.into_iter().find(|(.., one)| *one == *start);
    let is_local = preset::is_local(&draft.provider);
    let key_help = match is_local {
        true => "setup-key-local",
        false => "channels-key-help",
    };
    html! {
        <>
            { back(&i18n) }
            <PageHead title={i18n.t("channels-new")} text={i18n.t("channels-new-text")} />
            { providers.view(|page| {
                let provider = page.items.iter().find(|one| one.name == draft.provider);
                html! {
                    <form class="rx-form rx-form--page" novalidate=true {onsubmit}>
                        <section class="pf-v6-c-card rx-ch-card">
                            <ProviderCards
                                providers={page.items.clone()}
                                chosen={provider.map(|one| one.name.clone())}
                                missing={*told && draft.provider.is_empty()}
                                onchoose={change.reform(Change::Provider)}
                            />
                        </section>
                        if provider.is_some() {
                            <Panel title={i18n.t("channels-step-account")}>
                                <div class="rx-form">
                                    { secrets(&form, &i18n.t(key_help), *told && needs_key) }
                                    { basics(&form, provider) }
                                    { advanced(&form, false) }
                                    <SelectField
                                        id="channel-start"
                                        label={i18n.t("channels-start")}
                                        help={i18n.t("channels-start-help")}
                                        value={chosen_start.map_or("", |(name, ..)| name)}
                                        options={starts.to_vec()}
                                        onchange={choose_start}
                                    />
                                    if let Some(failure) = &call.failure {
                                        <FailureNote failure={failure.clone()} />
                                    }
                                    <div class="rx-form__actions">
                                        <Button
                                            r#type={ButtonType::Submit}
                                            variant={ButtonVariant::Primary}
                                            icon={call.busy.then(|| html! { <Spinner /> })}
                                            disabled={call.busy}
                                            label={i18n.t("channels-create").to_string()}
                                        />
                                    </div>
                                </div>
                            </Panel>
                        }
                    </form>
                }
            }) }
        </>
    }
}

/// The way back to all of them.
pub fn back(i18n: &I18n) -> Html {
    html! {
        <nav class="rx-ch-back" aria-label={i18n.t("channels-back")}>
            <Link<Route> to={Route::Channels}>{ "← " }{ i18n.t("channels-title") }</Link<Route>>
        </nav>
    }
}

/// A channel that was made, and what came of trying it.
struct Made {
    channel: Channel,
    /// `None`: it was not tried.
    test: Option<Result<ChannelTest, Failure>>,
}

impl Made {
    fn toast(&self, i18n: &I18n) -> Toast {
        let name = self.channel.settings.name.clone();
        let (tone, title, detail) = match &self.test {
            None => (Tone::Success, "channels-made", None),
            Some(Ok(test)) if test.ok => {
                let ttft = maybe_milliseconds(test.ttft_ms);
                let model = test.model.clone().unwrap_or_default();
                let filled = [("model", model.into()), ("ttft", ttft.into())];
                (
                    Tone::Success,
                    "channels-made-serves",
                    Some(i18n.with("channels-made-answer", filled)),
                )
            }
            Some(Ok(test)) => (
                Tone::Danger,
                "channels-made-disabled",
                test.error.clone().map(AttrValue::from),
            ),
            Some(Err(failure)) => (
                Tone::Danger,
                "channels-made-disabled",
                Some(failure.detail(i18n)),
            ),
        };
        Toast {
            tone,
            title: i18n.with(title, [("name", name.into())]),
            detail,
        }
    }
}

/// Makes it; one that is to be tried first serves nobody until that went well.
async fn make(api: &Api, mut input: Value, start: Start) -> Result<Made, Failure> {
    if let Some(body) = input.as_object_mut() {
        body.insert("enabled".to_owned(), json!(start == Start::Now));
    }
    let channel: Channel = api.post("/channels", &input).await?;
    let test = match start {
        Start::Tested => Some(prove(api, &channel).await),
        Start::Now | Start::Later => None,
    };
    Ok(Made { channel, test })
}

/// Tries it, and switches it on if it answers.
async fn prove(api: &Api, channel: &Channel) -> Result<ChannelTest, Failure> {
    let path = format!("/channels/{}", channel.id);
    let input = ChannelTestInput::default();
    let test: ChannelTest = api.post(&format!("{path}/test"), &input).await?;
    if test.ok {
        let patch = ChannelPatch {
            rest: ChannelOptions {
                enabled: Some(true),
                ..ChannelOptions::default()
            },
            ..ChannelPatch::default()
        };
        api.patch::<_, Channel>(&path, &patch).await?;
    }
    Ok(test)
}
