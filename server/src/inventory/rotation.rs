//! Changing the master key: everything that it sealed is opened with the old key and sealed with the new one.
//!
//! The key's id is written in the same transaction. Whatever is interrupted before or after it, the database and the key
//! that `MasterKey::load_in_use` finds belong together.

use std::fmt;

use anyhow::Context as _;

use super::{
    alerts::target_cell,
    channels::{channel_cell, secret_cell},
};
use crate::{
    bodies,
    config::Config,
    keep,
    oauth::{provider, vault},
    secret::{Cell, MasterKey, SealError},
    store::{
        AlertTargetRow, AuditEntry, Change, OauthProviderRow, Store, TokenGrantRow, alert_target,
        channel::{self, ChannelRow},
        credential::{self, CredentialRow},
        kept, oauth_flow, oauth_provider, request_body, setting, token_grant,
    },
};

/// Id of the key that sealed the database, as 8 hexadecimal digits. Absent until the key is changed for the first time.
const KEY_ID: &str = "master_key_id";

/// Rows of what is kept that are in memory at a time.
const KEPT_PAGE: u64 = 50;

/// What was sealed anew.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Secrets of credentials.
    pub credentials: usize,
    /// Channels with extra headers.
    pub headers: usize,
    /// Channels with a proxy.
    pub proxies: usize,
    /// Declared credentials, which are only recognised, not kept.
    pub declared: usize,
    /// Tokens of accounts, and the secrets of clients at those who give them.
    pub accounts: usize,
    /// Alert targets.
    pub alert_targets: usize,
    /// Things that are kept of conversations.
    pub kept: usize,
    /// Requests whose bodies are kept.
    pub bodies: usize,
}

impl fmt::Display for Resealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            credentials,
            headers,
            proxies,
            declared,
            accounts,
            alert_targets,
            kept,
            bodies,
        } = self;
        write!(
            f,
            "credentials: {credentials}, channels' headers: {headers}, channels' proxies: {proxies}, \
             declared credentials: {declared}, accounts: {accounts}, alert targets: {alert_targets}, kept of conversations: {kept}, \
             requests whose bodies are kept: {bodies}"
        )
    }
}

/// The id of the key that sealed the database. `None`: the key was never changed.
pub async fn master_key_id(store: &Store) -> anyhow::Result<Option<String>> {
    let id = setting::get(store, KEY_ID).await?;
    Ok(id.and_then(|id| id.as_str().map(str::to_owned)))
}

/// Whether there are keys or accounts of providers that only the master key opens.
pub async fn has_sealed(store: &Store) -> anyhow::Result<bool> {
    let credentials = credential::list(store).await?;
    Ok(credentials.iter().any(|row| row.sealed_secret.is_some())
        || !token_grant::list(store).await?.is_empty())
}

/// Seals everything with `new`, in one transaction. Nobody else may write meanwhile.
///
/// # Errors
/// When something does not open with `old`: it is named, and nothing is changed.
pub async fn reseal(
    config: &Config,
    store: &Store,
    old: &MasterKey,
    new: &MasterKey,
) -> anyhow::Result<Resealed> {
    store.overwrite_deleted().await?;
    let change = store.change().await?;
    let mut count = Resealed::default();
    let renew = |cell: Cell, sealed: &Option<Vec<u8>>| -> Result<Option<Vec<u8>>, SealError> {
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        new.seal(cell, &old.open(cell, sealed)?).map(Some)
    };
    let channels = channel::list(store).await?;
    for row in &channels {
        if row.sealed_headers.is_none() && row.sealed_proxy.is_none() {
            continue;
        }
        let row = ChannelRow {
            sealed_headers: renew(channel_cell(row.id, "sealed_headers"), &row.sealed_headers)?,
            sealed_proxy: renew(channel_cell(row.id, "sealed_proxy"), &row.sealed_proxy)?,
            ..row.clone()
        };
        count.headers += usize::from(row.sealed_headers.is_some());
        count.proxies += usize::from(row.sealed_proxy.is_some());
        channel::put(&change, row).await?;
    }
    for row in credential::list(store).await? {
        let row = if let Some(sealed) = &row.sealed_secret {
            let cell = secret_cell(row.id);
            let secret = old.open(cell, sealed)?;
            count.credentials += 1;
            CredentialRow {
                fingerprint: new.fingerprint(&secret),
                sealed_secret: Some(new.seal(cell, &secret)?),
                ..row
            }
        } else {
            // One that is no longer declared leaves at the next start anyway.
            let Some(fingerprint) = declared_fingerprint(config, &channels, &row, old, new) else {
                continue;
            };
            count.declared += 1;
            CredentialRow { fingerprint, ..row }
        };
        credential::put(&change, row).await?;
    }
    count.accounts = reseal_accounts(store, &change, old, new).await?;
    for row in alert_target::list(store).await? {
        let sealed = renew(target_cell(row.id), &row.sealed)?;
        if sealed.is_some() {
            count.alert_targets += 1;
            alert_target::put(&change, AlertTargetRow { sealed, ..row }).await?;
        }
    }
    count.kept = reseal_kept(store, &change, old, new).await?;
    count.bodies = reseal_bodies(store, &change, old, new).await?;
    setting::put(&change, KEY_ID, new.id_text().into()).await?;
    let entry = AuditEntry {
        actor: "cli".to_owned(),
        address: String::new(),
        action: "rotate",
        resource: "master_key",
        resource_id: Some(new.id_text()),
        before: Some(serde_json::json!({ "id": old.id_text() })),
        after: Some(serde_json::json!({ "id": new.id_text() })),
    };
    change
        .commit(vec![entry])
        .await
        .context("nothing was changed")?;
    Ok(count)
}

