//! Admin tokens: bearers for automation.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use chrono::{DateTime, Utc};

/// An admin token, without the token itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminToken {
    pub id: Uuid,
    pub name: String,
    /// How it begins, to recognise it.
    pub prefix: String,
    pub created_at: DateTime<Utc>,
    /// `null`: never.
    pub expires_at: Option<DateTime<Utc>>,
    /// Comes from the configuration file, where alone it can be changed.
    pub declared: bool,
}

/// What an operator says of a new token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdminTokenInput {
    /// Unique; letters, digits and `._-`.
    pub name: String,
    /// `null`: never.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// A token that was made just now.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAdminToken {
    #[serde(flatten)]
    pub about: AdminToken,
    /// The token itself, `ra-…`; shown only now.
    pub token: String,
}
