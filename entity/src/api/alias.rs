//! Aliases: model names offered to clients that lead elsewhere.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{FallbackCause, Strategy};

/// An alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Alias {
    pub id: Uuid,
    #[serde(flatten)]
    pub settings: AliasInput,
    /// Comes from the configuration file, where alone it can be changed.
    pub declared: bool,
}

/// What an operator says of an alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AliasInput {
    /// Unique; letters, digits and `._-/:@+`. It may be that of a model: requests for that model then follow the alias.
    pub name: String,
    /// `null`: the global strategy.
    #[serde(default)]
    pub strategy: Option<Strategy>,
    /// In order of preference, at least one.
    pub targets: Vec<AliasTarget>,
    /// Models that serve in its stead, at most one a cause.
    #[serde(default)]
    pub fallbacks: Vec<Fallback>,
}

/// Where an alias leads: to a channel, or to every channel that carries a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AliasTarget {
    /// Name of a channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// As that channel's own clients would ask for it.
    pub model: String,
}

/// The model that serves in an alias' stead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fallback {
    pub when: FallbackCause,
    /// As clients would ask for it; may be another alias, whose own fallbacks are not followed.
    pub model: String,
}
