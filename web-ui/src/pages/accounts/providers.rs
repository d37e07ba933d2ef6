//! Who gives accounts: what is registered with them, and what to register there.

use patternfly_yew::prelude::{Button, ButtonVariant};
use routex_entity::api::OauthProvider;
use uuid::Uuid;
use yew::prelude::*;

use super::provider_form::ProviderForm;
use crate::{
    api::{use_api, use_call},
    components::{Confirm, Empty, Icon, Panel, Snippet, Symbol, Toast, Tone, use_toast},
    i18n::{I18n, use_i18n},
};

#[derive(Clone, PartialEq)]
enum Asked {
    New,
    Delete(Uuid, AttrValue),
}

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    pub providers: Vec<OauthProvider>,
    pub reload: Callback<()>,
}

#[component]
pub fn Providers(props: &Props) -> Html {
    let (i18n, api, call, toast) = (use_i18n(), use_api(), use_call(), use_toast());
    let asked = use_state_eq(|| None::<Asked>);
    let close = {
        let (asked, call) = (asked.setter(), call.clone());
        Callback::from(move |()| {
            call.forget();
            asked.set(None);
        })
    };
    let done = {
        let (close, reload) = (close.clone(), props.reload.clone());
        Callback::from(move |title: AttrValue| {
            close.emit(());
            reload.emit(());
            toast.emit(Toast {
                tone: Tone::Success,
                title,
                detail: None,
            });
        })
    };
    let ask = {
        let asked = asked.setter();
        Callback::from(move |what| asked.set(Some(what)))
    };
    let dialog = match &*asked {
        None => Html::default(),
        Some(Asked::New) => html! { <ProviderForm onclose={close.clone()} done={done.clone()} /> },
        Some(Asked::Delete(id, name)) => {
            let filled = [("name", name.as_str().into())];
            let (path, call_of) = (format!("/oauth/providers/{id}"), call.clone());
            let news = i18n.with("accounts-deleted", filled.clone());
            let onconfirm = Callback::from(move |()| {
                let (api, path) = (api.clone(), path.clone());
                let (done, news) = (done.clone(), news.clone());
                call_of.start(async move { api.delete(&path).await }, move |()| {
                    done.emit(news);
                });
            });
            html! {
                <Confirm
                    title={i18n.with("accounts-delete-title", filled)}
                    action={i18n.t("accounts-delete")}
                    danger=true
                    busy={call.busy}
                    failure={call.failure.clone()}
                    {onconfirm}
                    onclose={close.clone()}
                >
                    <p>{ i18n.t("accounts-delete-text") }</p>
                </Confirm>
            }
        }
    };
    let add = html! {
        <Button
            variant={ButtonVariant::Secondary}
            icon={html! { <Icon symbol={Symbol::Plus} /> }}
            label={i18n.t("accounts-register").to_string()}
            onclick={ask.reform(|_| Asked::New)}
        />
    };
    html! {
        <Panel title={i18n.t("accounts-providers")} aside={add}>
            if props.providers.is_empty() {
                <Empty symbol={Symbol::Plug} title={i18n.t("accounts-no-providers")}>
                    <p>{ i18n.t("accounts-no-providers-text") }</p>
                </Empty>
            } else {
                <p class="rx-faint">{ i18n.t("accounts-redirect-help") }</p>
                <ul class="rx-providers" role="list">
                    { for props.providers.iter().map(|one| entry(one, &ask, &i18n)) }
                </ul>
            }
            { dialog }
        </Panel>
    }
}

fn entry(one: &OauthProvider, ask: &Callback<Asked>, i18n: &I18n) -> Html {
    let what = Asked::Delete(one.id, AttrValue::from(one.name.clone()));
    let registered = match one.client_id.is_empty() {
        true => i18n.t("accounts-no-client"),
        false => AttrValue::from(one.client_id.clone()),
    };
    html! {
        <li class="rx-providers__entry" key={one.id.to_string()}>
            <div class="rx-providers__head">
                <h3>{ &one.name }</h3>
                <span class="rx-faint">{ &one.preset }{ " · " }{ registered }</span>
                if one.declared {
                    <span class="rx-faint">{ i18n.t("accounts-declared") }</span>
                } else {
                <Button
                    variant={ButtonVariant::Secondary}
                    aria_label={i18n.with("accounts-delete-of", [("name", one.name.as_str().into())]).to_string()}
                    label={i18n.t("accounts-delete").to_string()}
                    onclick={ask.reform(move |_| what.clone())}
                />
                }
            </div>
            <Snippet
                text={one.redirect_uri.clone()}
                label={i18n.with("accounts-redirect-of", [("name", one.name.as_str().into())])}
            />
        </li>
    }
}

#[cfg(test)]
mod tests {
    use routex_entity::{OauthExchange, TokenHeader};

    use super::*;
    use crate::testing::{InChinese, render};

    fn props(providers: Vec<OauthProvider>) -> Props {
        Props {
            providers,
            reload: Callback::noop(),
        }
    }

    #[tokio::test]
    async fn a_provider_shows_what_to_register_with_it() {
        let provider = OauthProvider {
            id: Uuid::from_u128(1),
            name: "google-team".to_owned(),
            preset: "google".to_owned(),
            client_id: "client-of-the-team".to_owned(),
            has_client_secret: true,
            scopes: Vec::new(),
            authorize_url: String::new(),
            token_url: String::new(),
            revoke_url: None,
            userinfo_url: None,
            device_url: None,
            issuer: None,
            exchange: OauthExchange::Form,
            secret_in_body: false,
            token_header: TokenHeader::Authorization,
            account_from: None,
            allow_private_network: false,
            declared: false,
            redirect_uri: "https://routex.example/oauth/callback".to_owned(),
        };
        let page = render::<Providers>(props(vec![provider.clone()])).await;
        let declared = OauthProvider {
            declared: true,
            ..provider
        };
        let of_the_file = render::<Providers>(props(vec![declared])).await;
        assert!(
            of_the_file.contains("declared in the configuration file"),
            "{of_the_file}"
        );
        assert!(
            page.contains("Delete google-team") && !of_the_file.contains("Delete google-team"),
            "{page}"
        );
        for part in [
            "google-team",
            "client-of-the-team",
            "https://routex.example/oauth/callback",
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("style="), "{page}");
    }

    #[tokio::test]
    async fn before_the_first_it_says_what_to_do() {
        let page = render::<Providers>(props(Vec::new())).await;
        assert!(page.contains("No providers yet"), "{page}");
        let page = render::<InChinese<Providers>>(props(Vec::new())).await;
        assert!(page.contains("还没有提供商"), "{page}");
    }
}
