//! Writing an export.

use chrono::{DateTime, SecondsFormat, Utc};
use routex_entity::{
    CredentialKind,
    api::{
        AliasInput, AliasTarget, Export, ExportedChannel, ExportedKey, Fallback, Multiplier, Usd,
    },
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    BoxError, Snapshot,
    own::{ChannelSecrets, CredentialSecret, FORMAT, Secrets},
    sealed_box,
};
use crate::{
    channel::ProbeSettings,
    config::{ChannelDecl, Config},
    inventory::{channel_cell, secret_cell},
    router::table::Place,
    secret::{MasterKey, SealError, Secret},
    store::{AliasRow, ChannelRow, ClientKeyRow, client_key::BudgetRow},
};

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("{0}")]
    Sealed(#[from] SealError),
    #[error("passphrase: {0}")]
    Passphrase(#[from] BoxError),
    #[error("cannot write the export: {0}")]
    Json(#[from] serde_json::Error),
}

/// Everything but the secrets.
pub fn export(there: &Snapshot, config: &Config, now: DateTime<Utc>) -> Export {
    let channels = there.channels.iter().map(|row| {
        let decl = declaration(row, config);
        ExportedChannel {
            channel: channel_body(row),
            credentials: there
                .credentials_of(row.id)
                .map(|credential| credential.label.clone())
                .collect(),
            headers: row.sealed_headers.is_some()
                || decl.is_some_and(|decl| !decl.headers.is_empty()),
            proxy: row.sealed_proxy.is_some() || decl.is_some_and(|decl| decl.proxy.is_some()),
        }
    });
    Export {
        routex_export: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        created_at: now,
        channels: channels.collect(),
        aliases: there
            .aliases
            .iter()
            .map(|row| alias_value(row, &there.channels))
            .filter(|alias| !alias.targets.is_empty())
            .collect(),
        client_keys: there
            .client_keys
            .iter()
            .map(|row| ExportedKey {
                key: key_body(row),
                hash: row.hash.clone(),
                prefix: row.prefix.clone(),
            })
            .collect(),
        settings: there.settings.clone(),
        sealed: None,
    }
}

/// Everything, the secrets in a box that the passphrase opens. Takes a while: not for a thread that serves.
///
/// # Errors
/// When the passphrase is too short, or a stored secret does not open with the master key.
pub fn export_with_secrets(
    there: &Snapshot,
    config: &Config,
    master_key: &MasterKey,
    passphrase: &Secret,
    now: DateTime<Utc>,
) -> Result<Export, ExportError> {
    let mut document = export(there, config, now);
    let mut secrets = Secrets::default();
    for row in &there.channels {
        let own = channel_secrets(there, row, config, master_key)?;
        secrets.channels.insert(row.name.clone(), own);
    }
    document.sealed = Some(sealed_box::seal(
        passphrase,
        &serde_json::to_vec(&secrets)?,
    )?);
    Ok(document)
}

/// Secrets of declared channels are in the file, the others in the database.
fn channel_secrets(
    there: &Snapshot,
    row: &ChannelRow,
    config: &Config,
    master_key: &MasterKey,
) -> Result<ChannelSecrets, ExportError> {
    let mut secrets = ChannelSecrets::bound_to(row);
    if let Some(decl) = declaration(row, config) {
        let declared = decl.credentials.iter().map(|declared| CredentialSecret {
            label: declared.label.clone(),
            secret: declared.secret.expose().to_owned(),
            enabled: true,
        });
        secrets.credentials.extend(declared);
        let headers = decl.headers.iter().filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        });
        secrets.headers.extend(headers);
        let proxy = decl.proxy.as_ref();
        secrets.proxy = proxy.map(|proxy| proxy.expose().to_string());
        return Ok(secrets);
    }
    for credential in there.credentials_of(row.id) {
        if let Some(sealed) = &credential.sealed_secret
            && credential.kind == CredentialKind::ApiKey
        {
            let secret = master_key.open(secret_cell(credential.id), sealed)?;
            secrets.credentials.push(CredentialSecret {
                label: credential.label.clone(),
                secret: secret.expose().to_owned(),
                enabled: credential.enabled,
            });
        }
    }
    if let Some(sealed) = &row.sealed_headers {
        let text = master_key.open(channel_cell(row.id, "sealed_headers"), sealed)?;
        secrets.headers = serde_json::from_str(text.expose())?;
    }
    if let Some(sealed) = &row.sealed_proxy {
        let text = master_key.open(channel_cell(row.id, "sealed_proxy"), sealed)?;
        secrets.proxy = Some(text.expose().to_owned());
    }
    Ok(secrets)
}

fn declaration<'a>(row: &ChannelRow, config: &'a Config) -> Option<&'a ChannelDecl> {
    let mut declared = config.channels.iter().filter(|_| row.declared);
    declared.find(|decl| decl.name == row.name)
}

