//! How the tokens of an account do, and what is to be done about it.

use chrono::{DateTime, Utc};
use routex_entity::api::TokenHealth;
use yew::prelude::*;

use crate::{
    components::{Countdown, Icon, Symbol},
    format::time::relative,
    i18n::I18n,
};

/// Whose they are, until when they hold, when they were renewed, and what went wrong last.
pub fn token(health: &TokenHealth, now: DateTime<Utc>, i18n: &I18n) -> Html {
    let ago = |at: DateTime<Utc>| relative(i18n, at, now.max(at));
    let line = |text: &str, rest: Html| {
        html! { <span class="rx-faint">{ i18n.t(text) }{ " " }{ rest }</span> }
    };
    html! {
        <div class="rx-ch-condition">
            if let Some(account) = &health.account {
                <span class="rx-mono">{ account }</span>
            }
            if health.needs_sign_in {
                <strong class="rx-token--over">
                    <Icon symbol={Symbol::Alert} />{ " " }{ i18n.t("accounts-needs-sign-in") }
                </strong>
            } else {
                { match health.expires_at {
                    Some(at) if at > now => line("accounts-ends-in", html! { <Countdown until={at} /> }),
                    Some(_) => line("accounts-ended", Html::default()),
                    None => line("accounts-no-end", Html::default()),
                } }
            }
            if let Some(at) = health.obtained_at {
                { line("accounts-renewed", html! { <span title={at.to_rfc3339()}>{ ago(at) }</span> }) }
            }
            if let Some(error) = &health.last_error {
                { line("accounts-last-error", html! { error.clone() }) }
            }
            if let Some(until) = health.next_try_at {
                { line("accounts-next-try", html! { <Countdown {until} /> }) }
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::{i18n::use_i18n, testing};

    #[derive(Clone, Properties, PartialEq)]
    struct Props {
        health: TokenHealth,
    }

    #[component]
    fn Shown(props: &Props) -> Html {
        token(&props.health, testing::now(), &use_i18n())
    }

    async fn shown(change: impl FnOnce(&mut TokenHealth)) -> String {
        let mut health = TokenHealth {
            account: Some("ada@example.com".to_owned()),
            obtained_at: Some(testing::now() - TimeDelta::minutes(5)),
            expires_at: Some(testing::now() + TimeDelta::hours(1)),
            needs_sign_in: false,
            last_error: None,
            next_try_at: None,
        };
        change(&mut health);
        testing::render::<Shown>(Props { health }).await
    }

    #[tokio::test]
    async fn a_good_token_says_whose_it_is_and_when_it_was_renewed() {
        let page = shown(|_| {}).await;
        for part in ["ada@example.com", "Token ends in", "5 min ago"] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("Sign-in needed"), "{page}");
    }

    #[tokio::test]
    async fn an_account_that_is_refused_says_what_is_needed_and_why() {
        let page = shown(|health| {
            health.needs_sign_in = true;
            health.last_error = Some("invalid_grant".to_owned());
        })
        .await;
        for part in ["Sign-in needed", "invalid_grant"] {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(!page.contains("Token ends in"), "{page}");
    }
}
