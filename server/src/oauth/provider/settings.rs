//! What an operator says of a provider of accounts, and what its issuer adds.

use routex_entity::{OauthExchange, TokenHeader};
use serde::{Deserialize, Serialize};
use url::Url;

/// What an operator says of a provider, the secret apart. What is missing is the preset's, or its issuer's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(default)]
    pub client_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorize_url: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_url: Option<Url>,
    /// Where it takes back what it gave (RFC 7009).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoke_url: Option<Url>,
    /// Where it says whose an account is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_url: Option<Url>,
    /// Where a sign-in on another device begins (RFC 8628).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_url: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<OauthExchange>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_in_body: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_header: Option<TokenHeader>,
    /// Names of fields of an answer, with dots between them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_from: Option<String>,
    /// Whether its answers name it (RFC 9207), as registrations had it before `found`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names_itself: Option<bool>,
    /// Its addresses may be loopback, private and similar ones.
    #[serde(default)]
    pub allow_private_network: bool,
    /// What the issuer said when the operator registered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Found>,
}

/// What an issuer says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub authorize_url: Url,
    pub token_url: Url,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoke_url: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub userinfo_url: Option<Url>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_url: Option<Url>,
    /// Whether every answer names it (RFC 9207).
    pub names_itself: bool,
}
