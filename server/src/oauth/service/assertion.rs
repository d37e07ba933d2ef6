//! Assertions that a key signs (RFC 7523): a JWT by RS256.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{rand::SystemRandom, rsa, signature};
use rustls::pki_types::{PrivatePkcs8KeyDer, pem::PemObject as _};
use serde_json::{Value, json};

use crate::secret::Secret;

/// An RSA key that signs. The key itself is never shown.
pub(super) struct Signer(rsa::KeyPair);

/// What cannot sign. Says nothing of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadKey {
    #[error(
        "holds no private key in PEM; copy all of the file, its -----BEGIN PRIVATE KEY----- included"
    )]
    Pem,
    #[error("holds a private key that is no RSA key of at least 2048 bits")]
    Rsa,
    #[error("cannot sign")]
    Signing,
}

impl Signer {
    /// `pem`: in PKCS #8.
    pub(super) fn read(pem: &Secret) -> Result<Self, BadKey> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.expose().as_bytes())
            .map_err(|_shows_the_key| BadKey::Pem)?;
        rsa::KeyPair::from_pkcs8(der.secret_pkcs8_der())
            .map(Self)
            .map_err(|_rejected| BadKey::Rsa)
    }

    /// `claims` with their signature. `key_id`: which of the issuer's keys this is.
    pub(super) fn sign(&self, key_id: &str, claims: &Value) -> Result<String, BadKey> {
        let head = json!({ "alg": "RS256", "typ": "JWT", "kid": key_id });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&head), part(claims));
        let mut signature = vec![0; self.0.public().modulus_len()];
        self.0
            .sign(
                &signature::RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                signed.as_bytes(),
                &mut signature,
            )
            .map_err(|_unspecified| BadKey::Signing)?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
