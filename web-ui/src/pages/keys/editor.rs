//! The form of a client key: a new one, or one that is there.

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::{
    BudgetWindow,
    api::{Alias, Channel, ClientKey, NewClientKey, Page},
};
use yew::prelude::*;

use super::{
    draft::{Change, Draft, Text, dollars, listed, whole},
    path, row,
};
use crate::{
    api::{Failure, field_error, use_api, use_call, use_loaded},
    components::{
        AreaField, CheckField, Dialog, ExpiryField, FailureNote, Notice, Spinner, TextField,
    },
    i18n::{I18n, use_i18n},
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// `None`: a new one.
    #[prop_or_default]
    pub edited: Option<Rc<ClientKey>>,
    pub onclose: Callback<()>,
    pub made: Callback<Rc<NewClientKey>>,
    /// It was changed; with the news to tell.
    pub done: Callback<AttrValue>,
}

#[component]
pub fn Editor(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call) = (use_api(), use_call());
    let channels = use_loaded::<Page<Channel>>(AttrValue::Static("/channels"));
    let aliases = use_loaded::<Page<Alias>>(AttrValue::Static("/aliases"));
    let before = use_memo(props.edited.clone(), |edited| {
        edited
            .as_ref()
            .map_or_else(Draft::default, |key| Draft::of(key))
    });
    let draft = use_reducer(|| (*before).clone());
    let changed = *draft != *before;
    let declared = props.edited.as_ref().is_some_and(|key| key.declared);

    let onsubmit = {
        let (call, draft, before) = (call.clone(), draft.clone(), before.clone());
        let (edited, i18n) = (props.edited.clone(), i18n.clone());
        let (made, done) = (props.made.clone(), props.done.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (api, made, done) = (api.clone(), made.clone(), done.clone());
            match &edited {
                None => {
                    let Some(input) = draft.input() else { return };
                    call.start(
                        async move { api.post::<_, NewClientKey>("/keys", &input).await },
                        move |key| made.emit(Rc::new(key)),
                    );
                }
                Some(key) => {
                    let Some(patch) = draft.patch(&before) else {
                        return;
                    };
                    let path = path(key.id);
                    let news = i18n.with("keys-saved", [("name", key.name.as_str().into())]);
                    call.start(
                        async move { api.patch::<_, ClientKey>(&path, &patch).await },
                        move |_changed| done.emit(news),
                    );
                }
            }
        })
    };

    let form = Form {
        i18n: &i18n,
        draft: &draft,
        failure: call.failure.as_ref(),
    };
    let (title, action) = match &props.edited {
        None => (i18n.t("keys-new"), "keys-create"),
        Some(key) => (AttrValue::from(key.name.clone()), "keys-save"),
    };
    let known = (
        known(channels.data.as_deref(), |channel| {
            let settings = &channel.settings;
            settings
                .models
                .iter()
                .chain(settings.model_map.keys())
                .collect()
        }),
        known(channels.data.as_deref(), |channel| {
            channel.settings.tags.iter().collect()
        }),
        known(aliases.data.as_deref(), |alias| vec![&alias.settings.name]),
    );
    let models = [known.2, known.0].concat();
    html! {
        <Dialog {title} wide=true onclose={props.onclose.clone()} {changed}>
            <form class="pf-v6-c-form rx-form" novalidate=true {onsubmit}>
                if declared {
                    <Notice title={i18n.t("keys-declared-title")}>
                        <p>{ i18n.t("keys-declared-text") }</p>
                    </Notice>
                }
                if let Some(failure) = &call.failure {
                    <FailureNote failure={failure.clone()} />
                }
                <fieldset class="rx-form rx-fieldset" disabled={declared}>
                    if props.edited.is_none() {
                        <div class="rx-form__pair">
                            { form.line(("keys-name", "keys-name-help"), |draft| &mut draft.name, &draft.name, true) }
                            { form.secret() }
                        </div>
                    }
                    { form.heading("keys-may") }
                    <div class="rx-form__pair">
                        { form.list(("keys-models", "keys-models-help"), |draft| &mut draft.models, &draft.models, &models) }
                        { form.list(("keys-tags", "keys-tags-help"), |draft| &mut draft.tags, &draft.tags, &known.1) }
                    </div>
                    <div class="rx-form__pair">
                        { form.list(("keys-allowed_ips", "keys-allowed_ips-help"), |draft| &mut draft.allowed_ips, &draft.allowed_ips, &[]) }
                        <ExpiryField
                            id="keys-expires_at"
                            label={i18n.t("keys-expires_at")}
                            help={i18n.t("keys-expires_at-help")}
                            value={draft.expires_at}
                            error={field_error(call.failure.as_ref(), "expires_at")}
                            onchange={form.change(Change::ExpiresAt)}
                        />
                    </div>
                    { form.heading("keys-limits") }
                    <div class="rx-form__pair rx-form__pair--small">
                        { form.number(("keys-rpm", "keys-rpm-help"), |draft| &mut draft.rpm, &draft.rpm) }
                        { form.number(("keys-tpm", "keys-tpm-help"), |draft| &mut draft.tpm, &draft.tpm) }
                        { form.number(("keys-max_concurrency", "keys-max_concurrency-help"), |draft| &mut draft.max_concurrency, &draft.max_concurrency) }
                        { form.number(("keys-queue_ms", "keys-queue_ms-help"), |draft| &mut draft.queue_ms, &draft.queue_ms) }
                    </div>
                    { form.heading("keys-budgets") }
                    <p class="rx-faint">{ i18n.t("keys-budgets-help") }</p>
                    <div class="rx-form__pair rx-form__pair--small">
                        { for BudgetWindow::ALL.iter().enumerate().map(|(index, window)| form.budget(index, *window)) }
                    </div>
                    if let Some(error) = field_error(call.failure.as_ref(), "budgets") {
                        <p class="rx-error" role="alert">{ error }</p>
                    }
                    <CheckField
                        id="keys-allow_unpriced"
                        label={i18n.t("keys-allow_unpriced")}
                        help={i18n.t("keys-allow_unpriced-help")}
                        checked={draft.allow_unpriced}
                        onchange={form.change(Change::AllowUnpriced)}
                    />
                    { form.heading("keys-other") }
                    <div class="rx-form__pair">
                        { form.number(("keys-keep_bodies_hours", "keys-keep_bodies_hours-help"), |draft| &mut draft.keep_bodies_hours, &draft.keep_bodies_hours) }
                        <CheckField
                            id="keys-enabled"
                            label={i18n.t("keys-enabled")}
                            help={i18n.t("keys-enabled-help")}
                            checked={draft.enabled}
                            onchange={form.change(Change::Enabled)}
                        />
                    </div>
                </fieldset>
                if !declared {
                    <div class="rx-form__actions">
                        <Button
                            variant={ButtonVariant::Secondary}
                            label={i18n.t("cancel").to_string()}
                            onclick={props.onclose.reform(|_| ())}
                        />
                        <Button
                            r#type={ButtonType::Submit}
                            variant={ButtonVariant::Primary}
                            disabled={call.busy || (props.edited.is_some() && !changed)}
                            icon={call.busy.then(|| html! { <Spinner /> })}
                            label={i18n.t(action).to_string()}
                        />
                    </div>
                }
            </form>
        </Dialog>
    }
}

