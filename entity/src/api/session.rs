//! Signing in and out. What holds a secret has no `Debug`.

use serde::{Deserialize, Serialize};

use chrono::{DateTime, Utc};

/// Name and password of an admin user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    pub username: String,
    pub password: String,
}

/// A user's own password, changed. Ends all sessions of the user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    pub current: String,
    /// At least 8 characters.
    pub new: String,
}

/// Who is calling.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    pub kind: CallerKind,
    /// Of the user or the token.
    pub name: String,
    /// What a browser sends as `x-csrf-token` with every call that changes something. `null` for tokens, which need none.
    pub csrf_token: Option<String>,
    /// When it ends at the latest. `null`: never.
    pub expires_at: Option<DateTime<Utc>>,
}

/// How a caller of the admin API proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallerKind {
    /// A browser's session.
    User,
    /// An admin token.
    Token,
}
