//! A service account of Google: an assertion that its key signs is given for a token.

use std::{fmt, time::Duration};

use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use super::{
    assertion::{BadKey, Signer},
    kept_text, read_text,
};
use crate::{
    oauth::{Grant, Obtained, RenewError, Source, Wire, http},
    secret::Secret,
    upstream::provider::Auth,
};

/// What every service of Google takes.
pub const USUAL_SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const LONGEST_LIFE_SECONDS: i64 = 3_600;
/// Clocks differ.
const EARLIER_SECONDS: i64 = 10;

/// A service account.
pub struct ServiceAccount {
    pub email: String,
    pub token_url: Url,
    pub scopes: Vec<String>,
    key_id: String,
    private_key: Secret,
    signer: Signer,
}

/// The file that Google makes, or what matters of it.
#[derive(Deserialize)]
struct File {
    r#type: String,
    client_email: String,
    private_key: String,
    private_key_id: String,
    token_uri: Url,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    email: String,
    token_url: Url,
    scopes: Vec<String>,
    key_id: String,
    private_key: String,
}

#[derive(Deserialize)]
struct Answer {
    access_token: Option<String>,
    expires_in: Option<u64>,
    error: Option<String>,
}

impl ServiceAccount {
    /// Reads the file that Google makes for a key. `scopes`: empty for the usual one.
    ///
    /// # Errors
    /// What is wrong with it; nothing of what it holds.
    pub fn of_file(text: &str, scopes: Vec<String>) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|_shows_a_key| {
            "is no key file of a service account: it must be the JSON that Google made, with type, client_email, \
             private_key, private_key_id and token_uri"
                .to_owned()
        })?;
        if file.r#type != "service_account" {
            return Err(
                "is of another type than service_account; make a key of a service account"
                    .to_owned(),
            );
        }
        let kept = Kept {
            email: file.client_email,
            token_url: file.token_uri,
            scopes: match scopes.is_empty() {
                true => vec![USUAL_SCOPE.to_owned()],
                false => scopes,
            },
            key_id: file.private_key_id,
            private_key: file.private_key,
        };
        Self::new(kept).map_err(|bad| bad.to_string())
    }

    fn new(kept: Kept) -> Result<Self, BadKey> {
        let private_key = Secret::new(kept.private_key);
        Ok(Self {
            signer: Signer::read(&private_key)?,
            email: kept.email,
            token_url: kept.token_url,
            scopes: kept.scopes,
            key_id: kept.key_id,
            private_key,
        })
    }

    pub(super) fn text(&self) -> Secret {
        kept_text(&Kept {
            email: self.email.clone(),
            token_url: self.token_url.clone(),
            scopes: self.scopes.clone(),
            key_id: self.key_id.clone(),
            private_key: self.private_key.expose().to_owned(),
        })
    }

    pub(super) fn read(kept: &Secret) -> anyhow::Result<Self> {
        Ok(Self::new(read_text(kept)?)?)
    }

    fn assertion(&self, now_ms: i64) -> Result<String, BadKey> {
        let issued = now_ms / 1_000 - EARLIER_SECONDS;
        let claims = json!({
            "iss": self.email,
            "scope": self.scopes.join(" "),
            "aud": self.token_url,
            "iat": issued,
            "exp": issued + LONGEST_LIFE_SECONDS,
        });
        self.signer.sign(&self.key_id, &claims)
    }
}

impl fmt::Debug for ServiceAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceAccount")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

impl Source for ServiceAccount {
    fn auth(&self, _: Auth) -> Auth {
        Auth::Bearer
    }

    fn can_renew(&self, _: &Grant) -> bool {
        true
    }

    fn renew<'a>(
        &'a self,
        wire: Wire<'a>,
        _: &'a Grant,
    ) -> LocalBoxFuture<'a, Result<Obtained, RenewError>> {
        Box::pin(async move {
            let assertion = self
                .assertion(wire.now_ms)
                .map_err(|bad| RenewError::Refused(bad.to_string()))?;
            let form = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("grant_type", GRANT)
                .append_pair("assertion", &assertion)
                .finish();
            let allow_private = wire.channel.allow_private_network;
            let answered = http::form(wire, allow_private, &self.token_url, None, form);
            let (status, body) = answered
                .await
                .map_err(|bad| RenewError::Unavailable(bad.to_string()))?;
            read_answer(status, &body)
        })
    }
}

