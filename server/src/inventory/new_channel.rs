//! A channel that operators make: its secrets are kept, sealed, because nothing else holds them.

use std::collections::BTreeMap;

use chrono::Utc;
use uuid::Uuid;

use super::channels::{channel_cell, declared_row, secret_cell};
use crate::{
    config::{ChannelDecl, CredentialDecl},
    secret::{MasterKey, SealError, Secret},
    store::{ChannelRow, CredentialRow},
};

/// The rows of a new channel and its credentials, with ids of their own.
///
/// # Errors
/// When a secret cannot be sealed.
pub fn new_channel(
    decl: &ChannelDecl,
    master_key: &MasterKey,
) -> Result<(ChannelRow, Vec<CredentialRow>), SealError> {
    let mut row = ChannelRow {
        declared: false,
        ..declared_row(decl)
    };
    let seal = |column, text: String| {
        master_key
            .seal(channel_cell(row.id, column), &Secret::new(text))
            .map(Some)
    };
    let sealed_headers = match headers_text(decl) {
        Some(text) => seal("sealed_headers", text)?,
        None => None,
    };
    let sealed_proxy = match &decl.proxy {
        Some(proxy) => seal("sealed_proxy", proxy.expose().to_string())?,
        None => None,
    };
    row.sealed_headers = sealed_headers;
    row.sealed_proxy = sealed_proxy;
    let credentials = decl
        .credentials
        .iter()
        .map(|declared| new_credential(row.id, declared, master_key))
        .collect::<Result<_, _>>()?;
    Ok((row, credentials))
}

/// The row of a new credential of that channel.
///
/// # Errors
/// When the secret cannot be sealed.
pub fn new_credential(
    channel_id: Uuid,
    declared: &CredentialDecl,
    master_key: &MasterKey,
) -> Result<CredentialRow, SealError> {
    let id = Uuid::now_v7();
    Ok(CredentialRow {
        id,
        channel_id,
        label: declared.label.clone(),
        fingerprint: master_key.fingerprint(&declared.secret),
        sealed_secret: Some(master_key.seal(secret_cell(id), &declared.secret)?),
        enabled: true,
        created_at_ms: Some(Utc::now().timestamp_millis()),
        declared: false,
    })
}

/// Extra headers as they are sealed, `{name: value}` as JSON. `None`: there are none. Values were text when they were read.
fn headers_text(decl: &ChannelDecl) -> Option<String> {
    if decl.headers.is_empty() {
        return None;
    }
    let headers: BTreeMap<&str, &str> = decl
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    serde_json::to_string(&headers).ok()
}
