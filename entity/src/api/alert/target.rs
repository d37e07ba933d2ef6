//! Targets: whom alerts are told.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{AlertKind, AlertTargetKind, Language, Severity};

/// Somebody who is told. URL, secret and proxy are not shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertTarget {
    pub id: Uuid,
    pub name: String,
    pub kind: AlertTargetKind,
    /// Scheme, host and port of the URL: the rest may be a secret.
    pub origin: String,
    /// Messages are signed, or carry the token of a bot.
    pub has_secret: bool,
    pub chat_id: Option<String>,
    pub has_proxy: bool,
    pub allow_private_network: bool,
    pub language: Language,
    pub min_severity: Severity,
    /// Empty: all.
    pub kinds: Vec<AlertKind>,
    pub enabled: bool,
    /// Comes from the configuration file, where alone it can be changed.
    pub declared: bool,
}

/// What an operator says of a target.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertTargetInput {
    /// Unique; letters, digits and `._-`.
    pub name: String,
    pub kind: AlertTargetKind,
    /// Where messages are sent. Kept sealed and never shown. Telegram: the address of the Bot API, which need not be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What messages are signed with (`generic`, `feishu`, `dingtalk`), or the token of the bot (`telegram`, which needs
    /// it). Kept sealed and never shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Telegram alone: the chat that is written to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<String>,
    /// `socks5://…` or `http://…`. Kept sealed and never shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// Needed for addresses of your own network. Default `false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_private_network: Option<bool>,
    /// Default `en`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// What matters less is not told. Default `info`: all is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_severity: Option<Severity>,
    /// What is told. Default empty: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<AlertKind>>,
    /// Default `true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// Fields to change; the others stay. `null` brings the default back.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertTargetPatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<AlertTargetKind>,
    /// On another server, the secret must be sent along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_private_network: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_severity: Option<Severity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<AlertKind>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// How a target took a test message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlertTargetTest {
    /// It took the message.
    pub ok: bool,
    /// HTTP status of its answer. `null`: there was none.
    pub status: Option<u16>,
    pub latency_ms: u64,
    pub error: Option<String>,
}
