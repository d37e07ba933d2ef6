//! Signing in: at the door, or again where a session has ended.

mod at_provider;

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::{Session, SignIn as Credentials};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use self::at_provider::{AtProvider, Told};
use crate::{
    api::{Api, Failure, use_api},
    components::{Notice, Spinner, TextField, Tone, use_text},
    i18n::{I18n, use_i18n},
    session::{Event, use_session},
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// The page behind waits.
    #[prop_or_default]
    pub again: bool,
}

#[component]
pub fn SignIn(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, session) = (use_api(), use_session());
    let (username, set_username) = use_text("");
    let (password, set_password) = use_text("");
    let failure = use_state(|| None::<Failure>);
    let busy = use_state(|| false);

    let onsubmit = {
        let (failure, busy, set_password) = (failure.setter(), busy.clone(), set_password.clone());
        let credentials = Credentials {
            username: username.to_string(),
            password: password.to_string(),
        };
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if *busy {
                return;
            }
            busy.set(true);
            failure.set(None);
            let (api, session, credentials) = (api.clone(), session.clone(), credentials.clone());
            let (failure, busy, set_password) =
                (failure.clone(), busy.setter(), set_password.clone());
            spawn_local(async move {
                match sign_in(&api, &credentials).await {
                    Ok(signed_in) => {
                        if let Some(session) = session {
                            session.dispatch(Event::SignedIn(Rc::new(signed_in)));
                        }
                    }
                    Err(refused) => {
                        set_password.emit(String::new());
                        failure.set(Some(refused));
                        busy.set(false);
                    }
                }
            });
        })
    };
    let (title, text) = match props.again {
        true => ("sign-in-again", "sign-in-again-text"),
        false => ("sign-in-title", "sign-in-text"),
    };
    html! {
        <form class="pf-v6-c-form rx-form" {onsubmit}>
            <h1 class="rx-form__title" id="sign-in-title">{ i18n.t(title) }</h1>
            <p class="rx-form__text">{ i18n.t(text) }</p>
            if let Some(failure) = &*failure {
                <Notice tone={Tone::Danger} title={said(failure, &i18n)} />
            }
            if failure.is_none() {
                <Told />
            }
            <TextField
                id="username"
                label={i18n.t("username")}
                value={username}
                onchange={set_username}
                autocomplete="username"
                required=true
                autofocus=true
            />
            <TextField
                id="password"
                label={i18n.t("password")}
                value={password}
                onchange={set_password}
                autocomplete="current-password"
                secret=true
                required=true
            />
            <Button
                r#type={ButtonType::Submit}
                variant={ButtonVariant::Primary}
                block=true
                icon={busy.then(|| html! { <Spinner /> })}
                label={i18n.t("sign-in").to_string()}
            />
            <AtProvider />
        </form>
    }
}

/// Signs in and learns who that is.
///
/// # Errors
/// A wrong password among them.
pub async fn sign_in(api: &Api, credentials: &Credentials) -> Result<Session, Failure> {
    api.post::<_, ()>("/session", credentials).await?;
    api.get("/session").await
}

/// Here, being unknown means one thing.
fn said(failure: &Failure, i18n: &I18n) -> AttrValue {
    match failure {
        Failure::SignedOut => i18n.t("sign-in-wrong"),
        other => other.detail(i18n),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{InChinese, render};

    #[tokio::test]
    async fn password_managers_and_screen_readers_know_the_fields() {
        let page = render::<SignIn>(Props { again: false }).await;
        for part in [
            r#"<label for="username""#,
            r#"id="username""#,
            r#"autocomplete="username""#,
            r#"autocomplete="current-password""#,
            r#"type="password""#,
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("style="), "{page}");
    }

    #[tokio::test]
    async fn who_was_inside_is_told_that_nothing_is_lost() {
        let page = render::<SignIn>(Props { again: true }).await;
        assert!(page.contains("Nothing you typed is lost"), "{page}");
    }

    #[tokio::test]
    async fn the_whole_form_speaks_chinese() {
        let page = render::<InChinese<SignIn>>(Props { again: false }).await;
        assert!(
            page.contains("用户名") && !page.contains("Password"),
            "{page}"
        );
    }
}
