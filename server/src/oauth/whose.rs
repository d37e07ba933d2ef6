//! Whose an account is, as its provider names it: beside the tokens, or where it is asked for that. Nothing fails for the
//! lack of it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Provider, Wire, http};
use crate::secret::Secret;

/// What is kept of a name, which comes from outside.
const LONGEST: usize = 120;
/// What names a person, the plainest first.
const NAMES: [&str; 5] = ["email", "preferred_username", "login", "name", "sub"];

/// Beside the tokens: where the operator says, or as providers are known to.
pub(super) fn told(provider: &Provider, beside: &BTreeMap<String, Value>) -> Option<String> {
    if let Some(path) = &provider.settings.account_from {
        let mut names = path.split('.');
        let first = beside.get(names.next()?)?;
        return text(names.try_fold(first, |value, name| value.get(name))?);
    }
    let name = |field: &str| {
        let value = beside.get(field)?;
        let known = [
            &value["email_address"],
            &value["email"],
            &value["name"],
            value,
        ];
        known.into_iter().find_map(text)
    };
    match (name("account"), name("organization")) {
        (Some(account), Some(organisation)) => Some(format!("{account} ({organisation})")),
        (one, other) => one.or(other),
    }
}

/// Asks the provider, where it has a place for that. `subject`: of the id token; an answer about another one is of no use
/// (OpenID Connect Core, 5.3.2).
pub(super) async fn asked(
    provider: &Provider,
    wire: Wire<'_>,
    token: &Secret,
    subject: Option<&str>,
) -> Option<String> {
    let url = provider.userinfo_url()?;
    let allow_private = provider.settings.allow_private_network;
    let found = match http::read(wire, allow_private, &url, token).await {
        Ok((200..300, body)) => named(&body, subject),
        Ok((status, _)) => Err(format!("it answered {status}")),
        Err(bad) => Err(bad.to_string()),
    };
    found
        .inspect_err(|reason| {
            tracing::warn!(
                provider = provider.name,
                reason,
                "a provider does not say whose an account is"
            );
        })
        .ok()
}

fn named(body: &[u8], subject: Option<&str>) -> Result<String, String> {
    let answer: Value =
        serde_json::from_slice(body).map_err(|_shows_whose| "its answer is no JSON".to_owned())?;
    if subject.is_some() && answer["sub"].as_str() != subject {
        return Err("its answer is about somebody else".to_owned());
    }
    let known = NAMES.iter().find_map(|name| text(&answer[*name]));
    known.ok_or_else(|| "its answer names nobody".to_owned())
}

/// A name that can be shown.
fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    let text: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST)
        .collect();
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::oauth::provider::Settings;

    fn beside(answer: Value, account_from: Option<&str>) -> Option<String> {
        let settings = Settings {
            client_id: "me".to_owned(),
            authorize_url: "https://id.example/a".parse().ok(),
            token_url: "https://id.example/t".parse().ok(),
            account_from: account_from.map(str::to_owned),
            ..Settings::default()
        };
        let provider = Provider::new(Uuid::nil(), "id".to_owned(), "oidc", settings, None);
        told(&provider.unwrap(), &serde_json::from_value(answer).unwrap())
    }

    #[test]
    fn an_answer_names_an_account_where_it_is_known_to_or_where_the_operator_says() {
        let answer = json!({
            "account": { "email_address": "me@x.example" }, "organization": { "name": "X" }, "team": { "owner": "ada" },
        });
        let named = |from| beside(answer.clone(), from);
        assert_eq!(named(None), Some("me@x.example (X)".to_owned()));
        assert_eq!(named(Some("team.owner")), Some("ada".to_owned()));
        for nowhere in ["team", "team.owner.name", "none", ""] {
            assert_eq!(named(Some(nowhere)), None, "{nowhere}");
        }
        assert_eq!(beside(json!({}), None), None);
    }

    #[test]
    fn whoever_is_asked_speaks_of_the_one_who_signed_in() {
        let body = json!({ "sub": "7", "name": "Ada\nL", "email": "" }).to_string();
        let read = |subject| named(body.as_bytes(), subject);
        assert_eq!(read(Some("7")), Ok("AdaL".to_owned()));
        assert_eq!(read(None), Ok("AdaL".to_owned()));
        assert!(read(Some("8")).is_err());
        assert!(named(b"{}", None).is_err() && named(b"eyJ", None).is_err());
        assert_eq!(text(&json!("x".repeat(1_000))).unwrap().len(), LONGEST);
    }
}
