//! The credentials of a channel: how each does, and what can be done about it.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::{
    CredentialKind,
    api::{Channel, Credential, CredentialPatch},
};
use uuid::Uuid;
use yew::prelude::*;

use super::{
    super::{
        actions::{good, quickly},
        test_dialog::TestDialog,
    },
    condition::condition,
    credential_dialog::{CredentialDialog, What},
};
use crate::{
    api::{use_api, use_call},
    components::{Confirm, Empty, Icon, Menu, MenuItem, Panel, Symbol, switch, use_now, use_toast},
    format::time::relative,
    i18n::{I18n, use_i18n},
    pages::accounts::{Connect, token},
    words,
};

const RENEWED_MS: u32 = 5_000;
const HEADS: [&str; 6] = [
    "channels-enabled",
    "channels-credential",
    "channels-state",
    "channels-load",
    "channels-last-error",
    "channels-created",
];

#[derive(Clone, PartialEq)]
enum Asked {
    Dialog(What),
    Connect(Option<(Uuid, AttrValue)>),
    Test(Uuid),
    Delete(Uuid),
}

#[derive(Properties, PartialEq)]
pub struct Props {
    pub channel: Rc<Channel>,
    /// Reads the channel again.
    pub reload: Callback<()>,
}

#[component]
pub fn Credentials(props: &Props) -> Html {
    let (i18n, api, toast, call) = (use_i18n(), use_api(), use_toast(), use_call());
    let now = use_now(RENEWED_MS);
    let asked = use_state_eq(|| None::<Asked>);
    let channel = &props.channel;
    let id = channel.id;
    let ask = {
        let asked = asked.setter();
        Callback::from(move |what: Asked| asked.set(Some(what)))
    };
    let close = {
        let (asked, call) = (asked.setter(), call.clone());
        Callback::from(move |()| {
            call.forget();
            asked.set(None);
        })
    };
    let turn = {
        let (api, toast, i18n) = (api.clone(), toast.clone(), i18n.clone());
        Callback::from(move |(credential, on): (Uuid, bool)| {
            let api = api.clone();
            let done = if on {
                "channels-credential-on"
            } else {
                "channels-credential-off"
            };
            let call = async move {
                let patch = CredentialPatch {
                    enabled: Some(on),
                    ..CredentialPatch::default()
                };
                let path = format!("/channels/{id}/credentials/{credential}");
                api.patch::<_, Credential>(&path, &patch).await.map(drop)
            };
            quickly(call, i18n.t(done), &toast, &i18n);
        })
    };
    let delete = {
        let (call, close, toast, done) = (
            call.clone(),
            close.clone(),
            toast,
            i18n.t("channels-credential-deleted"),
        );
        Callback::from(move |credential: Uuid| {
            let (api, close, toast, done) =
                (api.clone(), close.clone(), toast.clone(), done.clone());
            call.start(
                async move {
                    api.delete(&format!("/channels/{id}/credentials/{credential}"))
                        .await
                },
                move |()| {
                    close.emit(());
                    toast.emit(good(done));
                },
            );
        })
    };
    let label = |id: Uuid| {
        let mut all = channel.credentials.iter();
        all.find(|one| one.id == id)
            .map(|one| one.label.clone())
            .unwrap_or_default()
    };
    let dialog = match &*asked {
        None => Html::default(),
        Some(Asked::Dialog(what)) => html! {
            <CredentialDialog channel={id} what={what.clone()} onclose={close.clone()} />
        },
        Some(Asked::Connect(again)) => html! {
            <Connect channel={id} again={again.clone()} onclose={close.clone()} done={props.reload.clone()} />
        },
        Some(Asked::Test(credential)) => html! {
            <TestDialog channel={Rc::clone(channel)} credential={credential.to_string()} onclose={close.clone()} />
        },
        Some(Asked::Delete(credential)) => {
            let credential = *credential;
            html! {
                <Confirm
                    title={i18n.with("channels-credential-delete-title", [("label", label(credential).into())])}
                    action={i18n.t("channels-delete")}
                    danger=true
                    busy={call.busy}
                    failure={call.failure.clone()}
                    onconfirm={delete.reform(move |()| credential)}
                    onclose={close.clone()}
                >
                    <p>{ i18n.t("channels-credential-delete-text") }</p>
                </Confirm>
            }
        }
    };
    let add = (!channel.declared).then(|| {
        html! {
            <>
                <Button
                    variant={ButtonVariant::Secondary}
                    icon={html! { <Icon symbol={Symbol::User} /> }}
                    label={i18n.t("accounts-connect").to_string()}
                    onclick={ask.reform(|_| Asked::Connect(None))}
                />
                <Button
                    variant={ButtonVariant::Secondary}
                    icon={html! { <Icon symbol={Symbol::Plus} /> }}
                    label={i18n.t("channels-credential-add").to_string()}
                    onclick={ask.reform(|_| Asked::Dialog(What::Add))}
                />
            </>
        }
    });
    html! {
        <Panel title={i18n.t("channels-tab-credentials")} aside={add.unwrap_or_default()}>
            if channel.credentials.is_empty() {
                <Empty symbol={Symbol::Key} title={i18n.t("channels-no-credentials")}>
                    <p>{ i18n.t("channels-no-credentials-text") }</p>
                </Empty>
            } else {
                <table class="pf-v6-c-table pf-m-compact pf-m-grid-lg rx-table" aria-label={i18n.t("channels-tab-credentials")}>
                    <thead class="pf-v6-c-table__thead">
                        <tr class="pf-v6-c-table__tr">
                            { for HEADS.map(|name| html! { <th class="pf-v6-c-table__th" scope="col">{ i18n.t(name) }</th> }) }
                            <td class="pf-v6-c-table__td" />
                        </tr>
                    </thead>
                    <tbody class="pf-v6-c-table__tbody">
                        { for channel.credentials.iter().map(|one| row(one, channel.declared, now, &turn, &ask, &i18n)) }
                    </tbody>
                </table>
            }
            { dialog }
        </Panel>
    }
}

