//! Identities of services: credentials that get their tokens, or sign their requests, without a person.

mod assertion;
mod aws;
mod client_credentials;
mod google;

pub use aws::{AwsKey, USUAL_SERVICE};
pub use client_credentials::ClientCredentials;
pub use google::ServiceAccount;

use std::sync::Arc;

use anyhow::Context as _;
use oauth2::{RequestTokenError, basic::BasicErrorResponseType};
use routex_entity::CredentialKind;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};

use super::{
    RenewError, Source,
    flow::{Refusal, refusal},
};
use crate::secret::{Secret, seal::hex};

/// What a service shows instead of a key. Kept, sealed, in the place of one.
#[derive(Debug, Clone)]
pub enum Identity {
    ClientCredentials(Arc<ClientCredentials>),
    ServiceAccount(Arc<ServiceAccount>),
    Aws(Arc<AwsKey>),
}

impl Identity {
    pub fn kind(&self) -> CredentialKind {
        match self {
            Self::ClientCredentials(_) => CredentialKind::ClientCredentials,
            Self::ServiceAccount(_) => CredentialKind::ServiceAccount,
            Self::Aws(_) => CredentialKind::Aws,
        }
    }

    /// What operators see of it. No secret.
    pub fn name(&self) -> &str {
        match self {
            Self::ClientCredentials(client) => &client.client_id,
            Self::ServiceAccount(account) => &account.email,
            Self::Aws(key) => &key.access_key_id,
        }
    }

    /// As it is kept.
    pub fn text(&self) -> Secret {
        match self {
            Self::ClientCredentials(client) => client.text(),
            Self::ServiceAccount(account) => account.text(),
            Self::Aws(key) => key.text(),
        }
    }

    /// As it was kept.
    ///
    /// # Errors
    /// When it is none of this kind.
    pub fn read(kind: CredentialKind, kept: &Secret) -> anyhow::Result<Self> {
        Ok(match kind {
            CredentialKind::ClientCredentials => {
                Self::ClientCredentials(Arc::new(ClientCredentials::read(kept)?))
            }
            CredentialKind::ServiceAccount => {
                Self::ServiceAccount(Arc::new(ServiceAccount::read(kept)?))
            }
            CredentialKind::Aws => Self::Aws(Arc::new(AwsKey::read(kept)?)),
            CredentialKind::ApiKey | CredentialKind::Oauth => {
                anyhow::bail!("{kind} is no identity of a service")
            }
        })
    }

    /// Where its tokens come from. `None`: it signs requests.
    pub fn source(&self) -> Option<Arc<dyn Source>> {
        match self {
            Self::ClientCredentials(client) => Some(Arc::clone(client) as Arc<dyn Source>),
            Self::ServiceAccount(account) => Some(Arc::clone(account) as Arc<dyn Source>),
            Self::Aws(_) => None,
        }
    }

    /// Tells it from every other.
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.text().expose()))
    }
}

fn kept_text(kept: &impl Serialize) -> Secret {
    // Texts and lists of texts: there is nothing in them that cannot be written.
    Secret::new(serde_json::to_string(kept).unwrap_or_default())
}

fn read_text<T: DeserializeOwned>(kept: &Secret) -> anyhow::Result<T> {
    serde_json::from_str(kept.expose())
        .map_err(|_shows_a_secret| ())
        .ok()
        .context("the identity is not of a form that this version knows")
}

/// What an answer carries that nobody reads here.
#[derive(Debug, Serialize, Deserialize)]
struct Nothing {}

impl oauth2::ExtraTokenFields for Nothing {}

/// What whoever gives tokens says of its refusal. Nobody can sign in again: whoever is not known stays so until another
/// identity is entered.
fn unknown_here(said: Refusal) -> RenewError {
    let is_final = match &said {
        RequestTokenError::ServerResponse(said) => matches!(
            said.error(),
            BasicErrorResponseType::InvalidClient
                | BasicErrorResponseType::InvalidGrant
                | BasicErrorResponseType::InvalidScope
                | BasicErrorResponseType::UnauthorizedClient
        ),
        _ => false,
    };
    match refusal(said) {
        RenewError::Refused(told) | RenewError::Unavailable(told) if is_final => {
            RenewError::Refused(format!("{told}; enter the credential anew"))
        }
        other => other,
    }
}
