//! What an id token says. It comes from the token address itself, over TLS that Routex verified, which stands in for its
//! signature (OpenID Connect Core, 3.1.3.7); what it says is checked all the same. Pure.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use super::{Provider, RenewError};

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    exp: f64,
    nonce: Option<String>,
    sub: Option<String>,
    email: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Whose an account is, as an id token says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Whose {
    pub subject: Option<String>,
    pub email: Option<String>,
}

/// Whose account it is. `nonce`: of the sign-in, when who signs in was asked for; then there must be an id token.
pub(super) fn whose(
    provider: &Provider,
    id_token: Option<&str>,
    nonce: Option<&str>,
    now_ms: i64,
) -> Result<Option<Whose>, RenewError> {
    let (Some(id_token), Some(nonce)) = (id_token, nonce) else {
        return match nonce {
            Some(_) => Err(refused("the provider did not say who signed in")),
            None => Ok(None),
        };
    };
    let claims = claims(provider, id_token, now_ms)?;
    let named = claims.nonce.as_deref().unwrap_or_default();
    if !bool::from(named.as_bytes().ct_eq(nonce.as_bytes())) {
        return Err(refused("the id token is of another sign-in"));
    }
    Ok(Some(claims.into()))
}

/// The same for a sign-in on another device, which takes no nonce. The answer came to a question for this very sign-in.
pub(super) fn whose_device(
    provider: &Provider,
    id_token: Option<&str>,
    now_ms: i64,
) -> Result<Option<Whose>, RenewError> {
    let claims = id_token.map(|token| claims(provider, token, now_ms));
    Ok(claims.transpose()?.map(Whose::from))
}

impl From<Claims> for Whose {
    fn from(claims: Claims) -> Self {
        Self {
            subject: claims.sub,
            email: claims.email,
        }
    }
}

fn claims(provider: &Provider, id_token: &str, now_ms: i64) -> Result<Claims, RenewError> {
    let claims = read(id_token).ok_or_else(|| refused("the id token cannot be read"))?;
    if let Some(issuer) = provider.issuer()
        && claims.iss != issuer
    {
        return Err(refused("the id token is of another issuer"));
    }
    let own = &provider.settings.client_id;
    let is_ours = match &claims.aud {
        Audience::One(audience) => audience == own,
        Audience::Many(audiences) => audiences.contains(own),
    };
    if !is_ours {
        return Err(refused("the id token is for another client"));
    }
    if claims.exp * 1_000.0 + 60_000.0 < now_ms as f64 {
        return Err(refused("the id token has expired"));
    }
    Ok(claims)
}

fn read(token: &str) -> Option<Claims> {
    let payload = token.split('.').nth(1)?;
    let json = URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice(&json).ok()
}

fn refused(why: &str) -> RenewError {
    RenewError::Refused(why.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::{super::provider::Settings, *};

    const NOW_MS: i64 = 1_800_000_000_000;

    fn provider() -> Provider {
        let settings = Settings {
            client_id: "routex".to_owned(),
            authorize_url: "https://id.example/authorize".parse().ok(),
            token_url: "https://id.example/token".parse().ok(),
            issuer: Some("https://id.example".to_owned()),
            ..Settings::default()
        };
        Provider::new(Uuid::nil(), "id".to_owned(), "oidc", settings, None).unwrap()
    }

    fn good() -> Value {
        json!({
            "iss": "https://id.example", "aud": "routex", "exp": NOW_MS / 1_000, "nonce": "n", "sub": "user-7",
        })
    }

    fn told(claims: &Value) -> Result<Option<String>, String> {
        let named = |whose: Option<Whose>| whose.and_then(|one| one.email.or(one.subject));
        let payload = URL_SAFE_NO_PAD.encode(claims.to_string());
        let token = format!("e30.{payload}.c2ln");
        whose(&provider(), Some(&token), Some("n"), NOW_MS)
            .map(named)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_good_token_says_whose_account_it_is() {
        let mut claims = good();
        assert_eq!(told(&claims), Ok(Some("user-7".to_owned())));
        claims["aud"] = json!(["other", "routex"]);
        claims["email"] = json!("user@id.example");
        assert_eq!(told(&claims), Ok(Some("user@id.example".to_owned())));
    }

    #[test]
    fn a_token_of_another_issuer_client_sign_in_or_time_is_refused() {
        for (claim, value, why) in [
            ("iss", json!("https://evil.example"), "another issuer"),
            ("aud", json!("other"), "another client"),
            ("aud", json!(["other"]), "another client"),
            ("nonce", json!("m"), "another sign-in"),
            ("nonce", Value::Null, "another sign-in"),
            ("exp", json!(NOW_MS / 1_000 - 61), "expired"),
            ("exp", Value::Null, "cannot be read"),
        ] {
            let mut claims = good();
            claims[claim] = value;
            let refused = told(&claims).unwrap_err();
            assert!(refused.contains(why), "{claim}: {refused}");
        }
    }

    #[test]
    fn whoever_is_asked_must_be_named() {
        let provider = provider();
        assert!(whose(&provider, None, Some("n"), NOW_MS).is_err());
        assert!(whose(&provider, Some("no token"), Some("n"), NOW_MS).is_err());
        assert!(matches!(whose(&provider, None, None, NOW_MS), Ok(None)));
    }

    #[test]
    fn another_device_sends_no_nonce_and_the_rest_is_checked() {
        let told = |claims: &Value| {
            let payload = URL_SAFE_NO_PAD.encode(claims.to_string());
            whose_device(&provider(), Some(&format!("e30.{payload}.c2ln")), NOW_MS)
        };
        let mut claims = good();
        claims.as_object_mut().unwrap().remove("nonce");
        let subject = told(&claims).unwrap().unwrap().subject;
        assert_eq!(subject.as_deref(), Some("user-7"));
        claims["aud"] = json!("other");
        assert!(told(&claims).is_err());
        assert!(matches!(whose_device(&provider(), None, NOW_MS), Ok(None)));
    }
}