/// Sign-ins that are on their way are begun again.
async fn reseal_accounts(
    store: &Store,
    change: &Change,
    old: &MasterKey,
    new: &MasterKey,
) -> anyhow::Result<usize> {
    let mut count = 0;
    for row in token_grant::list(store).await? {
        let Some(sealed) = &row.sealed_tokens else {
            continue;
        };
        let cell = vault::token_cell(row.credential_id);
        let before = row.version;
        let row = TokenGrantRow {
            sealed_tokens: Some(new.seal(cell, &old.open(cell, sealed)?)?),
            version: before + 1,
            ..row
        };
        token_grant::put(change, row, before).await?;
        count += 1;
    }
    for row in oauth_provider::list(store).await? {
        let Some(sealed) = &row.sealed_client_secret else {
            continue;
        };
        let cell = provider::client_secret_cell(row.id);
        let row = OauthProviderRow {
            sealed_client_secret: Some(new.seal(cell, &old.open(cell, sealed)?)?),
            ..row
        };
        oauth_provider::put(change, row).await?;
        count += 1;
    }
    oauth_flow::clear(change).await?;
    Ok(count)
}

/// A few at a time, since they are large. What was damaged is of no use to anybody, and goes.
async fn reseal_kept(
    store: &Store,
    change: &Change,
    old: &MasterKey,
    new: &MasterKey,
) -> anyhow::Result<usize> {
    let mut count = 0;
    let mut after = None;
    loop {
        let page = kept::page(store, after, KEPT_PAGE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(count);
        };
        after = Some(*last);
        for (key, sealed) in page {
            let renewed = match keep::renew(old, new, key, &sealed) {
                Ok(renewed) => Some(renewed),
                Err(error @ SealError::OtherKey { .. }) => return Err(error.into()),
                Err(_damaged) => None,
            };
            count += usize::from(renewed.is_some());
            kept::put_sealed(change, key, renewed).await?;
        }
    }
}

/// The same for bodies of requests.
async fn reseal_bodies(
    store: &Store,
    change: &Change,
    old: &MasterKey,
    new: &MasterKey,
) -> anyhow::Result<usize> {
    let mut count = 0;
    let mut after = None;
    loop {
        let page = request_body::page(store, after, KEPT_PAGE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(count);
        };
        after = Some(*last);
        for (request, sealed) in page {
            match bodies::renew(old, new, request, &sealed) {
                Ok(renewed) => {
                    request_body::put_sealed(change, request, renewed).await?;
                    count += 1;
                }
                Err(error @ SealError::OtherKey { .. }) => return Err(error.into()),
                Err(_damaged) => {
                    request_body::delete(change, request).await?;
                }
            }
        }
    }
}

fn declared_fingerprint(
    config: &Config,
    channels: &[ChannelRow],
    row: &CredentialRow,
    old: &MasterKey,
    new: &MasterKey,
) -> Option<String> {
    let channel = channels
        .iter()
        .find(|channel| channel.id == row.channel_id)?;
    let decl = config
        .channels
        .iter()
        .find(|decl| decl.name == channel.name)?;
    let declared = decl
        .credentials
        .iter()
        .find(|declared| old.fingerprint(&declared.secret) == row.fingerprint)?;
    Some(new.fingerprint(&declared.secret))
}

#[cfg(test)]
mod tests;
