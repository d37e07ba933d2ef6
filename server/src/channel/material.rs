//! What a credential is made of, and what of it goes on the wire.

use std::{
    fmt,
    ops::Deref,
    sync::{Arc, LazyLock},
};

use super::{messages::RefusedReason, spec::CredentialSpec};
use crate::{
    oauth::{Grant, GrantCell, Source, Trouble, service::AwsKey},
    secret::Secret,
    upstream::provider::Auth,
};

/// What a credential is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Material {
    /// Goes on the wire as it is.
    Key(Secret),
    /// The current token does.
    Token(TokenMaterial),
    /// Never does: it signs each request.
    Signer(SignerMaterial),
}

/// A key that signs requests.
#[derive(Debug, Clone)]
pub struct SignerMaterial {
    pub key: Arc<AwsKey>,
    /// Digest of the key.
    pub made_of: String,
}

impl PartialEq for SignerMaterial {
    fn eq(&self, other: &Self) -> bool {
        self.made_of == other.made_of
    }
}

impl Eq for SignerMaterial {}

/// A credential whose tokens come and go.
#[derive(Clone)]
pub struct TokenMaterial {
    pub cell: Arc<GrantCell>,
    pub source: Arc<dyn Source>,
    /// Digest of what the source works with.
    pub made_of: String,
    /// Of the grant when the credential was read: whoever signed in again has a credential that starts afresh.
    pub sign_ins: i64,
}

impl PartialEq for TokenMaterial {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.cell, &other.cell)
            && self.made_of == other.made_of
            && self.sign_ins == other.sign_ins
    }
}

impl Eq for TokenMaterial {}

impl fmt::Debug for TokenMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenMaterial")
            .field("cell", &self.cell)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// What a credential shows that has no token yet, or signs.
pub(super) static NOTHING: LazyLock<Secret> = LazyLock::new(|| Secret::new(""));

/// The secret that goes on the wire: of a key the key, of tokens the one that was current when it was taken.
#[derive(Debug, Clone)]
pub enum OnWire<'a> {
    Key(&'a Secret),
    Token(Arc<Grant>),
}

impl Deref for OnWire<'_> {
    type Target = Secret;

    fn deref(&self) -> &Secret {
        match self {
            Self::Key(secret) => secret,
            Self::Token(grant) => grant
                .access
                .as_ref()
                .map_or(&*NOTHING, |token| &token.secret),
        }
    }
}

impl CredentialSpec {
    /// What goes on the wire now. Empty: there is no token yet.
    pub fn on_wire(&self) -> OnWire<'_> {
        match &self.material {
            Material::Key(secret) => OnWire::Key(secret),
            Material::Token(token) => OnWire::Token(token.cell.load()),
            Material::Signer(_) => OnWire::Key(&NOTHING),
        }
    }

    /// How it is shown to the provider. `usual`: how keys are.
    pub fn auth(&self, usual: Auth) -> Auth {
        match &self.material {
            Material::Key(_) | Material::Signer(_) => usual,
            Material::Token(token) => token.source.auth(usual),
        }
    }

    /// Why it has no token that a request could use, nor one to wait for.
    pub fn tokenless(&self) -> Option<RefusedReason> {
        let grant = self.token()?.cell.load();
        match &grant.trouble {
            Some(Trouble::NeedsSignIn { .. }) => Some(RefusedReason::NeedsSignIn),
            Some(Trouble::Failing { .. }) if grant.access.is_none() => Some(RefusedReason::NoToken),
            _ => None,
        }
    }

    /// Its tokens, if it has any.
    pub fn token(&self) -> Option<&TokenMaterial> {
        match &self.material {
            Material::Token(token) => Some(token),
            Material::Key(_) | Material::Signer(_) => None,
        }
    }

    /// What signs its requests, if they are to be signed.
    pub fn signer(&self) -> Option<&AwsKey> {
        match &self.material {
            Material::Signer(signer) => Some(&signer.key),
            Material::Key(_) | Material::Token(_) => None,
        }
    }
}
