//! Signing in with a code on another device (RFC 8628): for who has no browser that could come back.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Obtained, Provider, RenewError, Wire, claims, http};
use crate::secret::Secret;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Between two questions, where the provider does not say.
const USUAL_INTERVAL_SECONDS: u32 = 5;
/// What a provider that is asked too often wants more.
const MORE_SECONDS: u32 = 5;
const LONGEST_INTERVAL_SECONDS: u32 = 300;
const LONGEST_LIFE: Duration = Duration::from_secs(30 * 60);
const LONGEST_CODE: usize = 64;

/// What belongs to one sign-in and is kept, sealed, until it is completed.
#[derive(Serialize, Deserialize)]
pub struct Waiting {
    device_code: String,
    interval_seconds: u32,
    /// The provider is not asked before.
    next_ms: i64,
}

/// The beginning of a sign-in.
pub struct Begun {
    /// To be entered by whoever signs in.
    pub user_code: String,
    /// Where.
    pub verification_url: Url,
    /// The same with the code in it.
    pub verification_url_complete: Option<Url>,
    pub lasts: Duration,
    pub waiting: Waiting,
}

/// What a question yields.
pub enum Answer {
    Tokens(Obtained),
    /// Nobody has signed in yet.
    Pending,
}

#[derive(Deserialize)]
struct Codes {
    device_code: String,
    user_code: String,
    #[serde(alias = "verification_url")]
    verification_uri: Url,
    verification_uri_complete: Option<Url>,
    expires_in: u64,
    interval: Option<u32>,
}

#[derive(Deserialize, Default)]
struct Given {
    access_token: Option<String>,
    refresh_token: Option<String>,
    expires_in: Option<u64>,
    id_token: Option<String>,
    error: Option<String>,
}

impl Waiting {
    pub fn interval_seconds(&self) -> u32 {
        self.interval_seconds
    }

    /// Seconds until the provider may be asked. 0: now.
    pub fn left(&self, now_ms: i64) -> u32 {
        let left = self.next_ms.saturating_sub(now_ms).max(0);
        u32::try_from(left.unsigned_abs().div_ceil(1_000)).unwrap_or(u32::MAX)
    }

    fn asked(&mut self, now_ms: i64) {
        self.next_ms = now_ms.saturating_add(i64::from(self.interval_seconds) * 1_000);
    }

    fn slow_down(&mut self) {
        self.interval_seconds =
            (self.interval_seconds + MORE_SECONDS).min(LONGEST_INTERVAL_SECONDS);
    }
}

/// Begins a sign-in. `None`: the provider has no place for it.
///
/// # Errors
/// When the provider gives no code.
pub async fn begin(provider: &Provider, wire: Wire<'_>) -> Result<Option<Begun>, RenewError> {
    let Some(url) = provider.device_url() else {
        return Ok(None);
    };
    let scopes = provider.scopes().join(" ");
    let (status, body) = http::as_client(provider, wire, &url, &[("scope", &scopes)]).await?;
    let unusable =
        |what: &str| RenewError::Unavailable(format!("the provider answered {status} {what}"));
    let codes: Codes = serde_json::from_slice(&body)
        .map_err(|_shows_a_code| unusable("without a code to sign in with"))?;
    let is_plain = codes.user_code.len() <= LONGEST_CODE
        && codes.user_code.bytes().all(|byte| byte.is_ascii_graphic());
    let leads = |url: &Url| matches!(url.scheme(), "http" | "https");
    if !is_plain || !leads(&codes.verification_uri) {
        return Err(unusable("with a code or an address that cannot be shown"));
    }
    let interval = codes.interval.unwrap_or(USUAL_INTERVAL_SECONDS);
    let mut waiting = Waiting {
        device_code: codes.device_code,
        interval_seconds: interval.min(LONGEST_INTERVAL_SECONDS),
        next_ms: 0,
    };
    waiting.asked(wire.now_ms);
    Ok(Some(Begun {
        user_code: codes.user_code,
        verification_url: codes.verification_uri,
        verification_url_complete: codes.verification_uri_complete.filter(leads),
        lasts: Duration::from_secs(codes.expires_in).min(LONGEST_LIFE),
        waiting,
    }))
}

/// Asks whether somebody has signed in, and notes when to ask again.
///
/// # Errors
/// `Refused`: nobody will.
pub async fn ask(
    provider: &Provider,
    wire: Wire<'_>,
    waiting: &mut Waiting,
) -> Result<Answer, RenewError> {
    let url = provider
        .token_url()
        .ok_or_else(|| RenewError::Refused("the provider has no address for this".to_owned()))?;
    waiting.asked(wire.now_ms);
    let asked = [("grant_type", GRANT), ("device_code", &waiting.device_code)];
    let (status, body) = http::as_client(provider, wire, &url, &asked).await?;
    let given: Given = serde_json::from_slice(&body).unwrap_or_default();
    match (given.access_token, given.error.as_deref()) {
        (Some(access), None) => {
            let account = claims::account(provider, given.id_token.as_deref(), None, wire.now_ms)?;
            Ok(Answer::Tokens(Obtained {
                access: Secret::new(access),
                expires_in: given
                    .expires_in
                    .filter(|seconds| *seconds > 0)
                    .map(Duration::from_secs),
                refresh: given.refresh_token.map(Secret::new),
                account,
            }))
        }
        (_, Some("authorization_pending")) => Ok(Answer::Pending),
        (_, Some("slow_down")) => {
            waiting.slow_down();
            waiting.asked(wire.now_ms);
            Ok(Answer::Pending)
        }
        // The words of the standard alone.
        (
            _,
            Some(
                word @ ("access_denied"
                | "expired_token"
                | "invalid_grant"
                | "invalid_client"
                | "unauthorized_client"),
            ),
        ) => Err(RenewError::Refused(format!("the provider answered {word}"))),
        _ => Err(RenewError::Unavailable(format!(
            "the provider answered {status} without a token"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_too_often_waits_longer() {
        let mut waiting = Waiting {
            device_code: String::new(),
            interval_seconds: 5,
            next_ms: 0,
        };
        assert_eq!(waiting.left(7), 0);
        waiting.asked(1_000);
        assert_eq!(waiting.left(1_000), 5);
        assert_eq!(waiting.left(5_001), 1);
        assert_eq!(waiting.left(6_000), 0);
        waiting.slow_down();
        waiting.asked(6_000);
        assert_eq!(waiting.left(6_000), 10);
        for _ in 0..100 {
            waiting.slow_down();
        }
        assert_eq!(waiting.interval_seconds(), LONGEST_INTERVAL_SECONDS);
    }
}
