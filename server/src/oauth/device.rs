//! Signing in on another device (RFC 8628): a code that somebody enters there, while Routex asks whether that was done.

use std::{cell::RefCell, time::Duration};

use chrono::Utc;
use oauth2::{
    DeviceAuthorizationUrl, DeviceCodeErrorResponse, DeviceCodeErrorResponseType,
    RequestTokenError, Scope, StandardDeviceAuthorizationResponse,
};
use routex_entity::OauthExchange;
use tokio::sync::SemaphorePermit;
use url::Url;

use super::{
    Obtained, Provider, RenewError, Vault, Wire, claims, discovery, flow,
    http::{self, BadAnswer},
};
use crate::{channel::ChannelSpec, upstream::client::Clients};

/// Between two questions at least, whatever a provider says.
const LEAST_INTERVAL: Duration = Duration::from_secs(1);
/// Between two questions to a provider that cannot be reached.
const LONGEST_INTERVAL: Duration = Duration::from_secs(30);
/// A code is not waited for longer, whatever a provider says.
const LONGEST_WAIT: Duration = Duration::from_secs(30 * 60);

/// The beginning of such a sign-in. Its own code stays here.
pub struct Begun {
    details: StandardDeviceAuthorizationResponse,
}

/// How one ended without tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    Denied,
    Expired,
    Failed(String),
}

/// The way to a provider, for as long as a sign-in takes.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    pub clients: &'a Clients,
    pub channel: &'a ChannelSpec,
    pub vault: &'a Vault,
}

impl<'a> Way<'a> {
    /// The same at this moment.
    pub fn wire(&self) -> Wire<'a> {
        Wire {
            clients: self.clients,
            channel: self.channel,
            now_ms: Utc::now().timestamp_millis(),
        }
    }
}

impl Begun {
    /// To be entered there.
    pub fn user_code(&self) -> &str {
        self.details.user_code().secret()
    }

    pub fn verification_uri(&self) -> &str {
        self.details.verification_uri().as_str()
    }

    /// The same with the code in it. `None`: the provider has none that a browser can open.
    pub fn verification_uri_complete(&self) -> Option<&str> {
        let uri = self.details.verification_uri_complete()?;
        Some(uri.secret().as_str()).filter(|uri| is_for_browsers(uri))
    }

    /// How long the code is good.
    pub fn life(&self) -> Duration {
        self.details.expires_in().min(LONGEST_WAIT)
    }
}

/// Asks for a code.
///
/// # Errors
/// When the provider has none to give.
pub async fn begin(provider: &Provider, wire: Wire<'_>) -> Result<Begun, RenewError> {
    discovery::learn(provider, wire).await?;
    let url = provider
        .device_url()
        .filter(|_| provider.exchange() != OauthExchange::ApiKey);
    let url = url.ok_or_else(|| {
        let told = "the provider has no sign-in on another device; give device_url if it does";
        RenewError::Refused(told.to_owned())
    })?;
    let url = DeviceAuthorizationUrl::from_url(url);
    let client = flow::client(provider)?.set_device_authorization_url(url);
    let web = |request| http::send_to(wire, provider, request);
    let details: StandardDeviceAuthorizationResponse = client
        .exchange_device_code()
        .add_scopes(provider.scopes().into_iter().map(Scope::new))
        .request_async(&web)
        .await
        .map_err(flow::refusal)?;
    if !is_for_browsers(details.verification_uri().as_str()) {
        let told = "the provider names no address that a browser can open";
        return Err(RenewError::Unavailable(told.to_owned()));
    }
    Ok(Begun { details })
}