/// Names of label and help of a field. The first ends in what the API calls it.
type Texts = (&'static str, &'static str);

/// What the fields of the form have in common.
struct Form<'a> {
    i18n: &'a I18n,
    draft: &'a UseReducerHandle<Draft>,
    failure: Option<&'a Failure>,
}

impl Form<'_> {
    fn heading(&self, name: &str) -> Html {
        html! { <h3 class="rx-fieldset__title">{ self.i18n.t(name) }</h3> }
    }

    fn change<T: 'static>(&self, change: fn(T) -> Change) -> Callback<T> {
        let dispatch = self.draft.dispatcher();
        Callback::from(move |value| dispatch.dispatch(change(value)))
    }

    fn text(&self, which: Text) -> Callback<String> {
        let dispatch = self.draft.dispatcher();
        Callback::from(move |text| dispatch.dispatch(Change::Text(which, text)))
    }

    /// Id, label and help of a field.
    fn said(&self, texts: Texts) -> (AttrValue, AttrValue, AttrValue) {
        (
            AttrValue::from(texts.0),
            self.i18n.t(texts.0),
            self.i18n.t(texts.1),
        )
    }

    /// What Routex says is wrong with it.
    fn error(&self, texts: Texts) -> Option<AttrValue> {
        field_error(self.failure, texts.0.strip_prefix("keys-")?)
    }

    fn line(&self, texts: Texts, which: Text, value: &str, required: bool) -> Html {
        let (id, label, help) = self.said(texts);
        html! {
            <TextField
                {id} {label} {help} {required}
                autofocus={required}
                value={value.to_owned()}
                error={self.error(texts)}
                onchange={self.text(which)}
            />
        }
    }

    fn secret(&self) -> Html {
        let (id, label, help) = self.said(("keys-key", "keys-key-help"));
        html! {
            <TextField
                {id} {label} {help}
                value={self.draft.secret.clone()}
                error={field_error(self.failure, "key")}
                onchange={self.text(|draft| &mut draft.secret)}
                autocomplete="new-password"
                secret=true
            />
        }
    }

    fn number(&self, texts: Texts, which: Text, value: &str) -> Html {
        let (id, label, help) = self.said(texts);
        let wrong = whole(value)
            .is_none()
            .then(|| self.i18n.t("keys-no-number"));
        html! {
            <TextField
                {id} {label} {help}
                value={value.to_owned()}
                placeholder="0"
                error={wrong.or_else(|| self.error(texts))}
                onchange={self.text(which)}
            />
        }
    }

    fn budget(&self, index: usize, window: BudgetWindow) -> Html {
        let value = self.draft.budgets.get(index).cloned().unwrap_or_default();
        let wrong = dollars(&value)
            .is_none()
            .then(|| self.i18n.t("keys-no-amount"));
        let dispatch = self.draft.dispatcher();
        html! {
            <TextField
                id={format!("keys-budget-{window}")}
                label={self.i18n.t(row::window(window))}
                placeholder={self.i18n.t("keys-unlimited-amount")}
                {value}
                error={wrong}
                onchange={Callback::from(move |text| dispatch.dispatch(Change::Budget(index, text)))}
            />
        }
    }

    /// A list with what is known to fit into it, a click away.
    fn list(&self, texts: Texts, which: Text, value: &str, known: &[String]) -> Html {
        let (id, label, help) = self.said(texts);
        let there = listed(value);
        let offered = known.iter().filter(|one| !there.contains(one)).take(12);
        html! {
            <div>
                <AreaField
                    {id} {label} {help}
                    value={value.to_owned()}
                    rows=3
                    mono=true
                    error={self.error(texts)}
                    onchange={self.text(which)}
                />
                <div class="rx-offers">
                    { for offered.map(|one| {
                        let longer = [there.as_slice(), std::slice::from_ref(one)].concat().join("\n");
                        let onclick = self.text(which).reform(move |_| longer.clone());
                        html! { <button type="button" class="rx-offer" {onclick}>{ "+ " }{ one }</button> }
                    }) }
                </div>
            </div>
        }
    }
}

/// Every name once, in order.
fn known<T>(page: Option<&Page<T>>, names: impl Fn(&T) -> Vec<&String>) -> Vec<String> {
    let all = page.into_iter().flat_map(|page| &page.items);
    let mut found: Vec<String> = all.flat_map(names).cloned().collect();
    found.sort();
    found.dedup();
    found
}
