//! The password of whoever is signed in.

use std::rc::Rc;

use patternfly_yew::prelude::{Button, ButtonType, ButtonVariant};
use routex_entity::api::{CallerKind, PasswordChange, Session, SignIn};
use yew::prelude::*;

use crate::{
    api::{Api, Failure, field_error, use_api, use_call},
    components::{
        FailureNote, Notice, Panel, Spinner, TextField, Toast, Tone, use_text, use_toast,
        use_unsaved,
    },
    i18n::use_i18n,
    pages::sign_in::sign_in,
    session::{Event, use_session},
};

#[derive(Clone, Properties, PartialEq)]
pub struct Props {
    /// Whether something was typed that is not saved.
    pub onunsaved: Callback<bool>,
}

#[component]
pub fn Account(props: &Props) -> Html {
    let i18n = use_i18n();
    let (api, call, tell, session) = (use_api(), use_call(), use_toast(), use_session());
    let (current, set_current) = use_text("");
    let (new, set_new) = use_text("");
    let (repeated, set_repeated) = use_text("");
    let tried = use_state_eq(|| false);
    let changed = !(current.is_empty() && new.is_empty() && repeated.is_empty());
    use_unsaved(changed);
    {
        let onunsaved = props.onunsaved.clone();
        use_effect_with(changed, move |changed| onunsaved.emit(*changed));
    }
    let name = session
        .as_ref()
        .and_then(|standing| standing.session())
        .map(|session| session.name.clone())
        .unwrap_or_default();
    let is_guest = session
        .as_ref()
        .and_then(|standing| standing.session())
        .is_some_and(|session| session.kind == CallerKind::Oidc);
    let differs = new != repeated;
    let onsubmit = {
        let (call, tried, name) = (call.clone(), tried.setter(), name.clone());
        let change = PasswordChange {
            current: current.to_string(),
            new: new.to_string(),
        };
        let clear = [set_current.clone(), set_new.clone(), set_repeated.clone()];
        let news = Toast {
            tone: Tone::Success,
            title: i18n.t("account-changed"),
            detail: Some(i18n.t("account-changed-text")),
        };
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            tried.set(true);
            if differs {
                return;
            }
            let (api, name, change) = (api.clone(), name.clone(), change.clone());
            let (session, tell, news) = (session.clone(), tell.clone(), news.clone());
            let (clear, tried) = (clear.clone(), tried.clone());
            call.start(
                async move { renew(&api, name, &change).await },
                move |again| {
                    for field in clear {
                        field.emit(String::new());
                    }
                    tried.set(false);
                    if let Some(session) = session {
                        session.dispatch(match again {
                            Ok(again) => Event::SignedIn(Rc::new(again)),
                            // The new password can still be typed at the door.
                            Err(_refused) => Event::Ended,
                        });
                    }
                    tell.emit(news);
                },
            );
        })
    };
    let failure = call.failure.as_ref();
    if is_guest {
        return html! {
            <Panel title={i18n.t("account-password")}>
                <Notice title={i18n.t("account-elsewhere")}>
                    <p>{ i18n.t("account-elsewhere-text") }</p>
                </Notice>
            </Panel>
        };
    }
    html! {
        <Panel title={i18n.t("account-password")}>
            <form class="pf-v6-c-form rx-form rx-narrow" novalidate=true {onsubmit}>
                <p class="rx-form__text">{ i18n.with("account-who", [("name", name.as_str().into())]) }</p>
                if let Some(failure) = failure {
                    <FailureNote failure={failure.clone()} />
                }
                <TextField
                    id="current-password"
                    label={i18n.t("account-current")}
                    value={current}
                    onchange={set_current}
                    autocomplete="current-password"
                    error={field_error(failure, "current")}
                    secret=true
                    required=true
                />
                <TextField
                    id="new-password"
                    label={i18n.t("account-new")}
                    help={i18n.with("setup-password-help", [("count", 8.into())])}
                    value={new}
                    onchange={set_new}
                    autocomplete="new-password"
                    error={field_error(failure, "new")}
                    secret=true
                    required=true
                />
                <TextField
                    id="repeated-password"
                    label={i18n.t("account-repeat")}
                    value={repeated}
                    onchange={set_repeated}
                    autocomplete="new-password"
                    error={(*tried && differs).then(|| i18n.t("setup-repeat-differs"))}
                    secret=true
                    required=true
                />
                <Notice title={i18n.t("account-sessions")}>
                    <p>{ i18n.t("account-sessions-text") }</p>
                </Notice>
                <div class="rx-form__actions">
                    <Button
                        r#type={ButtonType::Submit}
                        variant={ButtonVariant::Primary}
                        disabled={call.busy || !changed}
                        icon={call.busy.then(|| html! { <Spinner /> })}
                        label={i18n.t("account-change").to_string()}
                    />
                </div>
            </form>
        </Panel>
    }
}

/// Changes the password, which ends every session, and begins a new one here.
async fn renew(
    api: &Api,
    username: String,
    change: &PasswordChange,
) -> Result<Result<Session, Failure>, Failure> {
    api.put::<_, ()>("/session/password", change).await?;
    let credentials = SignIn {
        username,
        password: change.new.clone(),
    };
    Ok(sign_in(api, &credentials).await)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::render;

    #[tokio::test]
    async fn it_says_that_other_sessions_end() {
        let page = render::<Account>(Props {
            onunsaved: Callback::noop(),
        })
        .await;
        for part in [
            "signed out everywhere else",
            r#"autocomplete="new-password""#,
        ] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
    }
}
