//! Making a target, and changing one.

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::{AlertKind, AlertTargetKind, Language, Severity, api::AlertTarget};
use yew::prelude::*;

use super::{names, target_draft::Draft};
use crate::{
    api::{Failure, field_error, use_api, use_call},
    components::{
        CheckField, Dialog, FailureNote, SelectField, Spinner, TextField, Toast, Tone, use_toast,
    },
    i18n::{I18n, Language as Spoken, use_i18n},
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// `None`: a new one.
    pub target: Option<AlertTarget>,
    pub ondone: Callback<()>,
    pub onclose: Callback<()>,
}

#[component]
pub fn TargetForm(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call, toast) = (use_api(), use_call(), use_toast());
    let known = &props.target;
    let fresh = known.as_ref().map_or_else(
        || {
            Draft::new(match i18n.language() {
                Spoken::English => Language::English,
                Spoken::Chinese => Language::Chinese,
            })
        },
        Draft::of,
    );
    let draft = use_state(|| fresh.clone());
    let onsubmit = {
        let (call, draft, known) = (call.clone(), (*draft).clone(), known.clone());
        let (ondone, title) = (props.ondone.clone(), i18n.t("alerts-target-saved"));
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (api, draft, known) = (api.clone(), draft.clone(), known.clone());
            let (ondone, toast, title) = (ondone.clone(), toast.clone(), title.clone());
            let saving = async move {
                match known {
                    None => {
                        api.post::<_, AlertTarget>("/alerts/targets", &draft.input())
                            .await
                    }
                    Some(known) => {
                        let path = format!("/alerts/targets/{}", known.id);
                        api.patch(&path, &draft.patch(&known)).await
                    }
                }
            };
            call.start(saving, move |_: AlertTarget| {
                toast.emit(Toast {
                    tone: Tone::Success,
                    title,
                    detail: None,
                });
                ondone.emit(());
            });
        })
    };
    let title = match known {
        None => i18n.t("alerts-target-new"),
        Some(known) => i18n.with(
            "alerts-target-edit-title",
            [("name", known.name.as_str().into())],
        ),
    };
    let loose = call
        .failure
        .clone()
        .filter(|failure| failure.fields().is_empty());
    html! {
        <Dialog {title} wide=true changed={*draft != fresh} onclose={props.onclose.clone()}>
            <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
                { whereto(&draft, known.as_ref(), call.failure.as_ref(), &i18n) }
                { what(&draft, &i18n) }
                if let Some(failure) = loose {
                    <FailureNote {failure} />
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
                        disabled={call.busy}
                        icon={call.busy.then(|| html! { <Spinner /> })}
                        label={i18n.t("alerts-target-save").to_string()}
                    />
                </div>
            </form>
        </Dialog>
    }
}

/// Changes one field of the draft.
fn edit<T: 'static>(draft: &UseStateHandle<Draft>, put: fn(&mut Draft, T)) -> Callback<T> {
    let draft = draft.clone();
    Callback::from(move |value: T| {
        let mut next = (*draft).clone();
        put(&mut next, value);
        draft.set(next);
    })
}

