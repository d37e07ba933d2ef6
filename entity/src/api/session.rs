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

/// How one can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInMethods {
    /// `null`: by password alone.
    pub oidc: Option<OidcMethod>,
}

/// Signing in at an OpenID provider: a browser opens `GET /api/v1/session/oidc`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OidcMethod {
    /// What the button says.
    pub label: String,
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
    /// A browser's session, begun with a password.
    User,
    /// A browser's session, begun at an OpenID provider.
    Oidc,
    /// An admin token.
    Token,
}
