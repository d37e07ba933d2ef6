//! Credentials: the secrets of channels, as everything but the secret.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::TokenHealth;
use crate::{ChannelState, CredentialKind, Outcome};

/// A credential of a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Credential {
    pub id: Uuid,
    /// Unique within the channel.
    pub label: String,
    /// What it is made of.
    #[serde(default)]
    pub kind: CredentialKind,
    pub enabled: bool,
    /// Comes from the configuration file, where alone it can be changed.
    pub declared: bool,
    /// `null`: unknown.
    pub created_at: Option<DateTime<Utc>>,
    /// `null`: it takes no part now.
    pub health: Option<CredentialHealth>,
}

/// How a credential is doing at this moment.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CredentialHealth {
    /// The best that it can do for any model.
    pub state: ChannelState,
    pub in_flight: u32,
    /// Out for all models.
    pub suspended: Option<Suspended>,
    /// The last of its models is back by then. `null`: none is cooling down.
    pub cooling_until: Option<DateTime<Utc>>,
    /// Models it was used for lately, by name.
    pub models: Vec<ModelHealth>,
    pub last_error: Option<LastError>,
    /// `null`: it is a key.
    #[serde(default)]
    pub token: Option<TokenHealth>,
}

/// The provider refuses a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suspended {
    /// `unauthorized` or `quota_exhausted`.
    pub cause: Outcome,
    /// From here on one request finds out whether it still holds.
    pub until: DateTime<Utc>,
}

/// A credential with one model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ModelHealth {
    /// As the provider calls it.
    pub model: String,
    /// `closed`, `open` or `half_open`.
    pub breaker: ChannelState,
    /// From here on one request finds out whether it closes.
    pub open_until: Option<DateTime<Utc>>,
    /// The provider asked to wait, or does not know the model.
    pub cooling_until: Option<DateTime<Utc>>,
    /// The provider answered that it does not know the model.
    pub model_unknown: bool,
}

/// The last attempt that was the provider's or the credential's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastError {
    pub outcome: Outcome,
    pub at: DateTime<Utc>,
}

/// A new credential, made of exactly one of the first four. What it is made of is kept sealed and never shown.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CredentialInput {
    /// Goes on the wire as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// Is given for tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_credentials: Option<ClientCredentialsInput>,
    /// Signs what is given for tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_account: Option<ServiceAccountInput>,
    /// Signs requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aws: Option<AwsKeyInput>,
    /// Unique within the channel. Default: the end of the key, or whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Default `true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// Fields to change; the others stay.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CredentialPatch {
    /// Takes the old one's place; sessions stay. So do the next three, each of a credential of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_credentials: Option<ClientCredentialsInput>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_account: Option<ServiceAccountInput>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aws: Option<AwsKeyInput>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// A client of its own at an identity provider (RFC 6749, 4.4).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientCredentialsInput {
    /// With TLS, unless the channel may have private addresses.
    pub token_url: String,
    pub client_id: String,
    pub client_secret: String,
    /// Default: none are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// For whom the token is to be, where the provider asks for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// The secret goes in the body instead of the header `Authorization`. Default `false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_in_body: Option<bool>,
}

/// A service account of Google.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceAccountInput {
    /// The text of the file that Google made for a key of it.
    pub key_file: String,
    /// Default: `https://www.googleapis.com/auth/cloud-platform`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
}

/// A key of Amazon Web Services. Requests are signed with it (Signature Version 4).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AwsKeyInput {
    pub access_key_id: String,
    pub secret_access_key: String,
    /// Of a key that was lent for some hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_token: Option<String>,
    pub region: String,
    /// As it is called in signatures. Default `bedrock`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
}
