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

/// A new credential.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CredentialInput {
    /// Kept sealed and never shown.
    pub api_key: String,
    /// Unique within the channel. Default: the end of the key.
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
    /// Takes the old one's place; sessions stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}