fn read_answer(status: u16, body: &[u8]) -> Result<Obtained, RenewError> {
    let answer = serde_json::from_slice(body).unwrap_or(Answer {
        access_token: None,
        expires_in: None,
        error: None,
    });
    match (answer.access_token, answer.error.as_deref()) {
        (Some(token), None) if (200..300).contains(&status) => Ok(Obtained {
            access: Secret::new(token),
            expires_in: answer
                .expires_in
                .filter(|seconds| *seconds > 0)
                .map(Duration::from_secs),
            refresh: None,
            account: None,
        }),
        // The words of the standard alone: what else a provider says may hold what it was shown.
        (
            _,
            Some(
                word @ ("invalid_grant"
                | "invalid_client"
                | "invalid_scope"
                | "unauthorized_client"),
            ),
        ) => Err(RenewError::Refused(format!(
            "the provider answered {word}; enter the credential anew"
        ))),
        _ => Err(RenewError::Unavailable(format!(
            "the provider answered {status} without a token"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use ring::signature;
    use rsa::{
        RsaPrivateKey,
        pkcs1::EncodeRsaPublicKey as _,
        pkcs8::{EncodePrivateKey as _, LineEnding},
        rand_core::OsRng,
    };
    use serde_json::Value;

    use super::*;

    /// One for all tests: a key takes a while to be made.
    static KEY: LazyLock<RsaPrivateKey> =
        LazyLock::new(|| RsaPrivateKey::new(&mut OsRng, 2048).unwrap());

    fn file() -> Value {
        let key = KEY.to_pkcs8_pem(LineEnding::LF).unwrap();
        json!({
            "type": "service_account", "project_id": "p", "private_key_id": "kid-1", "private_key": *key,
            "client_email": "robot@p.iam.gserviceaccount.com", "token_uri": "https://oauth2.googleapis.com/token",
        })
    }

    #[test]
    fn an_assertion_is_signed_by_the_key_and_says_for_whom() {
        let account = ServiceAccount::of_file(&file().to_string(), vec![]).unwrap();

        let assertion = account.assertion(1_000_000_000).unwrap();

        let (signed, signature_part) = assertion.rsplit_once('.').unwrap();
        let public = KEY.to_public_key().to_pkcs1_der().unwrap();
        let key = signature::UnparsedPublicKey::new(
            &signature::RSA_PKCS1_2048_8192_SHA256,
            public.as_bytes(),
        );
        let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
        key.verify(signed.as_bytes(), &decoded(signature_part))
            .unwrap();
        let (head, claims) = signed.split_once('.').unwrap();
        let head: Value = serde_json::from_slice(&decoded(head)).unwrap();
        assert_eq!(
            head,
            json!({ "alg": "RS256", "typ": "JWT", "kid": "kid-1" })
        );
        let claims: Value = serde_json::from_slice(&decoded(claims)).unwrap();
        let expected = json!({
            "iss": "robot@p.iam.gserviceaccount.com", "scope": USUAL_SCOPE, "aud": "https://oauth2.googleapis.com/token",
            "iat": 999_990, "exp": 1_003_590,
        });
        assert_eq!(claims, expected);
    }

    #[test]
    fn what_is_kept_reads_back_and_nothing_prints_the_key() {
        let account = ServiceAccount::of_file(&file().to_string(), vec!["a".to_owned()]).unwrap();

        let again = ServiceAccount::read(&account.text()).unwrap();

        assert_eq!(again.text(), account.text());
        assert_eq!(again.scopes, ["a"]);
        assert!(!format!("{again:?}").contains("PRIVATE"));
    }

    #[test]
    fn what_is_no_key_file_is_told_without_it() {
        for (change, told) in [
            (json!({ "type": "authorized_user" }), "another type"),
            (json!({ "private_key": "canary" }), "no private key in PEM"),
            (json!({ "token_uri": "nowhere" }), "no key file"),
            (json!({ "client_email": null }), "no key file"),
        ] {
            let mut file = file();
            for (name, value) in change.as_object().unwrap() {
                file[name] = value.clone();
            }
            let wrong = ServiceAccount::of_file(&file.to_string(), vec![]).unwrap_err();
            assert!(wrong.contains(told), "{wrong}");
            assert!(!wrong.contains("canary"));
        }
    }

    #[test]
    fn a_refusal_for_good_is_told_from_one_that_passes() {
        let refused = |status, body: &str| read_answer(status, body.as_bytes()).unwrap_err();

        let for_good = refused(
            400,
            r#"{"error":"invalid_grant","error_description":"canary"}"#,
        );
        assert!(
            matches!(for_good, RenewError::Refused(_)) && !for_good.to_string().contains("canary")
        );
        for (status, body) in [
            (500, "{}"),
            (200, "{}"),
            (429, "no JSON"),
            (200, r#"{"error":"slow_down"}"#),
        ] {
            assert!(
                matches!(refused(status, body), RenewError::Unavailable(_)),
                "{body}"
            );
        }
    }
}
