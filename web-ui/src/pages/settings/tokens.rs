//! Admin tokens: what programs show to the admin API.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::{AdminToken, NewAdminToken, Page};
use yew::prelude::*;

use super::token_form::TokenForm;
use crate::{
    api::{use_api, use_call, use_loaded},
    browser,
    components::{
        Confirm, Empty, Icon, Panel, Snippet, Symbol, Toast, Tone, secret_dialog, use_now,
        use_toast,
    },
    format::time::{moment, relative},
    i18n::{I18n, use_i18n},
};

const RENEWED_MS: u32 = 10_000;
const COLUMNS: [&str; 4] = [
    "tokens-name",
    "tokens-made",
    "tokens-expires",
    "tokens-actions",
];

/// What stands in front of the list.
#[derive(Clone, PartialEq)]
enum Front {
    Nothing,
    New,
    Secret(Rc<NewAdminToken>),
    Delete(Rc<AdminToken>),
}

#[component]
pub fn Tokens() -> Html {
    let i18n = use_i18n();
    let (api, call, tell) = (use_api(), use_call(), use_toast());
    let now = use_now(RENEWED_MS);
    let tokens = use_loaded::<Page<AdminToken>>(AttrValue::Static("/tokens"));
    let front = use_state_eq(|| Front::Nothing);
    let show = {
        let (front, call) = (front.setter(), call.clone());
        Callback::from(move |next: Front| {
            call.forget();
            front.set(next);
        })
    };
    let close = show.reform(|()| Front::Nothing);
    let before = match &*front {
        Front::Nothing => Html::default(),
        Front::New => {
            let (show, reload) = (show.clone(), tokens.reload.clone());
            let made = Callback::from(move |token: NewAdminToken| {
                reload.emit(());
                show.emit(Front::Secret(Rc::new(token)));
            });
            html! { <TokenForm onclose={close.clone()} {made} /> }
        }
        Front::Secret(token) => {
            let title = i18n.with(
                "tokens-secret",
                [("name", token.about.name.as_str().into())],
            );
            let text = format!(
                "curl {}/api/v1/status \\\n  -H 'authorization: Bearer {}'",
                browser::origin(),
                token.token
            );
            let more = html! { <Snippet {text} label="curl" /> };
            secret_dialog(
                &i18n,
                title,
                i18n.t("tokens-token"),
                &token.token,
                more,
                &close,
            )
        }
        Front::Delete(token) => {
            let filled = || [("name", token.name.as_str().into())];
            let news = Toast {
                tone: Tone::Success,
                title: i18n.with("tokens-deleted", filled()),
                detail: None,
            };
            let onconfirm = {
                let (call, path) = (call.clone(), format!("/tokens/{}", token.id));
                let (close, reload) = (close.clone(), tokens.reload.clone());
                Callback::from(move |()| {
                    let (api, path, tell, news) =
                        (api.clone(), path.clone(), tell.clone(), news.clone());
                    let (close, reload) = (close.clone(), reload.clone());
                    call.start(async move { api.delete(&path).await }, move |()| {
                        reload.emit(());
                        close.emit(());
                        tell.emit(news);
                    });
                })
            };
            html! {
                <Confirm
                    title={i18n.with("tokens-delete-title", filled())}
                    action={i18n.t("tokens-delete")}
                    danger=true
                    busy={call.busy}
                    failure={call.failure.clone()}
                    {onconfirm}
                    onclose={close.clone()}
                >
                    <p>{ i18n.t("tokens-delete-text") }</p>
                </Confirm>
            }
        }
    };
    let aside = html! {
        <Button
            variant={ButtonVariant::Secondary}
            icon={html! { <Icon symbol={Symbol::Plus} /> }}
            label={i18n.t("tokens-new").to_string()}
            onclick={show.reform(|_| Front::New)}
        />
    };
    html! {
        <Panel title={i18n.t("settings-tokens")} {aside}>
            <p class="rx-form__text">{ i18n.t("tokens-text") }</p>
            { tokens.view(|page| match page.items.is_empty() {
                true => html! {
                    <Empty symbol={Symbol::Key} title={i18n.t("tokens-none")}>
                        <p>{ i18n.t("tokens-none-text") }</p>
                    </Empty>
                },
                false => table(&i18n, &page.items, now, &show),
            }) }
            { before }
        </Panel>
    }
}

fn table(i18n: &I18n, tokens: &[AdminToken], now: DateTime<Utc>, show: &Callback<Front>) -> Html {
    html! {
        <table class="pf-v6-c-table pf-m-compact pf-m-grid-md rx-table" aria-label={i18n.t("settings-tokens")}>
            <thead class="pf-v6-c-table__thead">
                <tr class="pf-v6-c-table__tr">
                    { for COLUMNS.map(|name| html! {
                        <th class="pf-v6-c-table__th" scope="col">
                            <span class={(name == "tokens-actions").then_some("pf-v6-screen-reader")}>{ i18n.t(name) }</span>
                        </th>
                    }) }
                </tr>
            </thead>
            <tbody class="pf-v6-c-table__tbody">
                { for tokens.iter().map(|token| row(i18n, token, now, show)) }
            </tbody>
        </table>
    }
}

fn row(i18n: &I18n, token: &AdminToken, now: DateTime<Utc>, show: &Callback<Front>) -> Html {
    let expires = match token.expires_at {
        None => html! { <span class="rx-faint">{ i18n.t("never") }</span> },
        Some(end) if end <= now => {
            html! { <span class="rx-error">{ i18n.t("tokens-expired") }</span> }
        }
        Some(end) => html! { <span title={moment(end)}>{ relative(i18n, end, now) }</span> },
    };
    let delete = {
        let token = Rc::new(token.clone());
        show.reform(move |_| Front::Delete(Rc::clone(&token)))
    };
    let made = token.created_at;
    html! {
        <tr class="pf-v6-c-table__tr" key={token.id.to_string()}>
            <td data-label={i18n.t("tokens-name")} class="pf-v6-c-table__td">
                <div class="rx-lines">
                    <strong>{ &token.name }</strong>
                    <span class="rx-mono rx-faint">{ &token.prefix }{ "…" }</span>
                </div>
            </td>
            <td data-label={i18n.t("tokens-made")} class="pf-v6-c-table__td" title={moment(made)}>
                { relative(i18n, made, now.max(made)) }
            </td>
            <td data-label={i18n.t("tokens-expires")} class="pf-v6-c-table__td">{ expires }</td>
            <td class="pf-v6-c-table__td rx-keys__actions">
                if token.declared {
                    <span class="rx-faint">{ i18n.t("tokens-declared") }</span>
                } else {
                    <Button
                        variant={ButtonVariant::Plain}
                        aria_label={i18n.with("tokens-delete-this", [("name", token.name.as_str().into())]).to_string()}
                        icon={html! { <Icon symbol={Symbol::Trash} /> }}
                        onclick={delete}
                    />
                }
            </td>
        </tr>
    }
}
