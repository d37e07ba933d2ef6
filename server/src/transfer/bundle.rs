//! What a file holds, whatever its format.

use std::collections::BTreeMap;

use routex_entity::api::{ImportFormat, NotImported};
use serde_json::{Map, Value};

use crate::secret::Secret;

/// A body of the admin API.
pub type Body = Map<String, Value>;

/// What a file holds.
pub struct Bundle {
    pub format: ImportFormat,
    pub channels: Vec<ChannelItem>,
    pub aliases: Vec<AliasItem>,
    pub client_keys: Vec<KeyItem>,
    /// Of resources that exist once, by name.
    pub settings: Body,
    /// What could not be taken over.
    pub left_out: Vec<NotImported>,
}

/// A channel.
pub struct ChannelItem {
    /// Where it stands in the file.
    pub place: String,
    /// Without secrets.
    pub body: Body,
    pub credentials: Vec<CredentialItem>,
    pub headers: BTreeMap<String, String>,
    pub proxy: Option<Secret>,
    /// Secrets that are not in the file, as operators know them.
    pub missing: Vec<String>,
}

/// A credential of a channel.
pub struct CredentialItem {
    /// `None`: made of the secret.
    pub label: Option<String>,
    pub secret: Secret,
    pub enabled: bool,
}

/// An alias.
pub struct AliasItem {
    pub place: String,
    pub body: Body,
}

/// A client key, of which only the hash is known.
pub struct KeyItem {
    pub place: String,
    pub body: Body,
    pub hash: String,
    pub prefix: String,
}

/// Why a file cannot be read at all. Never shows what is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Unreadable {
    /// Field of the call that is wrong.
    pub field: &'static str,
    pub message: String,
}

impl Bundle {
    pub(super) fn new(format: ImportFormat) -> Self {
        Self {
            format,
            channels: Vec::new(),
            aliases: Vec::new(),
            client_keys: Vec::new(),
            settings: Body::new(),
            left_out: Vec::new(),
        }
    }

    /// Whether one mistake spoils the whole. Files of others say what Routex need not understand.
    pub(super) fn is_strict(&self) -> bool {
        self.format == ImportFormat::Routex
    }

    pub(super) fn leave_out(&mut self, what: impl Into<String>, reason: impl Into<String>) {
        self.left_out.push(NotImported {
            what: what.into(),
            reason: reason.into(),
        });
    }
}

impl Unreadable {
    pub(super) fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self {
            field,
            message: message.into(),
        }
    }
}
