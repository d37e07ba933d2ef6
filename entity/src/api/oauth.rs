//! Accounts that are signed in to: who gives them, and the way there.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::vocab::{DeviceState, OauthExchange, TokenHeader};

/// Somebody who gives accounts, as Routex knows it before an operator registers there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OauthPreset {
    pub name: String,
    /// Needs the operator's own client id.
    pub needs_client: bool,
    /// The operator must give its addresses.
    pub needs_addresses: bool,
    pub scopes: Vec<String>,
}

/// A provider of accounts, as everything but its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OauthProvider {
    pub id: Uuid,
    /// Unique.
    pub name: String,
    pub preset: String,
    pub client_id: String,
    pub has_client_secret: bool,
    pub scopes: Vec<String>,
    /// Empty: its issuer tells, and was not asked yet.
    pub authorize_url: String,
    /// Empty: its issuer tells, and was not asked yet.
    pub token_url: String,
    /// `null`: it takes nothing back, as far as is known.
    pub revoke_url: Option<String>,
    /// `null`: it does not say whose an account is, as far as is known.
    pub userinfo_url: Option<String>,
    /// `null`: nobody signs in on another device, as far as is known.
    pub device_url: Option<String>,
    pub issuer: Option<String>,
    pub exchange: OauthExchange,
    pub secret_in_body: bool,
    pub token_header: TokenHeader,
    pub account_from: Option<String>,
    pub allow_private_network: bool,
    /// Comes from the configuration file, where alone it can be changed.
    pub declared: bool,
    /// To be registered with the provider, exactly like this.
    pub redirect_uri: String,
}

/// A new provider of accounts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OauthProviderInput {
    /// Unique.
    pub name: String,
    pub preset: String,
    #[serde(flatten)]
    pub rest: OauthProviderOptions,
}

/// Fields to change; the others stay. `null` stands for the default.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OauthProviderPatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    #[serde(flatten)]
    pub rest: OauthProviderOptions,
}

/// What has a default.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct OauthProviderOptions {
    /// Of the operator's own registration. Routex has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Kept sealed and never shown. Needed again when it would go elsewhere than before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// Default: the preset's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// Default: the preset's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorize_url: Option<String>,
    /// Default: the preset's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_url: Option<String>,
    /// Where it takes back what it gave, when a credential is removed (RFC 7009). Default: the preset's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoke_url: Option<String>,
    /// Where it says whose an account is, when neither its answers nor an id token do. Default: the preset's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub userinfo_url: Option<String>,
    /// Where a sign-in on another device begins (RFC 8628). Default: the preset's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_url: Option<String>,
    /// As it names itself in answers and id tokens. Default: the preset's. It is asked for addresses that neither the preset
    /// nor the body tells, by OpenID Connect Discovery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// How codes and refresh tokens are sent, and what is given for a code. Default: the preset's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<OauthExchange>,
    /// The client's secret goes into the body instead of a header. Default: the preset's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_in_body: Option<bool>,
    /// The header that tokens go upstream in. Default `authorization`, as a bearer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_header: Option<TokenHeader>,
    /// Where an answer with tokens says whose they are: names of fields with dots between them, as `account.email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_from: Option<String>,
    /// Its addresses may be loopback, private and similar ones, and without TLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_private_network: Option<bool>,
}

/// A sign-in to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OauthFlowInput {
    pub provider_id: Uuid,
    pub channel_id: Uuid,
    /// Signs in again: the credential keeps its id, and sessions stay. `null`: makes a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_id: Option<Uuid>,
}

/// A sign-in that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OauthFlow {
    /// To be opened in a browser.
    pub url: String,
    /// Where the provider sends the browser afterwards. When that leads nowhere, its address is given by hand.
    pub redirect_uri: String,
    pub expires_at: DateTime<Utc>,
}

/// A sign-in to complete. Only who began it can do that, and only once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct OauthReturn {
    /// The whole address that the provider sent the browser to.
    pub url: String,
}

/// A sign-in on another device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OauthDevice {
    pub id: Uuid,
    /// To be entered there.
    pub user_code: String,
    /// To be opened in a browser, on any machine.
    pub verification_uri: String,
    /// The same with the code in it, where the provider has that.
    pub verification_uri_complete: Option<String>,
    pub expires_at: DateTime<Utc>,
    pub state: DeviceState,
    /// What became of it, when it is `connected`.
    pub credential_id: Option<Uuid>,
    /// Why it is `failed`.
    pub error: Option<String>,
}

/// How the tokens of a credential are doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenHealth {
    /// Whose they are, as the provider names it.
    pub account: Option<String>,
    pub obtained_at: Option<DateTime<Utc>>,
    /// `null`: there is no token, or the provider does not say.
    pub expires_at: Option<DateTime<Utc>>,
    /// The provider takes them no more: somebody has to sign in.
    pub needs_sign_in: bool,
    pub last_error: Option<String>,
    /// When a new token is asked for again after it could not be had.
    pub next_try_at: Option<DateTime<Utc>>,
}