/// A channel as the admin API takes it, without secrets. What has its default is left out.
pub(super) fn channel_body(row: &ChannelRow) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("name".to_owned(), json!(row.name));
    body.insert("provider".to_owned(), json!(row.provider));
    let mut urls: Vec<&str> = row.endpoints.iter().map(|(_, url)| url.as_str()).collect();
    urls.dedup();
    // Several are those of the preset: one of the channel's own serves all its dialects.
    if let [url] = urls.as_slice() {
        body.insert("base_url".to_owned(), json!(url));
    }
    let dialects: Vec<&str> = row.endpoints.iter().map(|(d, _)| d.as_str()).collect();
    body.insert("dialects".to_owned(), json!(dialects));
    body.insert("enabled".to_owned(), json!(row.enabled));
    set(&mut body, "models", &row.models, row.models.is_empty());
    set(
        &mut body,
        "model_map",
        &row.model_map,
        row.model_map.is_empty(),
    );
    set(&mut body, "priority", &row.priority, row.priority == 0);
    set(&mut body, "weight", &row.weight, row.weight == 1);
    set(&mut body, "tags", &row.tags, row.tags.is_empty());
    for (name, number) in [
        ("max_concurrency", row.max_concurrency),
        ("rpm", row.rpm),
        ("tpm", row.tpm),
        ("queue_ms", row.queue_ms),
        ("keep_bodies_hours", row.keep_bodies_hours),
        (
            "first_byte_timeout_ms",
            row.first_byte_timeout_ms.unwrap_or(0),
        ),
    ] {
        set(&mut body, name, &number, number == 0);
    }
    set(
        &mut body,
        "allow_private_network",
        &row.allow_private_network,
        !row.allow_private_network,
    );
    let usual = ProbeSettings::default();
    set(&mut body, "probe", &row.probe, row.probe == usual.kind);
    let seconds = row.probe_interval_seconds;
    let is_usual = u64::from(seconds) == usual.interval.as_secs();
    set(&mut body, "probe_interval_seconds", &seconds, is_usual);
    set(
        &mut body,
        "probe_model",
        &row.probe_model,
        row.probe_model.is_none(),
    );
    let charges = &row.charges;
    set(
        &mut body,
        "price_multiplier",
        &charges.multiplier,
        charges.multiplier == Multiplier::ONE,
    );
    set(
        &mut body,
        "price_per_request",
        &charges.per_request,
        charges.per_request.is_none(),
    );
    set(&mut body, "tls_ca", &row.tls_ca, row.tls_ca.is_none());
    set(
        &mut body,
        "capabilities",
        &row.capabilities,
        row.capabilities.is_empty(),
    );
    body
}

/// A client key as the admin API takes it.
pub(super) fn key_body(row: &ClientKeyRow) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("name".to_owned(), json!(row.name));
    set(&mut body, "models", &row.models, row.models.is_empty());
    set(&mut body, "tags", &row.tags, row.tags.is_empty());
    for (name, number) in [
        ("rpm", row.rpm),
        ("tpm", row.tpm),
        ("max_concurrency", row.max_concurrency),
        ("queue_ms", row.queue_ms),
        ("keep_bodies_hours", row.keep_bodies_hours),
    ] {
        set(&mut body, name, &number, number == 0);
    }
    match row.budgets.as_slice() {
        [] => {}
        [budget] => {
            body.insert("budget_usd".to_owned(), usd(budget));
            body.insert("budget_window".to_owned(), json!(budget.window));
        }
        several => {
            let each = |budget: &BudgetRow| json!({ "window": budget.window, "usd": usd(budget) });
            let budgets: Vec<Value> = several.iter().map(each).collect();
            body.insert("budgets".to_owned(), json!(budgets));
        }
    }
    set(
        &mut body,
        "allowed_ips",
        &row.allowed_ips,
        row.allowed_ips.is_empty(),
    );
    set(
        &mut body,
        "allow_unpriced",
        &row.allow_unpriced,
        !row.allow_unpriced,
    );
    set(&mut body, "enabled", &row.enabled, row.enabled);
    let end = row.expires_at_ms.and_then(DateTime::from_timestamp_millis);
    let end = end.map(|end| end.to_rfc3339_opts(SecondsFormat::Millis, true));
    set(&mut body, "expires_at", &end, end.is_none());
    body
}

/// An alias as the admin API takes it. Targets whose channel is gone are left out.
pub(super) fn alias_value(row: &AliasRow, channels: &[ChannelRow]) -> AliasInput {
    let name_of = |id: Uuid| {
        let channel = channels.iter().find(|channel| channel.id == id);
        channel.map(|channel| channel.name.clone())
    };
    let targets = row.alias.targets.iter().filter_map(|target| {
        let (channel, tag) = match &target.place {
            Place::Channel(id) => (Some(name_of(*id)?), None),
            Place::Tag(tag) => (None, Some(tag.clone())),
        };
        Some(AliasTarget {
            channel,
            tag,
            model: target.model.clone(),
        })
    });
    let fallbacks = row.alias.fallbacks.iter().map(|fallback| Fallback {
        when: fallback.cause,
        model: fallback.model.clone(),
    });
    AliasInput {
        name: row.alias.name.clone(),
        strategy: row.alias.strategy,
        targets: targets.collect(),
        fallbacks: fallbacks.collect(),
    }
}

fn usd(budget: &BudgetRow) -> Value {
    json!(Usd::from_nanos(budget.nano_usd))
}

fn set<T: serde::Serialize>(
    body: &mut Map<String, Value>,
    name: &str,
    value: &T,
    is_default: bool,
) {
    if !is_default {
        body.insert(name.to_owned(), json!(value));
    }
}
