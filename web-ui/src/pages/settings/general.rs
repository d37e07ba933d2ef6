//! What can be tuned of the installation: its name, how long things are kept, what bodies are kept like.

mod draft;

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::{EventKind, api::Settings};
use yew::prelude::*;

use crate::{
    api::{Failure, field_error, use_api, use_call, use_loaded},
    components::{
        AreaField, CheckField, FailureNote, Notice, Panel, Spinner, TextField, Toast, Tone,
        use_toast, use_unsaved,
    },
    i18n::{I18n, use_i18n},
    live::{Heard, use_live},
};
use draft::{Draft, number};

const KINDS: &[EventKind] = &[EventKind::Config];

#[derive(Properties, PartialEq)]
pub struct Props {
    /// Whether something was typed that is not saved.
    pub onunsaved: Callback<bool>,
}

#[component]
pub fn General(props: &Props) -> Html {
    let settings = use_loaded::<Settings>(AttrValue::Static("/settings"));
    {
        let reload = settings.reload.clone();
        use_live(
            KINDS,
            Callback::from(move |heard: Heard| {
                let ours = match &heard {
                    Heard::Config(change) => change.resource == "settings",
                    other => matches!(other, Heard::Opened | Heard::Missed(_)),
                };
                if ours {
                    reload.emit(());
                }
            }),
        );
    }
    settings.view(|read| {
        html! {
            <Form settings={Rc::clone(read)} saved={settings.replace.clone()} onunsaved={props.onunsaved.clone()} />
        }
    })
}

#[derive(Clone, Properties, PartialEq)]
struct FormProps {
    settings: Rc<Settings>,
    saved: Callback<Settings>,
    onunsaved: Callback<bool>,
}

#[component]
fn Form(props: &FormProps) -> Html {
    let i18n = use_i18n();
    let (api, call, tell) = (use_api(), use_call(), use_toast());
    // What was there when somebody began to type, and what they made of it.
    let typed = use_state_eq(|| None::<(Draft, Draft)>);
    let now = Draft::of(&props.settings);
    let (before, draft) = (*typed).clone().unwrap_or_else(|| (now.clone(), now));
    let changed = before != draft;
    use_unsaved(changed);
    {
        let onunsaved = props.onunsaved.clone();
        use_effect_with(changed, move |changed| onunsaved.emit(*changed));
    }
    let onsubmit = {
        let (call, typed, saved) = (call.clone(), typed.setter(), props.saved.clone());
        let (before, draft) = (before.clone(), draft.clone());
        let news = Toast {
            tone: Tone::Success,
            title: i18n.t("settings-saved"),
            detail: None,
        };
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(change) = draft.change(&before) else {
                return;
            };
            let (api, typed, saved) = (api.clone(), typed.clone(), saved.clone());
            let (tell, news) = (tell.clone(), news.clone());
            call.start(
                async move { api.put::<_, Settings>("/settings", &change).await },
                move |settings| {
                    saved.emit(settings);
                    typed.set(None);
                    tell.emit(news);
                },
            );
        })
    };
    let undo = {
        let (typed, call) = (typed.setter(), call.clone());
        Callback::from(move |_| {
            typed.set(None);
            call.forget();
        })
    };
    let fields = Fields {
        i18n: &i18n,
        before: &before,
        draft: &draft,
        typed: typed.setter(),
        failure: call.failure.as_ref(),
    };
    html! {
            <form class="pf-v6-c-form rx-settings" novalidate=true {onsubmit}>
                if let Some(failure) = &call.failure {
                    <FailureNote failure={failure.clone()} />
                }
                <Panel title={i18n.t("settings-instance")}>
                    <div class="rx-narrow">
    { fields.text(("settings-instance_name", "settings-instance_name-help"), |draft| &mut draft.instance_name) }
    </div>
    </Panel>
                <Panel title={i18n.t("settings-kept")}>
                    <div class="rx-form">
                        <div class="rx-form__pair">
                            { fields.number(("settings-request_retention_days", "settings-request_retention_days-help"),
                                |draft| &mut draft.request_retention_days) }
                            { fields.number(("settings-audit_retention_days", "settings-audit_retention_days-help"),
                                |draft| &mut draft.audit_retention_days) }
                            { fields.number(("settings-analytics_minute_hours", "settings-analytics_minute_hours-help"),
                                |draft| &mut draft.analytics_minute_hours) }
                            { fields.number(("settings-analytics_hour_days", "settings-analytics_hour_days-help"),
                                |draft| &mut draft.analytics_hour_days) }
                            { fields.number(("settings-response_keep_days", "settings-response_keep_days-help"),
                                |draft| &mut draft.response_keep_days) }
                        </div>
                        if draft.removes(&before) {
                            <Notice tone={Tone::Warning} title={i18n.t("settings-removes")}>
                                <p>{ i18n.t("settings-removes-text") }</p>
                            </Notice>
                        }
                    </div>
                </Panel>
                <Panel title={i18n.t("settings-bodies")}>
                    <div class="rx-form">
                        <p class="rx-form__text">{ i18n.t("settings-bodies-text") }</p>
                        { fields.number(("settings-body_max_bytes", "settings-body_max_bytes-help"), |draft| &mut draft.body_max_bytes) }
                        <CheckField
                            id="settings-body_keep_media"
                            label={i18n.t("settings-body_keep_media")}
                            help={i18n.t("settings-body_keep_media-help")}
                            checked={draft.body_keep_media}
                            onchange={fields.change(|draft, keep| draft.body_keep_media = keep)}
                        />
                        <AreaField
                            id="settings-body_redact"
                            label={i18n.t("settings-body_redact")}
                            help={i18n.t("settings-body_redact-help")}
                            value={draft.body_redact.clone()}
                            mono=true
                            error={field_error(call.failure.as_ref(), "body_redact")}
                            onchange={fields.change(|draft, text| draft.body_redact = text)}
                        />
                    </div>
                </Panel>
                <div class={classes!("rx-save", changed.then_some("rx-save--changed"))}>
                    <Button
                        variant={ButtonVariant::Secondary}
                        disabled={!changed}
                        label={i18n.t("settings-undo").to_string()}
                        onclick={undo}
                    />
                    <Button
                        r#type={ButtonType::Submit}
                        variant={ButtonVariant::Primary}
                        disabled={!changed || call.busy}
                        icon={call.busy.then(|| html! { <Spinner /> })}
                        label={i18n.t("settings-save").to_string()}
                    />
                </div>
            </form>
        }
}

