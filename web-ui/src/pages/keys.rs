//! Client keys: what Routex issues to its own clients, what each may, and what it has used of that.

mod draft;
mod editor;
mod list;
mod row;
mod standing;
mod sure;

use std::rc::Rc;

use chrono::TimeDelta;
use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::{
    EventKind,
    api::{AnalyticsBreakdown, ClientKey, ClientKeyChange, NewClientKey, Page},
};
use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::*;

use crate::{
    api::{use_api, use_call, use_loaded},
    browser,
    components::{
        FailureNote, Icon, PageHead, Snippet, Symbol, Toast, Tone, secret_dialog, use_toast,
    },
    i18n::{I18n, use_i18n},
    live::{AskAgain, Heard, use_live},
    route::{Route, link_to},
    snippets::{Target, Tool},
};
use editor::Editor;
use list::List;
use sure::{Question, Sure};

const KINDS: &[EventKind] = &[EventKind::Config, EventKind::Stats];
/// What is shown of the past.
const DAYS: i64 = 30;

/// What stands in front of the list.
#[derive(Clone, PartialEq)]
enum Front {
    Nothing,
    New,
    Edit(Rc<ClientKey>),
    Sure(Question, Rc<ClientKey>),
    Secret(Rc<NewClientKey>),
}

/// What somebody wants of a key.
#[derive(Clone, PartialEq)]
pub enum Wish {
    Edit,
    Enable(bool),
    Rotate,
    Delete,
}

#[component]
pub fn Keys() -> Html {
    let i18n = use_i18n();
    let (api, tell, navigator) = (use_api(), use_toast(), use_navigator());
    let since = use_memo((), |()| browser::now() - TimeDelta::days(DAYS));
    let keys = use_loaded::<Page<ClientKey>>(AttrValue::Static("/keys"));
    let used = use_loaded::<AnalyticsBreakdown>(AttrValue::from(format!(
        "/analytics/breakdown?group_by=key&limit=1000&from={}",
        since.timestamp_millis()
    )));
    let front = use_state_eq(|| Front::Nothing);
    let call = use_call();
    let spent = use_mut_ref(AskAgain::default);
    {
        let (keys, used) = (keys.reload.clone(), used.reload.clone());
        let heard = Callback::from(move |heard: Heard| {
            let due = spent.borrow_mut().is_due(&heard, browser::now());
            if due || is_out_of_date(&heard) {
                keys.emit(());
            }
            if due {
                used.emit(());
            }
        });
        use_live(KINDS, heard);
    }

    let close = {
        let front = front.setter();
        Callback::from(move |()| front.set(Front::Nothing))
    };
    let made = {
        let (front, reload) = (front.setter(), keys.reload.clone());
        Callback::from(move |key: Rc<NewClientKey>| {
            reload.emit(());
            front.set(Front::Secret(key));
        })
    };
    let done = {
        let (front, reload, tell) = (front.setter(), keys.reload.clone(), tell);
        Callback::from(move |news: AttrValue| {
            reload.emit(());
            front.set(Front::Nothing);
            tell.emit(Toast {
                tone: Tone::Success,
                title: news,
                detail: None,
            });
        })
    };
    let onwish = {
        let (front, call, done, i18n) = (front.setter(), call.clone(), done.clone(), i18n.clone());
        Callback::from(move |(wish, key): (Wish, Rc<ClientKey>)| match wish {
            Wish::Edit => front.set(Front::Edit(key)),
            Wish::Rotate => front.set(Front::Sure(Question::Rotate, key)),
            Wish::Delete => front.set(Front::Sure(Question::Delete, key)),
            Wish::Enable(enabled) => {
                let change = ClientKeyChange {
                    enabled: Some(enabled),
                    ..ClientKeyChange::default()
                };
                let news = match enabled {
                    true => "keys-enabled-now",
                    false => "keys-disabled-now",
                };
                let news = i18n.with(news, [("name", key.name.as_str().into())]);
                let (api, done, path) = (api.clone(), done.clone(), path(key.id));
                call.start(
                    async move { api.patch::<_, ClientKey>(&path, &change).await },
                    move |_changed| done.emit(news),
                );
            }
        })
    };
    let new = {
        let front = front.setter();
        Callback::from(move |()| front.set(Front::New))
    };
    let before = match &*front {
        Front::Nothing => Html::default(),
        Front::New => html! { <Editor onclose={close.clone()} {made} {done} /> },
        Front::Edit(key) => html! {
            <Editor key={key.id.to_string()} edited={Rc::clone(key)} onclose={close.clone()} {made} {done} />
        },
        Front::Sure(question, of) => html! {
            <Sure question={*question} of={Rc::clone(of)} onclose={close.clone()} {made} {done} />
        },
        Front::Secret(key) => {
            let title = i18n.with(
                "keys-secret-title",
                [("name", key.settings.name.as_str().into())],
            );
            let more = usage(&i18n, key, navigator.as_ref());
            secret_dialog(&i18n, title, i18n.t("keys-secret"), &key.key, more, &close)
        }
    };
    html! {
        <>
            <PageHead title={i18n.t("keys-title")} text={i18n.t("keys-text")}>
                <Button
                    variant={ButtonVariant::Primary}
                    icon={html! { <Icon symbol={Symbol::Plus} /> }}
                    label={i18n.t("keys-new").to_string()}
                    onclick={new.reform(|_| ())}
                />
            </PageHead>
            if let Some(failure) = &call.failure {
                <FailureNote failure={failure.clone()} />
            }
            { keys.view(|page| html! {
                <List keys={Rc::clone(page)} used={used.data.clone()} {onwish} {new} />
            }) }
            { before }
        </>
    }
}

/// How a new secret is used.
fn usage(i18n: &I18n, key: &NewClientKey, navigator: Option<&Navigator>) -> Html {
    let model = key.settings.models.first().map(String::as_str);
    let pieces = Tool::CurlChat.pieces(Target {
        origin: &browser::origin(),
        key: &key.key,
        model: model.unwrap_or("MODEL"),
    });
    html! {
        <>
            { for pieces.into_iter().map(|piece| html! { <Snippet text={piece.text} label="curl" /> }) }
            <p class="rx-faint">
                { i18n.t("keys-connect-text") }{ " " }
                { link_to(navigator, Route::Connect, &[], html! { i18n.t("keys-connect") }) }
            </p>
        </>
    }
}

/// Whether what was read before may not be true any more.
fn is_out_of_date(heard: &Heard) -> bool {
    match heard {
        Heard::Opened | Heard::Missed(_) => true,
        Heard::Config(change) => {
            ["client_key", "configuration"].contains(&change.resource.as_str())
        }
        _ => false,
    }
}

fn path(id: Uuid) -> String {
    format!("/keys/{id}")
}
