//! Every account of every channel, with how its tokens do.

use chrono::{DateTime, Utc};
use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::{
    CredentialKind,
    api::{Channel, Credential},
};
use uuid::Uuid;
use yew::prelude::*;
use yew_router::prelude::*;

use super::{Connect, token};
use crate::{
    components::{Empty, Panel, StateLabel, Symbol, use_now},
    i18n::{I18n, use_i18n},
    route::{Route, link_to},
};

const RENEWED_MS: u32 = 5_000;
const HEADS: [&str; 4] = [
    "accounts-account",
    "accounts-channel",
    "accounts-state",
    "accounts-token",
];

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub channels: Vec<Channel>,
    pub reload: Callback<()>,
}

#[component]
pub fn List(props: &Props) -> Html {
    let (i18n, navigator) = (use_i18n(), use_navigator());
    let now = use_now(RENEWED_MS);
    let again = use_state_eq(|| None::<(Uuid, (Uuid, AttrValue))>);
    let accounts: Vec<_> = props.channels.iter().flat_map(of_channel).collect();
    let close = {
        let again = again.setter();
        Callback::from(move |()| again.set(None))
    };
    let ask = {
        let again = again.setter();
        Callback::from(move |which| again.set(Some(which)))
    };
    html! {
        <Panel title={i18n.t("accounts-list")}>
            if accounts.is_empty() {
                <Empty symbol={Symbol::User} title={i18n.t("accounts-none")}>
                    <p>{ i18n.t("accounts-none-text") }</p>
                </Empty>
            } else {
                <table class="pf-v6-c-table pf-m-compact pf-m-grid-lg rx-table" aria-label={i18n.t("accounts-list")}>
                    <thead class="pf-v6-c-table__thead">
                        <tr class="pf-v6-c-table__tr">
                            { for HEADS.map(|name| html! { <th class="pf-v6-c-table__th" scope="col">{ i18n.t(name) }</th> }) }
                            <td class="pf-v6-c-table__td" />
                        </tr>
                    </thead>
                    <tbody class="pf-v6-c-table__tbody">
                        { for accounts.iter().map(|(channel, one)| {
                            row(channel, one, now, &ask, navigator.as_ref(), &i18n)
                        }) }
                    </tbody>
                </table>
            }
            if let Some((channel, account)) = &*again {
                <Connect
                    channel={*channel}
                    again={account.clone()}
                    onclose={close}
                    done={props.reload.clone()}
                />
            }
        </Panel>
    }
}

fn of_channel(channel: &Channel) -> impl Iterator<Item = (&Channel, &Credential)> {
    let accounts = channel.credentials.iter();
    accounts
        .filter(|one| one.kind == CredentialKind::Oauth)
        .map(move |one| (channel, one))
}

fn row(
    channel: &Channel,
    one: &Credential,
    now: DateTime<Utc>,
    ask: &Callback<(Uuid, (Uuid, AttrValue))>,
    navigator: Option<&Navigator>,
    i18n: &I18n,
) -> Html {
    let cell = |label: &str, content: Html| {
        html! { <td class="pf-v6-c-table__td" data-label={i18n.t(label)}>{ content }</td> }
    };
    let health = one.health.as_ref();
    let tokens = health.and_then(|health| health.token.as_ref());
    let state = health.map_or_else(
        || html! { <span class="rx-faint">{ i18n.t("accounts-at-rest") }</span> },
        |health| html! { <StateLabel state={health.state} /> },
    );
    let which = (channel.id, (one.id, AttrValue::from(one.label.clone())));
    let leads = link_to(
        navigator,
        Route::Channel { id: channel.id },
        &[("tab", "credentials")],
        html! { &channel.settings.name },
    );
    let variant = match tokens.is_some_and(|tokens| tokens.needs_sign_in) {
        true => ButtonVariant::Primary,
        false => ButtonVariant::Secondary,
    };
    html! {
        <tr class="pf-v6-c-table__tr" key={one.id.to_string()}>
            <th class="pf-v6-c-table__td" scope="row" data-label={i18n.t(HEADS[0])}>
                <span class="rx-mono">{ &one.label }</span>
            </th>
            { cell(HEADS[1], leads) }
            { cell(HEADS[2], state) }
            { cell(HEADS[3], tokens.map(|health| token(health, now, i18n)).unwrap_or_default()) }
            <td class="pf-v6-c-table__td pf-v6-c-table__action">
                <Button
                    {variant}
                    label={i18n.t("accounts-again").to_string()}
                    onclick={ask.reform(move |_| which.clone())}
                />
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{InChinese, channel, now, render};

    fn props() -> Props {
        let mut with_account = serde_json::to_value(channel("eu-1")).unwrap();
        let credential = |label: &str, kind: &str, token: serde_json::Value| {
            json!({
                "id": Uuid::from_u128(3), "label": label, "kind": kind, "enabled": true, "declared": false,
                "created_at": null,
                "health": {
                    "state": "open", "in_flight": 0, "suspended": null, "cooling_until": null, "models": [],
                    "last_error": null, "token": token,
                },
            })
        };
        let refused = json!({
            "account": "ada@example.com", "obtained_at": now(), "expires_at": now(), "needs_sign_in": true,
            "last_error": "invalid_grant", "next_try_at": null,
        });
        with_account["credentials"] = json!([
            credential("ada", "oauth", refused),
            credential("a-key", "api_key", serde_json::Value::Null),
        ]);
        Props {
            channels: vec![
                serde_json::from_value(with_account).unwrap(),
                channel("us-1"),
            ],
            reload: Callback::noop(),
        }
    }

    #[tokio::test]
    async fn accounts_are_listed_and_keys_are_not() {
        let page = render::<List>(props()).await;
        for part in ["ada@example.com", "eu-1", "Sign-in needed", "Sign in again"] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("a-key") && !page.contains("us-1"), "{page}");
        assert!(!page.contains("style="), "{page}");
        assert!(
            render::<InChinese<List>>(props())
                .await
                .contains("重新登录")
        );
    }

    #[tokio::test]
    async fn without_accounts_it_says_how_to_get_one() {
        let none = Props {
            channels: vec![channel("us-1")],
            reload: Callback::noop(),
        };
        assert!(render::<List>(none).await.contains("No accounts yet"));
    }
}
