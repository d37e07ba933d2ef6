//! A channel that operators make: its secrets are kept, sealed, because nothing else holds them.

use std::{collections::BTreeMap, sync::Arc};

use chrono::Utc;
use routex_entity::CredentialKind;
use uuid::Uuid;

use super::channels::{channel_cell, declared_row, secret_cell, spec_of};
use crate::{
    channel::{ChannelSpec, CredentialSpec, Material},
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
    let row = channel_row(decl, Uuid::now_v7(), master_key)?;
    let credentials = decl
        .credentials
        .iter()
        .map(|declared| new_credential(row.id, declared, master_key))
        .collect::<Result<_, _>>()?;
    Ok((row, credentials))
}

/// The row of an operator's channel with this id.
///
/// # Errors
/// When a secret cannot be sealed.
pub fn channel_row(
    decl: &ChannelDecl,
    id: Uuid,
    master_key: &MasterKey,
) -> Result<ChannelRow, SealError> {
    let mut row = ChannelRow {
        id,
        declared: false,
        ..declared_row(decl)
    };
    let seal = |column, text: String| {
        master_key
            .seal(channel_cell(id, column), &Secret::new(text))
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
    Ok(row)
}

/// A channel as it would be, to be tried before it is saved.
pub fn unsaved_channel(decl: &ChannelDecl) -> ChannelSpec {
    let credentials = decl.credentials.iter().map(|credential| {
        Arc::new(CredentialSpec {
            id: Uuid::now_v7(),
            label: credential.label.clone(),
            material: Material::Key(credential.secret.clone()),
        })
    });
    spec_of(decl, Uuid::now_v7(), credentials.collect())
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
        kind: CredentialKind::ApiKey,
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::{
        config::body,
        inventory::{Accounts, channels::stored_spec},
        secret::MasterKey,
    };

    fn decl() -> ChannelDecl {
        let body = json!({
            "name": "a", "provider": "openai", "api_keys": ["sk-canary-0123456789"],
            "headers": { "x-extra": "canary-header" }, "proxy": "socks5://u:canary-pass@proxy.example",
        });
        body::channel(body, Duration::from_secs(600)).unwrap()
    }

    #[test]
    fn what_is_stored_reads_back_as_it_was_declared() {
        let dir = tempfile::tempdir().unwrap();
        let master_key = MasterKey::load(dir.path()).unwrap();

        let (row, credentials) = new_channel(&decl(), &master_key).unwrap();
        let spec = stored_spec(row, credentials, &Accounts::default(), &master_key).unwrap();

        assert_eq!(
            spec.credentials[0].on_wire().expose(),
            "sk-canary-0123456789"
        );
        assert_eq!(spec.headers[0].1, "canary-header");
        assert_eq!(spec.proxy.unwrap().expose().password(), Some("canary-pass"));
        assert_eq!(spec.endpoints, decl().endpoints);
    }

    #[test]
    fn no_form_of_a_channel_prints_its_secrets() {
        let dir = tempfile::tempdir().unwrap();
        let master_key = MasterKey::load(dir.path()).unwrap();

        let made = new_channel(&decl(), &master_key).unwrap();

        for printed in [
            format!("{:?}", decl()),
            format!("{made:?}"),
            format!("{:?}", unsaved_channel(&decl())),
        ] {
            assert!(!printed.contains("canary"), "{printed}");
        }
    }
}
