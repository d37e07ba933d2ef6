//! Where a provider sends the browser: gives the answer to Routex, and leads back.

use routex_entity::api::{Credential, OauthReturn};
use yew::prelude::*;
use yew_router::prelude::*;

use super::flow;
use crate::{
    api::{Failure, use_api, use_call},
    browser,
    components::{FailureNote, Loading, Notice, PageHead, Tone},
    i18n::use_i18n,
    route::{Route, link_to},
    session::use_session,
};

#[component]
pub fn SignInCallback() -> Html {
    let (i18n, api, call) = (use_i18n(), use_api(), use_call());
    let navigator = use_navigator();
    let address = use_memo((), |()| browser::address());
    let connected = use_state_eq(|| None::<AttrValue>);
    let signed_in = use_session().is_none_or(|standing| standing.session().is_some());
    {
        let (address, call, connected) = (address.clone(), call.clone(), connected.setter());
        use_effect_with(signed_in, move |signed_in| {
            // A code is for Routex alone: neither the address bar nor the history keeps it.
            browser::readdress(&Route::SignInCallback.to_path());
            // Who has signed in again meanwhile goes on.
            let is_told = |why: &Failure| *why != Failure::SignedOut;
            let asked_before = call.failure.as_ref().is_some_and(is_told);
            if !signed_in || !flow::is_answer(&address) || asked_before {
                return;
            }
            let body = OauthReturn {
                url: (*address).clone(),
            };
            call.start(
                async move {
                    api.post::<_, Credential>("/oauth/flows/complete", &body)
                        .await
                },
                move |credential| {
                    flow::done(&address);
                    connected.set(Some(credential.label.into()));
                },
            );
        });
    }
    let channel = flow::channel(&address);
    let back = match channel {
        Some(id) => link_to(
            navigator.as_ref(),
            Route::Channel { id },
            &[("tab", "credentials")],
            html! { i18n.t("accounts-to-channel") },
        ),
        None => link_to(
            navigator.as_ref(),
            Route::Accounts,
            &[],
            html! { i18n.t("accounts-to-accounts") },
        ),
    };
    let content = match (&*connected, &call.failure) {
        (Some(label), _) => html! {
            <Notice
                tone={Tone::Success}
                title={i18n.with("accounts-connected", [("name", label.as_str().into())])}
            >
                <p>{ i18n.t("accounts-connected-text") }{ " " }{ back }</p>
            </Notice>
        },
        (None, Some(failure)) => html! {
            <>
                <FailureNote failure={failure.clone()} />
                <p>{ i18n.t("accounts-begin-again") }{ " " }{ back }</p>
            </>
        },
        (None, None) if !flow::is_answer(&address) => html! {
            <Notice tone={Tone::Info} title={i18n.t("accounts-no-answer")}>
                <p>{ i18n.t("accounts-no-answer-text") }{ " " }{ back }</p>
            </Notice>
        },
        (None, None) => html! { <Loading /> },
    };
    html! {
        <>
            <PageHead title={i18n.t("accounts-callback-title")} />
            { content }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{InChinese, render};

    #[tokio::test]
    async fn who_comes_without_an_answer_is_told_so() {
        assert!(
            render::<SignInCallback>(())
                .await
                .contains("No sign-in to complete")
        );
        let page = render::<InChinese<SignInCallback>>(()).await;
        assert!(page.contains("没有要完成的登录"), "{page}");
    }
}
