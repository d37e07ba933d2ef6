//! What a provider says of itself (OpenID Connect Discovery 1.0): asked when an operator registers it and when it is needed,
//! and good for an hour.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use oauth2::http::{Request, header::ACCEPT};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use super::{
    Provider, RenewError, Wire,
    provider::{Found, check_address},
};
use crate::upstream::ask::ask;

const PATH: &str = "/.well-known/openid-configuration";
/// Milliseconds for which an answer is good.
const GOOD_FOR_MS: i64 = 60 * 60_000;
/// Milliseconds after which one that did not answer is asked again.
const RETRY_MS: i64 = 30_000;

/// What an issuer said. All who work with it share one, whatever thread they are on.
#[derive(Debug, Default)]
pub struct Heard {
    last: ArcSwapOption<Said>,
    /// Held while it is asked: when that failed last, and why.
    turn: Mutex<Option<(i64, String)>>,
}

#[derive(Debug)]
struct Said {
    found: Arc<Found>,
    /// Milliseconds since the Unix epoch.
    at_ms: i64,
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    revocation_endpoint: Option<Url>,
    userinfo_endpoint: Option<Url>,
    device_authorization_endpoint: Option<Url>,
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl Heard {
    /// What it said last, however long ago.
    pub fn last(&self) -> Option<Arc<Found>> {
        Some(Arc::clone(&self.last.load().as_ref()?.found))
    }

    /// Keeps what it said.
    pub fn keep(&self, found: Found, at_ms: i64) {
        let found = Arc::new(found);
        self.last.store(Some(Arc::new(Said { found, at_ms })));
    }

    fn is_good(&self, now_ms: i64) -> bool {
        let last = self.last.load();
        last.as_ref()
            .is_some_and(|said| (0..GOOD_FOR_MS).contains(&(now_ms - said.at_ms)))
    }
}

/// Asks the issuer of a provider for what it alone tells, unless that is known. One that does not answer is taken by what it
/// said before.
///
/// # Errors
/// When there is nothing to go by.
pub async fn learn(provider: &Provider, wire: Wire<'_>) -> Result<(), RenewError> {
    let Some(issuer) = provider.asks_issuer() else {
        return Ok(());
    };
    let heard = &provider.heard;
    if heard.is_good(wire.now_ms) {
        return Ok(());
    }
    let mut failed = heard.turn.lock().await;
    if heard.is_good(wire.now_ms) {
        return Ok(());
    }
    let lately = failed
        .as_ref()
        .filter(|(at_ms, _)| (0..RETRY_MS).contains(&(wire.now_ms - at_ms)));
    let reason = match lately {
        Some((_, reason)) => reason.clone(),
        None => {
            let allow_private = provider.settings.allow_private_network;
            let client = wire
                .clients
                .beside(wire.channel, allow_private)
                .map_err(|bad| RenewError::Unavailable(bad.to_string()))?;
            match discover(&client, issuer, allow_private).await {
                Ok(found) => {
                    *failed = None;
                    heard.keep(found, wire.now_ms);
                    return Ok(());
                }
                Err(reason) => {
                    tracing::warn!(
                        provider = provider.name,
                        reason,
                        "an issuer does not tell its addresses"
                    );
                    *failed = Some((wire.now_ms, reason.clone()));
                    reason
                }
            }
        }
    };
    match provider.token_url() {
        Some(_) => Ok(()),
        None => Err(RenewError::Unavailable(format!("the issuer {reason}"))),
    }
}

/// Asks an issuer what it says of itself. `client`: with the guard that `allow_private` calls for.
///
/// # Errors
/// What is wrong with the issuer, or with what is found there.
pub async fn discover(
    client: &awc::Client,
    issuer: &str,
    allow_private: bool,
) -> Result<Found, String> {
    let url = format!("{}{PATH}", issuer.trim_end_matches('/'));
    let url = Url::parse(&url).map_err(|error| format!("is not an address: {error}"))?;
    check_address(&url, allow_private)?;
    let request = Request::get(url.as_str())
        .header(ACCEPT, "application/json")
        .body(Vec::new())
        .map_err(|error| error.to_string())?;
    let hint = "give authorize_url and token_url instead";
    let answer = ask(client, request)
        .await
        .map_err(|error| format!("says nothing of itself at {url}: {error}; {hint}"))?;
    if !answer.status().is_success() {
        let status = answer.status().as_u16();
        return Err(format!(
            "says nothing of itself at {url}: it answered {status}; {hint}"
        ));
    }
    let told = serde_json::from_slice(answer.body())
        .map_err(|error| format!("says nothing of use of itself at {url}: {error}; {hint}"))?;
    take(issuer, told, allow_private)
}

fn take(issuer: &str, told: Metadata, allow_private: bool) -> Result<Found, String> {
    if told.issuer != issuer {
        return Err(format!(
            "calls itself {:?} there; write it exactly like that, if that is whom you mean",
            told.issuer
        ));
    }
    let methods = told.code_challenge_methods_supported;
    if methods.is_some_and(|known| known.iter().all(|method| method != "S256")) {
        return Err(
            "does not know PKCE with S256, without which Routex does not sign in".to_owned(),
        );
    }
    let found = Found {
        authorize_url: told.authorization_endpoint,
        token_url: told.token_endpoint,
        revoke_url: told.revocation_endpoint,
        userinfo_url: told.userinfo_endpoint,
        device_url: told.device_authorization_endpoint,
        names_itself: told.authorization_response_iss_parameter_supported,
    };
    for (what, url) in [
        ("authorization", Some(&found.authorize_url)),
        ("token", Some(&found.token_url)),
        ("revocation", found.revoke_url.as_ref()),
        ("userinfo", found.userinfo_url.as_ref()),
        ("device authorization", found.device_url.as_ref()),
    ] {
        if let Some(url) = url {
            check_address(url, allow_private)
                .map_err(|reason| format!("has a {what} address that {reason}"))?;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::oauth::provider::Settings;

    const ISSUER: &str = "https://id.example";

    fn taken(change: &Value) -> Result<Found, String> {
        let mut document = json!({
            "issuer": ISSUER, "authorization_endpoint": "https://id.example/a", "token_endpoint": "https://id.example/t",
            "revocation_endpoint": "https://id.example/r", "code_challenge_methods_supported": ["plain", "S256"],
        });
        for (name, value) in change.as_object().unwrap() {
            document[name] = value.clone();
        }
        take(ISSUER, serde_json::from_value(document).unwrap(), false)
    }

    fn provider(token_url: Option<&str>) -> Provider {
        let settings = Settings {
            client_id: "me".to_owned(),
            token_url: token_url.map(|url| url.parse().unwrap()),
            issuer: Some(ISSUER.to_owned()),
            ..Settings::default()
        };
        Provider::new(Uuid::nil(), "id".to_owned(), "oidc", settings, None).unwrap()
    }

    #[test]
    fn what_is_missing_is_filled_in_and_what_was_given_stays() {
        let provider = provider(Some("https://own.example/t"));
        assert_eq!(provider.authorize_url(), None);

        let named = json!({ "authorization_response_iss_parameter_supported": true });
        provider.heard.keep(taken(&named).unwrap(), 0);

        let text = |url: Option<Url>| url.unwrap().to_string();
        assert_eq!(text(provider.authorize_url()), "https://id.example/a");
        assert_eq!(text(provider.token_url()), "https://own.example/t");
        assert_eq!(text(provider.revoke_url()), "https://id.example/r");
        assert!(provider.names_itself());
        provider.heard.keep(taken(&json!({})).unwrap(), 0);
        assert!(!provider.names_itself());
    }

    #[test]
    fn what_is_heard_changes_no_digest_and_is_good_for_an_hour() {
        let provider = provider(None);
        let heard = &provider.heard;
        assert!(!heard.is_good(0));
        heard.keep(taken(&json!({})).unwrap(), 5);
        assert!(heard.is_good(5) && heard.is_good(4 + GOOD_FOR_MS));
        assert!(!heard.is_good(5 + GOOD_FOR_MS) && !heard.is_good(4));

        let with_found = Settings {
            found: Some(taken(&json!({})).unwrap()),
            ..provider.settings.clone()
        };
        let same = Provider::new(Uuid::nil(), "id".to_owned(), "oidc", with_found, None).unwrap();
        assert_eq!(same.digest, provider.digest);
        assert_eq!(same.token_url(), provider.token_url());
    }

    #[test]
    fn another_issuer_plain_challenges_and_addresses_in_the_open_are_refused() {
        for change in [
            json!({ "issuer": "https://evil.example" }),
            json!({ "issuer": "https://id.example/" }),
            json!({ "code_challenge_methods_supported": ["plain"] }),
            json!({ "token_endpoint": "http://id.example/t" }),
            json!({ "userinfo_endpoint": "https://169.254.169.254/" }),
            json!({ "device_authorization_endpoint": "https://[::1]/" }),
        ] {
            assert!(taken(&change).is_err(), "{change}");
        }
        // Who says nothing of it may know it all the same.
        assert!(taken(&json!({ "code_challenge_methods_supported": null })).is_ok());
    }
}
