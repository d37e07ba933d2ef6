//! Moving configurations in and out.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{AliasInput, Time};

/// A configuration on its way to another Routex.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// Version of the format: 1.
    pub routex_export: u32,
    /// Of the Routex that wrote it.
    pub version: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub created_at: Time,
    #[serde(default)]
    pub channels: Vec<ExportedChannel>,
    #[serde(default)]
    pub aliases: Vec<AliasInput>,
    #[serde(default)]
    pub client_keys: Vec<ExportedKey>,
    /// What was changed at run time, by the name of the resource: `routing`, `prices`, …
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub settings: Map<String, Value>,
    /// The secrets. Absent: there are none in it.
    #[serde(default, rename = "box", skip_serializing_if = "Option::is_none")]
    pub sealed: Option<SealedBox>,
}

/// A channel without its secrets.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExportedChannel {
    /// As in `POST /channels`, without secrets.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub channel: Map<String, Value>,
    /// What operators see instead of its secrets.
    #[serde(default)]
    pub credentials: Vec<String>,
    /// Whether it sends extra headers, whose values are secrets.
    #[serde(default)]
    pub headers: bool,
    /// Whether it goes through a proxy, whose address is a secret.
    #[serde(default)]
    pub proxy: bool,
}

/// A client key. Who holds it can go on using it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExportedKey {
    /// As in `POST /keys`.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub key: Map<String, Value>,
    /// SHA-256 of the key, 64 hexadecimal digits.
    pub hash: String,
    /// The beginning of the key, for display.
    pub prefix: String,
}

/// Secrets under a passphrase: XChaCha20-Poly1305 with a key of Argon2id. Binary fields are base64.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SealedBox {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
    pub salt: String,
    pub nonce: String,
    pub ciphertext: String,
}

/// What `POST /export` takes.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExportInput {
    /// At least 12 characters. Whoever has the file and this has the secrets.
    pub passphrase: String,
}

/// What `POST /import` takes: one of `document`, `text` and `base64`.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportInput {
    /// Guessed when absent.
    #[serde(default)]
    pub format: Option<ImportFormat>,
    /// An export of Routex, as JSON.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub document: Option<Value>,
    /// A file as text.
    #[serde(default)]
    pub text: Option<String>,
    /// A file as base64.
    #[serde(default)]
    pub base64: Option<String>,
    /// Opens the secrets of an export. Without it they stay behind.
    #[serde(default)]
    pub passphrase: Option<String>,
    /// Only tell what would be done.
    #[serde(default)]
    pub dry_run: bool,
    #[serde(default)]
    pub on_conflict: OnConflict,
    /// Whether channels of foreign formats may lead to addresses of private networks.
    #[serde(default)]
    pub allow_private_network: bool,
}

/// Whose file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportFormat {
    /// An export of Routex.
    Routex,
    /// `config.yaml` of the LiteLLM proxy.
    Litellm,
    /// The SQLite database of ccflare or better-ccflare.
    Ccflare,
}

/// What becomes of something whose name is there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnConflict {
    /// It stays as it is.
    #[default]
    Skip,
    /// It becomes what the file says.
    Replace,
    /// The import is refused.
    Fail,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportReport {
    pub format: ImportFormat,
    pub dry_run: bool,
    pub made: Vec<ImportedThing>,
    pub changed: Vec<ImportedThing>,
    /// Stayed as it was.
    pub skipped: Vec<NotImported>,
    /// Could not be taken over.
    pub left_out: Vec<NotImported>,
    /// Channels that are disabled until their secrets are entered.
    pub secrets_needed: Vec<SecretNeeded>,
}

/// Something that was made or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedThing {
    /// `channel`, `alias`, `client_key`, `settings`
    pub resource: String,
    pub name: String,
}

/// Something that was not taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotImported {
    /// Where it stands in the file, or what it is called.
    pub what: String,
    pub reason: String,
}

/// A secret that only the operator has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecretNeeded {
    /// Name of the channel.
    pub channel: String,
    /// Which one: the end of a key, the name of a variable, `proxy`.
    pub secret: String,
}