/// Names of label and help of a field. The first ends in what the API calls it.
type Texts = (&'static str, &'static str);

/// What the fields of the form have in common.
struct Fields<'a> {
    i18n: &'a I18n,
    before: &'a Draft,
    draft: &'a Draft,
    typed: UseStateSetter<Option<(Draft, Draft)>>,
    failure: Option<&'a Failure>,
}

impl Fields<'_> {
    fn change<T: 'static>(&self, set: fn(&mut Draft, T)) -> Callback<T> {
        let (typed, before, draft) = (self.typed.clone(), self.before.clone(), self.draft.clone());
        Callback::from(move |value| {
            let mut next = draft.clone();
            set(&mut next, value);
            typed.set(Some((before.clone(), next)));
        })
    }

    fn field(
        &self,
        texts: Texts,
        which: fn(&mut Draft) -> &mut String,
        wrong: impl FnOnce(&str) -> Option<AttrValue>,
    ) -> Html {
        let mut draft = self.draft.clone();
        let value = which(&mut draft).clone();
        let field = texts.0.strip_prefix("settings-").unwrap_or_default();
        let error = wrong(&value).or_else(|| field_error(self.failure, field));
        let (typed, before, draft) = (self.typed.clone(), self.before.clone(), self.draft.clone());
        let onchange = Callback::from(move |text: String| {
            let mut next = draft.clone();
            *which(&mut next) = text;
            typed.set(Some((before.clone(), next)));
        });
        html! {
            <TextField
                id={texts.0}
                label={self.i18n.t(texts.0)}
                help={self.i18n.t(texts.1)}
                {value} {error} {onchange}
            />
        }
    }

    fn text(&self, texts: Texts, which: fn(&mut Draft) -> &mut String) -> Html {
        self.field(texts, which, |_| None)
    }

    fn number(&self, texts: Texts, which: fn(&mut Draft) -> &mut String) -> Html {
        self.field(texts, which, |text| {
            number(text)
                .is_none()
                .then(|| self.i18n.t("settings-no-number"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{InChinese, render};

    fn props() -> FormProps {
        FormProps {
            settings: Rc::new(Settings::default()),
            saved: Callback::noop(),
            onunsaved: Callback::noop(),
        }
    }

    #[tokio::test]
    async fn every_setting_has_a_field() {
        let page = render::<Form>(props()).await;
        let settings = serde_json::to_value(Settings::default()).unwrap();
        for name in settings.as_object().unwrap().keys() {
            let field = format!(r#"id="settings-{name}""#);
            assert!(page.contains(&field), "{name} is missing in {page}");
        }
        assert!(!page.contains("style="), "{page}");
    }

    #[tokio::test]
    async fn the_form_speaks_chinese() {
        let page = render::<InChinese<Form>>(props()).await;
        assert!(
            page.contains("保留请求日志") && !page.contains("Keep"),
            "{page}"
        );
    }
}