fn whereto(
    draft: &UseStateHandle<Draft>,
    known: Option<&AlertTarget>,
    failure: Option<&Failure>,
    i18n: &I18n,
) -> Html {
    let wrong = |field: &str| field_error(failure, field);
    let kinds = AlertTargetKind::ALL.iter().map(|kind| {
        (
            AttrValue::Static(kind.as_str()),
            i18n.t(names::target(*kind)),
        )
    });
    let (url_help, secret, secret_help) = match draft.kind {
        AlertTargetKind::Generic => (
            "alerts-url-generic",
            "alerts-secret",
            "alerts-secret-generic",
        ),
        AlertTargetKind::Slack => ("alerts-url-slack", "alerts-secret", "alerts-secret-generic"),
        AlertTargetKind::Feishu => ("alerts-url-feishu", "alerts-secret", "alerts-secret-feishu"),
        AlertTargetKind::Dingtalk => (
            "alerts-url-dingtalk",
            "alerts-secret",
            "alerts-secret-dingtalk",
        ),
        AlertTargetKind::Telegram => (
            "alerts-url-telegram",
            "alerts-token",
            "alerts-secret-telegram",
        ),
    };
    let kept = |has: bool| has.then(|| i18n.t("alerts-kept"));
    let has_secret = known.is_some_and(|known| known.has_secret);
    let has_proxy = known.is_some_and(|known| known.has_proxy);
    html! {
        <>
            <div class="rx-form__pair">
                <TextField
                    id="target-name"
                    label={i18n.t("alerts-target-name")}
                    help={i18n.t("alerts-target-name-help")}
                    value={draft.name.clone()}
                    error={wrong("name")}
                    onchange={edit(draft, |draft, text| draft.name = text)}
                    required=true
                    autofocus={known.is_none()}
                />
                <SelectField
                    id="target-kind"
                    label={i18n.t("alerts-target-kind")}
                    value={draft.kind.as_str()}
                    options={kinds.collect::<Vec<_>>()}
                    error={wrong("kind")}
                    onchange={edit(draft, |draft, kind: String| {
                        if let Ok(kind) = kind.parse() {
                            draft.kind = kind;
                        }
                    })}
                />
            </div>
            <TextField
                id="target-url"
                label={i18n.t("alerts-url")}
                help={i18n.t(url_help)}
                placeholder={kept(known.is_some())}
                value={draft.url.clone()}
                error={wrong("url")}
                onchange={edit(draft, |draft, text| draft.url = text)}
                required={known.is_none() && draft.kind != AlertTargetKind::Telegram}
            />
            <div class="rx-form__pair">
                if draft.takes_secret() {
                    <TextField
                        id="target-secret"
                        label={i18n.t(secret)}
                        help={i18n.t(secret_help)}
                        placeholder={kept(has_secret)}
                        value={draft.secret.clone()}
                        error={wrong("secret")}
                        onchange={edit(draft, |draft, text| draft.secret = text)}
                        secret=true
                        required={draft.takes_chat() && !has_secret}
                    />
                }
                if draft.takes_chat() {
                    <TextField
                        id="target-chat"
                        label={i18n.t("alerts-chat")}
                        help={i18n.t("alerts-chat-help")}
                        value={draft.chat_id.clone()}
                        error={wrong("chat_id")}
                        onchange={edit(draft, |draft, text| draft.chat_id = text)}
                        required=true
                    />
                }
                <TextField
                    id="target-proxy"
                    label={i18n.t("alerts-proxy")}
                    help={i18n.t("alerts-proxy-help")}
                    placeholder={kept(has_proxy)}
                    value={draft.proxy.clone()}
                    error={wrong("proxy")}
                    onchange={edit(draft, |draft, text| draft.proxy = text)}
                />
            </div>
            if has_secret && draft.takes_secret() && !draft.takes_chat() {
                <CheckField
                    id="target-drop-secret"
                    label={i18n.t("alerts-drop-secret")}
                    checked={draft.drop_secret}
                    onchange={edit(draft, |draft, drop| draft.drop_secret = drop)}
                />
            }
            if has_proxy {
                <CheckField
                    id="target-drop-proxy"
                    label={i18n.t("alerts-drop-proxy")}
                    checked={draft.drop_proxy}
                    onchange={edit(draft, |draft, drop| draft.drop_proxy = drop)}
                />
            }
            <CheckField
                id="target-private"
                label={i18n.t("alerts-private")}
                help={i18n.t("alerts-private-help")}
                checked={draft.allow_private_network}
                onchange={edit(draft, |draft, allow| draft.allow_private_network = allow)}
            />
        </>
    }
}

fn what(draft: &UseStateHandle<Draft>, i18n: &I18n) -> Html {
    let severities = Severity::ALL.iter().map(|severity| {
        (
            AttrValue::Static(severity.as_str()),
            i18n.t(names::severity(*severity)),
        )
    });
    let languages = [
        (Language::English, Spoken::English),
        (Language::Chinese, Spoken::Chinese),
    ];
    let languages = languages.map(|(language, spoken)| {
        (
            AttrValue::Static(language.as_str()),
            AttrValue::Static(spoken.own_name()),
        )
    });
    html! {
        <>
            <div class="rx-form__pair">
                <SelectField
                    id="target-severity"
                    label={i18n.t("alerts-min-severity")}
                    help={i18n.t("alerts-min-severity-help")}
                    value={draft.min_severity.as_str()}
                    options={severities.collect::<Vec<_>>()}
                    onchange={edit(draft, |draft, severity: String| {
                        if let Ok(severity) = severity.parse() {
                            draft.min_severity = severity;
                        }
                    })}
                />
                <SelectField
                    id="target-language"
                    label={i18n.t("alerts-language")}
                    value={draft.language.as_str()}
                    options={languages.to_vec()}
                    onchange={edit(draft, |draft, language: String| {
                        if let Ok(language) = language.parse() {
                            draft.language = language;
                        }
                    })}
                />
            </div>
            <fieldset class="rx-choices">
                <legend class="rx-choices__legend">{ i18n.t("alerts-only") }</legend>
                <p class="rx-faint">{ i18n.t("alerts-only-help") }</p>
                <div class="rx-form__pair rx-target__kinds">
                    { for AlertKind::ALL.iter().map(|kind| {
                        let toggle = {
                            let (draft, kind) = (draft.clone(), *kind);
                            Callback::from(move |_: bool| {
                                let mut next = (*draft).clone();
                                next.toggle(kind);
                                draft.set(next);
                            })
                        };
                        html! {
                            <CheckField
                                id={format!("target-{kind}")}
                                label={i18n.t(names::kind(*kind).0)}
                                checked={draft.kinds.contains(kind)}
                                onchange={toggle}
                            />
                        }
                    }) }
                </div>
            </fieldset>
            <CheckField
                id="target-enabled"
                label={i18n.t("alerts-target-enabled")}
                checked={draft.enabled}
                onchange={edit(draft, |draft, enabled| draft.enabled = enabled)}
            />
        </>
    }
}
