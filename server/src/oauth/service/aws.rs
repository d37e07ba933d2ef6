//! A key of Amazon Web Services: it signs requests (Signature Version 4) instead of going on the wire.

use std::time::SystemTime;

use actix_http::{
    Method, Uri,
    header::{HeaderName, HeaderValue},
};
use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use serde::{Deserialize, Serialize};

use super::{kept_text, read_text};
use crate::secret::Secret;

/// What the runtime of Bedrock is called in signatures.
pub const USUAL_SERVICE: &str = "bedrock";

/// A key and for what it signs.
#[derive(Debug)]
pub struct AwsKey {
    pub access_key_id: String,
    pub secret_access_key: Secret,
    /// Of a key that was lent for some hours.
    pub session_token: Option<Secret>,
    pub region: String,
    pub service: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    access_key_id: String,
    secret_access_key: String,
    #[serde(default)]
    session_token: Option<String>,
    region: String,
    service: String,
}

/// What cannot be signed. Says nothing of the key.
#[derive(Debug, thiserror::Error)]
#[error("cannot be signed: {0}")]
pub struct Unsigned(String);

impl AwsKey {
    pub(super) fn text(&self) -> Secret {
        kept_text(&Kept {
            access_key_id: self.access_key_id.clone(),
            secret_access_key: self.secret_access_key.expose().to_owned(),
            session_token: self
                .session_token
                .as_ref()
                .map(|token| token.expose().to_owned()),
            region: self.region.clone(),
            service: self.service.clone(),
        })
    }

    pub(super) fn read(kept: &Secret) -> anyhow::Result<Self> {
        let kept: Kept = read_text(kept)?;
        Ok(Self {
            access_key_id: kept.access_key_id,
            secret_access_key: Secret::new(kept.secret_access_key),
            session_token: kept.session_token.map(Secret::new),
            region: kept.region,
            service: kept.service,
        })
    }

    /// The headers that a request needs beside those it has: they vouch for method, address, host and body.
    ///
    /// # Errors
    /// When the address or the key cannot be part of a signature.
    pub fn sign(
        &self,
        method: &Method,
        uri: &Uri,
        host: &str,
        body: &[u8],
        at: SystemTime,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, Unsigned> {
        let unsigned = |error: &dyn std::fmt::Display| Unsigned(error.to_string());
        let session = self.session_token.as_ref();
        let identity = Credentials::new(
            &self.access_key_id,
            self.secret_access_key.expose(),
            session.map(|token| token.expose().to_owned()),
            None,
            "routex",
        )
        .into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(&self.service)
            .time(at)
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| unsigned(&error))?
            .into();
        let uri = uri.to_string();
        let signable = SignableRequest::new(
            method.as_str(),
            uri.as_str(),
            std::iter::once(("host", host)),
            SignableBody::Bytes(body),
        )
        .map_err(|error| unsigned(&error))?;
        let (instructions, _signature) = sign(signable, &params)
            .map_err(|error| unsigned(&error))?
            .into_parts();
        let (headers, _query) = instructions.into_parts();
        headers
            .into_iter()
            .map(|header| {
                let mut value =
                    HeaderValue::from_str(header.value()).map_err(|error| unsigned(&error))?;
                value.set_sensitive(true);
                Ok((HeaderName::from_static(header.name()), value))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// The key, the time and the answer of `get-vanilla` and `post-vanilla` in the test suite that Amazon publishes for
    /// Signature Version 4.
    #[test]
    fn signatures_are_those_that_amazon_published() {
        let key = AwsKey {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            session_token: None,
            region: "us-east-1".to_owned(),
            service: "service".to_owned(),
        };
        // 2015-08-30 12:36:00
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160);
        let uri = Uri::from_static("https://example.amazonaws.com/");
        for (method, signature) in [
            (
                Method::GET,
                "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
            ),
            (
                Method::POST,
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
        ] {
            let headers = key
                .sign(&method, &uri, "example.amazonaws.com", b"", at)
                .unwrap();

            let of = |name: &str| {
                let found = headers.iter().find(|(known, _)| known == name);
                found.map(|(_, value)| value.to_str().unwrap().to_owned())
            };
            assert_eq!(of("x-amz-date").as_deref(), Some("20150830T123600Z"));
            let expected = format!(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
                 SignedHeaders=host;x-amz-date, Signature={signature}"
            );
            assert_eq!(of("authorization"), Some(expected), "{method}");
        }
    }

    #[test]
    fn a_lent_key_shows_its_session_and_nothing_prints_it() {
        let kept = kept_text(&Kept {
            access_key_id: "AKID".to_owned(),
            secret_access_key: "canary-key".to_owned(),
            session_token: Some("canary-session".to_owned()),
            region: "eu-central-1".to_owned(),
            service: USUAL_SERVICE.to_owned(),
        });
        let key = AwsKey::read(&kept).unwrap();
        assert_eq!(key.text(), kept);

        let uri =
            Uri::from_static("https://bedrock-runtime.eu-central-1.amazonaws.com/openai/v1/x?a=b");
        let host = "bedrock-runtime.eu-central-1.amazonaws.com";
        let headers = key
            .sign(&Method::POST, &uri, host, b"{}", SystemTime::now())
            .unwrap();

        assert!(
            headers
                .iter()
                .any(|(name, value)| name == "x-amz-security-token" && value == "canary-session")
        );
        assert!(!format!("{key:?} {headers:?}").contains("canary"));
    }
}