/// Asks, as often as the provider likes it, until somebody has answered there. Routex does not stop while the permit that
/// comes with the tokens is held.
///
/// # Errors
/// How it ended, if not with tokens.
pub async fn wait<'a>(
    provider: &Provider,
    way: Way<'a>,
    begun: &Begun,
) -> Result<(Obtained, Option<SemaphorePermit<'a>>), Ended> {
    let client =
        flow::client(provider).map_err(|error: RenewError| Ended::Failed(error.to_string()))?;
    let held = RefCell::new(None);
    let web = |request| {
        let held = &held;
        async move {
            let permit = way.vault.begin().await;
            let permit = permit.ok_or_else(|| BadAnswer("Routex stops".to_owned()))?;
            held.replace(Some(permit));
            let answer = http::send_to(way.wire(), provider, request).await?;
            match answer.status().is_server_error() {
                // Asked again like one that cannot be reached.
                true => Err(BadAnswer(format!("it answered {}", answer.status()))),
                false => Ok(answer),
            }
        }
    };
    let pause = |interval: Duration| {
        held.replace(None);
        tokio::time::sleep(interval.max(LEAST_INTERVAL))
    };
    let response = client
        .exchange_device_access_token(&begun.details)
        .set_max_backoff_interval(LONGEST_INTERVAL)
        .request_async(&web, pause, Some(begun.life()))
        .await
        .map_err(ended)?;
    let wire = way.wire();
    let id_token = response.extra_fields().id_token.as_deref();
    let whose = claims::whose_device(provider, id_token, wire.now_ms)
        .map_err(|error| Ended::Failed(error.to_string()))?;
    let obtained = flow::named(provider, wire, &response, whose).await;
    Ok((obtained, held.into_inner()))
}

/// What a provider says of its refusal: only the standard's word for it.
fn ended(refused: RequestTokenError<BadAnswer, DeviceCodeErrorResponse>) -> Ended {
    match refused {
        RequestTokenError::ServerResponse(said) => match said.error() {
            DeviceCodeErrorResponseType::AccessDenied => Ended::Denied,
            DeviceCodeErrorResponseType::ExpiredToken => Ended::Expired,
            other => Ended::Failed(format!("the provider answered {}", flow::word(other))),
        },
        RequestTokenError::Request(bad) => Ended::Failed(bad.to_string()),
        RequestTokenError::Parse(..) => {
            Ended::Failed("the provider's answer holds no token".to_owned())
        }
        RequestTokenError::Other(error) => Ended::Failed(error),
    }
}

fn is_for_browsers(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
}

#[cfg(test)]
mod tests {
    use oauth2::{StandardErrorResponse, basic::BasicErrorResponseType};

    use super::*;

    fn begun(change: &serde_json::Value) -> Begun {
        let mut details = serde_json::json!({
            "device_code": "canary-device", "user_code": "WDJB-MJHT", "verification_uri": "https://id.example/device",
            "expires_in": 900,
        });
        for (name, value) in change.as_object().unwrap() {
            details[name] = value.clone();
        }
        Begun {
            details: serde_json::from_value(details).unwrap(),
        }
    }

    #[test]
    fn what_a_provider_says_ends_a_sign_in_in_its_own_way() {
        use DeviceCodeErrorResponseType::{AccessDenied, Basic, ExpiredToken};
        for (said, expected) in [
            (AccessDenied, Ended::Denied),
            (ExpiredToken, Ended::Expired),
            (
                Basic(BasicErrorResponseType::InvalidGrant),
                Ended::Failed("the provider answered invalid_grant".to_owned()),
            ),
        ] {
            let secret = Some("canary".to_owned());
            let response = StandardErrorResponse::new(said, secret.clone(), secret);
            assert_eq!(ended(RequestTokenError::ServerResponse(response)), expected);
        }
    }

    #[test]
    fn only_what_a_browser_opens_is_shown_and_no_code_is_good_for_ever() {
        let plain = begun(&serde_json::json!({}));
        assert_eq!(plain.user_code(), "WDJB-MJHT");
        assert_eq!(plain.verification_uri_complete(), None);
        assert_eq!(plain.life(), Duration::from_secs(900));
        let odd = begun(&serde_json::json!({
            "verification_uri_complete": "javascript:alert(1)", "expires_in": 1_u64 << 40,
        }));
        assert_eq!(odd.verification_uri_complete(), None);
        assert_eq!(odd.life(), LONGEST_WAIT);
        assert!(!is_for_browsers("file:///etc/passwd") && is_for_browsers("https://id.example/"));
    }
}
