//! A browser's way to the provider and back.
//!
//! One random value in a cookie is all that is kept of it, and it is kept by the browser: state, nonce and PKCE verifier
//! are made of it. So the way back works in the browser that set out and in no other, and whoever only asks for it fills
//! no memory here.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::rand_core::OsError;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::secret::{Secret, random};

/// How long a browser may stay at the provider.
pub const LASTS: Duration = Duration::from_secs(600);

/// A journey that began.
#[derive(Debug, Clone)]
pub struct Journey {
    began_ms: i64,
    secret: Secret,
}

impl Journey {
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn begin(now_ms: i64) -> Result<Self, OsError> {
        Ok(Self {
            began_ms: now_ms,
            secret: random("")?,
        })
    }

    /// The journey of a cookie, while it lasts.
    pub fn of_cookie(value: &str, now_ms: i64) -> Option<Self> {
        let (began, secret) = value.split_once('.')?;
        let began_ms: i64 = began.parse().ok()?;
        let age = now_ms.checked_sub(began_ms)?;
        let lives = (0..=LASTS.as_millis() as i64).contains(&age);
        // As long as `random` makes it: nothing shorter, which could be guessed.
        (lives && secret.len() == 43).then(|| Self {
            began_ms,
            secret: Secret::new(secret),
        })
    }

    /// The cookie's value.
    pub fn cookie(&self) -> String {
        format!("{}.{}", self.began_ms, self.secret.expose())
    }

    /// What the provider gives back with the browser.
    pub fn state(&self) -> String {
        self.derive("state")
    }

    /// Whether the browser came back with what it was sent away with.
    pub fn is_state(&self, sent: &str) -> bool {
        self.state().as_bytes().ct_eq(sent.as_bytes()).into()
    }

    /// What the provider puts into the ID token.
    pub fn nonce(&self) -> String {
        self.derive("nonce")
    }

    /// What only whoever set out can show for the code (PKCE).
    pub fn verifier(&self) -> Secret {
        Secret::new(self.derive("verifier"))
    }

    /// 43 characters which tell nothing of the secret, nor of each other.
    fn derive(&self, what: &str) -> String {
        // A key of any length will do.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.expose().as_bytes()) else {
            return String::new();
        };
        mac.update(format!("{what}.{}", self.began_ms).as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    #[test]
    fn line_13_the_cookie_brings_back_the_same_journey_while_it_lasts() {
        let journey = Journey::begin(NOW).unwrap();
        let lasts = LASTS.as_millis() as i64;
        let back = Journey::of_cookie(&journey.cookie(), NOW + lasts).unwrap();
        assert!(back.is_state(&journey.state()));
        assert_eq!(back.nonce(), journey.nonce());
        assert_eq!(back.verifier(), journey.verifier());
        assert!(Journey::of_cookie(&journey.cookie(), NOW + lasts + 1).is_none());
        assert!(Journey::of_cookie(&journey.cookie(), NOW - 1).is_none());
    }

    #[test]
    fn line_13_state_nonce_and_verifier_tell_nothing_of_each_other() {
        let journey = Journey::begin(NOW).unwrap();
        let parts = [
            journey.state(),
            journey.nonce(),
            journey.verifier().expose().to_owned(),
            journey.secret.expose().to_owned(),
        ];
        for (index, part) in parts.iter().enumerate() {
            assert_eq!(part.len(), 43);
            assert!(!parts[..index].contains(part));
        }
        assert!(!journey.is_state(&Journey::begin(NOW).unwrap().state()));
        assert!(!journey.is_state(""));
    }

    #[test]
    fn line_13_what_is_no_journey_is_none() {
        let short = format!("{NOW}.guessable");
        for cookie in ["", ".", "x.y", short.as_str(), "9223372036854775807.x"] {
            assert!(Journey::of_cookie(cookie, NOW).is_none(), "{cookie}");
        }
        // Another beginning makes another journey.
        let journey = Journey::begin(NOW).unwrap();
        let moved = journey
            .cookie()
            .replacen(&NOW.to_string(), &(NOW + 1).to_string(), 1);
        let moved = Journey::of_cookie(&moved, NOW + 2).unwrap();
        assert!(!moved.is_state(&journey.state()));
    }
}
