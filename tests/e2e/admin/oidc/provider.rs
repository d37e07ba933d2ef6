//! An OpenID provider that signs with real keys and says what the test wants it to.

use std::sync::{Arc, Mutex};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::{
    digest,
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
    },
};
use routex_tests::{FakeProvider, Reply, Seen};
use rsa::{
    RsaPrivateKey, pkcs1::EncodeRsaPrivateKey as _, rand_core::OsRng, traits::PublicKeyParts as _,
};
use serde_json::{Value, json};
use url::form_urlencoded;

pub const CLIENT_ID: &str = "routex-dashboard";
pub const CLIENT_SECRET: &str = "canary-oidc-client-secret";

pub enum Key {
    Rsa(RsaKeyPair, Value),
    Ec(EcdsaKeyPair),
}

impl Key {
    pub fn rsa() -> Self {
        let key = RsaPrivateKey::new(&mut OsRng, 2048).unwrap();
        let public = json!({
            "n": encode(&key.n().to_bytes_be()),
            "e": encode(&key.e().to_bytes_be()),
        });
        let der = key.to_pkcs1_der().unwrap();
        Self::Rsa(RsaKeyPair::from_der(der.as_bytes()).unwrap(), public)
    }

    pub fn ec() -> Self {
        let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        let made = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self::Ec(EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref(), &random).unwrap())
    }

    /// A signed token.
    pub fn sign(&self, claims: &Value) -> String {
        let header = json!({ "alg": self.algorithm(), "kid": "one", "typ": "JWT" });
        let signed = unsigned(&header, claims);
        let random = SystemRandom::new();
        let signature = match self {
            Self::Rsa(key, _) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(
                    &RSA_PKCS1_SHA256,
                    &random,
                    signed.as_bytes(),
                    &mut signature,
                )
                .unwrap();
                signature
            }
            Self::Ec(key) => key
                .sign(&random, signed.as_bytes())
                .unwrap()
                .as_ref()
                .to_vec(),
        };
        format!("{signed}.{}", encode(&signature))
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(..) => "RS256",
            Self::Ec(_) => "ES256",
        }
    }

    fn public(&self) -> Value {
        let mut jwk = match self {
            Self::Rsa(_, public) => {
                let mut jwk = public.clone();
                jwk["kty"] = json!("RSA");
                jwk
            }
            Self::Ec(key) => {
                let point = key.public_key().as_ref();
                json!({
                    "kty": "EC",
                    "crv": "P-256",
                    "x": encode(&point[1..33]),
                    "y": encode(&point[33..]),
                })
            }
        };
        jwk["kid"] = json!("one");
        jwk["use"] = json!("sig");
        jwk["alg"] = json!(self.algorithm());
        jwk
    }
}

/// Head and claims of a token, without a signature.
pub fn unsigned(header: &Value, claims: &Value) -> String {
    let [header, claims] = [header, claims].map(|part| encode(part.to_string().as_bytes()));
    format!("{header}.{claims}")
}

pub fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// What the token endpoint does next.
#[derive(Default)]
struct Wish {
    /// Of the request that the browser brought.
    challenge: String,
    token: String,
}

pub struct Idp {
    pub server: FakeProvider,
    pub key: Arc<Key>,
    wish: Arc<Mutex<Wish>>,
}

impl Idp {
    pub async fn start(key: Key) -> Self {
        let (server, key) = (FakeProvider::start().await, Arc::new(key));
        let wish = Arc::<Mutex<Wish>>::default();
        let (issuer, known, wanted) = (server.url(), key.clone(), wish.clone());
        server.respond(move |seen| match seen.path() {
            "/.well-known/openid-configuration" => Reply::json(200, &metadata(&issuer)),
            "/jwks" => Reply::json(200, &json!({ "keys": [known.public()] })),
            "/token" => exchange(seen, &wanted.lock().unwrap()),
            _ => Reply::status(404),
        });
        Self { server, key, wish }
    }

    /// The token endpoint will answer with this ID token to whoever knows the verifier of this challenge.
    pub fn will_say(&self, challenge: &str, token: String) {
        *self.wish.lock().unwrap() = Wish {
            challenge: challenge.to_owned(),
            token,
        };
    }

    pub fn exchanges(&self) -> usize {
        let seen = self.server.seen();
        seen.iter().filter(|seen| seen.path() == "/token").count()
    }
}

fn metadata(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
    })
}

/// Takes a code once from the right client, which must know the verifier.
fn exchange(seen: &Seen, wish: &Wish) -> Reply {
    let body: Vec<(String, String)> = form_urlencoded::parse(&seen.body).into_owned().collect();
    let field = |name: &str| {
        let found = body.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let verifier = field("code_verifier");
    let challenge = encode(digest::digest(&digest::SHA256, verifier.as_bytes()).as_ref());
    let basic = base64::prelude::BASE64_STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}"));
    let right = field("grant_type") == "authorization_code"
        && field("code") == "the-code"
        && field("redirect_uri").ends_with("/api/v1/session/oidc/callback")
        && seen.header("authorization") == Some(&format!("Basic {basic}"))
        && challenge == wish.challenge;
    if !right {
        return Reply::json(400, &json!({ "error": "invalid_grant" }));
    }
    let answer = json!({
        "access_token": "canary-access-token",
        "token_type": "Bearer",
        "expires_in": 300,
        "id_token": wish.token,
    });
    Reply::json(200, &answer)
}