fn row(
    one: &Credential,
    declared: bool,
    now: DateTime<Utc>,
    turn: &Callback<(Uuid, bool)>,
    ask: &Callback<Asked>,
    i18n: &I18n,
) -> Html {
    let id = one.id;
    let cell = |label: &str, content: Html| {
        html! { <td class="pf-v6-c-table__td" data-label={i18n.t(label)}>{ content }</td> }
    };
    let ago = |at: DateTime<Utc>| relative(i18n, at, now.max(at));
    let health = one.health.as_ref();
    let item = |text: &str, symbol: Symbol, what: Asked| MenuItem {
        text: i18n.t(text),
        symbol: Some(symbol),
        chosen: None,
        onclick: ask.reform(move |()| what.clone()),
    };
    let mut items = vec![item("channels-test", Symbol::Zap, Asked::Test(id))];
    if !declared {
        let label = one.label.clone();
        let secret = match one.kind {
            CredentialKind::Oauth => Some(item(
                "accounts-again",
                Symbol::User,
                Asked::Connect(Some((id, label.clone().into()))),
            )),
            CredentialKind::ApiKey => Some(item(
                "channels-credential-replace",
                Symbol::Key,
                Asked::Dialog(What::Replace {
                    id,
                    label: label.clone(),
                }),
            )),
            // Of several parts, which the API takes.
            CredentialKind::ServiceAccount
            | CredentialKind::Aws
            | CredentialKind::ClientCredentials => None,
        };
        items.push(item(
            "channels-credential-rename",
            Symbol::Pencil,
            Asked::Dialog(What::Rename { id, label }),
        ));
        items.extend(secret);
        items.push(item("channels-delete", Symbol::Trash, Asked::Delete(id)));
    }
    let turning = (!declared).then(|| turn.reform(move |on| (id, on)));
    let named = [("name", one.label.as_str().into())];
    html! {
        <tr class="pf-v6-c-table__tr" key={id.to_string()}>
            { cell(HEADS[0], switch(i18n.with("channels-credential-switch", named.clone()), one.enabled, turning)) }
            <th class="pf-v6-c-table__td" scope="row" data-label={i18n.t(HEADS[1])}>
                <span class="rx-mono">{ &one.label }</span>
            </th>
            { cell(HEADS[2], html! {
                <>
                    { condition(health, i18n) }
                    { health
                        .and_then(|health| health.token.as_ref())
                        .map(|tokens| token(tokens, now, i18n))
                        .unwrap_or_default() }
                </>
            }) }
            { cell(HEADS[3], html! {
                <span class="rx-number">{ health.map_or(0, |health| health.in_flight) }</span>
            }) }
            { cell(HEADS[4], match health.and_then(|health| health.last_error) {
                None => html! { <span class="rx-faint">{ i18n.t("channels-none") }</span> },
                Some(error) => html! {
                    <span title={error.at.to_rfc3339()}>
                        { i18n.t(words::outcome(error.outcome)) }
                        <span class="rx-faint">{ " · " }{ ago(error.at) }</span>
                    </span>
                },
            }) }
            { cell(HEADS[5], html! {
                { one.created_at.map_or_else(|| i18n.t("channels-declared-short"), ago) }
            }) }
            <td class="pf-v6-c-table__td pf-v6-c-table__action">
                <Menu label={i18n.with("channels-credential-actions", named)} symbol={Symbol::Dots} {items} />
            </td>
        </tr>
    }
}
