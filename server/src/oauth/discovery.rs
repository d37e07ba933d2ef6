//! What a provider says of itself (OpenID Connect Discovery 1.0): asked once, when an operator registers it.

use oauth2::http::{Request, header::ACCEPT};
use serde::Deserialize;
use url::Url;

use super::provider::Settings;
use crate::upstream::{ask::ask, client::Clients, guard};

const PATH: &str = "/.well-known/openid-configuration";

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    revocation_endpoint: Option<Url>,
    device_authorization_endpoint: Option<Url>,
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Fills in what the operator left out. What was given stays.
///
/// # Errors
/// What is wrong with `issuer`, or with what is found there.
pub async fn discover(
    clients: &Clients,
    issuer: &str,
    settings: &mut Settings,
) -> Result<(), String> {
    let allow_private = settings.allow_private_network;
    let url = format!("{}{PATH}", issuer.trim_end_matches('/'));
    let url = Url::parse(&url).map_err(|error| format!("is not an address: {error}"))?;
    if url.scheme() != "https" && !allow_private {
        return Err("must begin with https://".to_owned());
    }
    guard::check_url(&url, allow_private).map_err(|bad| bad.to_string())?;
    let client = clients
        .plain(allow_private, None)
        .map_err(|bad| bad.to_string())?;
    let request = Request::get(url.as_str())
        .header(ACCEPT, "application/json")
        .body(Vec::new())
        .map_err(|error| error.to_string())?;
    let hint = "give authorize_url and token_url instead";
    let answer = ask(&client, request)
        .await
        .map_err(|error| format!("says nothing of itself at {url}: {error}; {hint}"))?;
    if !answer.status().is_success() {
        let status = answer.status().as_u16();
        return Err(format!(
            "says nothing of itself at {url}: it answered {status}; {hint}"
        ));
    }
    let found = serde_json::from_slice(answer.body())
        .map_err(|error| format!("says nothing of use of itself at {url}: {error}; {hint}"))?;
    take(issuer, found, settings)
}

fn take(issuer: &str, found: Metadata, settings: &mut Settings) -> Result<(), String> {
    if found.issuer != issuer {
        return Err(format!(
            "calls itself {:?} there; write it exactly like that, if that is whom you mean",
            found.issuer
        ));
    }
    let methods = found.code_challenge_methods_supported;
    if methods.is_some_and(|known| known.iter().all(|method| method != "S256")) {
        return Err(
            "does not know PKCE with S256, without which Routex does not sign in".to_owned(),
        );
    }
    settings
        .authorize_url
        .get_or_insert(found.authorization_endpoint);
    settings.token_url.get_or_insert(found.token_endpoint);
    settings.revoke_url = settings.revoke_url.take().or(found.revocation_endpoint);
    let device_url = found.device_authorization_endpoint;
    settings.device_url = settings.device_url.take().or(device_url);
    settings.names_itself = Some(found.authorization_response_iss_parameter_supported);
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ISSUER: &str = "https://id.example";

    fn taken(change: &Value) -> Result<Settings, String> {
        let mut document = json!({
            "issuer": ISSUER, "authorization_endpoint": "https://id.example/a", "token_endpoint": "https://id.example/t",
            "revocation_endpoint": "https://id.example/r", "code_challenge_methods_supported": ["plain", "S256"],
        });
        for (name, value) in change.as_object().unwrap() {
            document[name] = value.clone();
        }
        let mut settings = Settings {
            token_url: Some("https://own.example/t".parse().unwrap()),
            ..Settings::default()
        };
        take(
            ISSUER,
            serde_json::from_value(document).unwrap(),
            &mut settings,
        )
        .map(|()| settings)
    }

    #[test]
    fn what_is_missing_is_filled_in_and_what_was_given_stays() {
        let settings =
            taken(&json!({ "authorization_response_iss_parameter_supported": true })).unwrap();

        let text = |url: Option<Url>| url.unwrap().to_string();
        assert_eq!(text(settings.authorize_url), "https://id.example/a");
        assert_eq!(text(settings.token_url), "https://own.example/t");
        assert_eq!(text(settings.revoke_url), "https://id.example/r");
        assert_eq!(settings.names_itself, Some(true));
        assert_eq!(taken(&json!({})).unwrap().names_itself, Some(false));
    }

    #[test]
    fn another_issuer_and_plain_challenges_are_refused() {
        for change in [
            json!({ "issuer": "https://evil.example" }),
            json!({ "issuer": "https://id.example/" }),
            json!({ "code_challenge_methods_supported": ["plain"] }),
        ] {
            assert!(taken(&change).is_err(), "{change}");
        }
        // Who says nothing of it may know it all the same.
        assert!(taken(&json!({ "code_challenge_methods_supported": null })).is_ok());
    }
}
