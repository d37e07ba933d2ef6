//! Channels with their credentials: declared ones, those of a first start's environment, and those that operators made.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use actix_http::header::{HeaderName, HeaderValue};
use anyhow::Context as _;
use routex_entity::CredentialKind;
use url::Url;
use uuid::Uuid;

use super::{accounts::Accounts, new_channel::new_channel};
use crate::{
    channel::{ChannelSpec, CredentialSpec, Material, ProbeSettings},
    config::{ChannelDecl, Config},
    oauth::Vault,
    secret::{Cell, MasterKey, Secret},
    store::{
        Store,
        channel::{self, ChannelRow},
        credential::{self, CredentialRow},
        setting,
    },
    upstream::{client::ProxyUrl, provider, trust::Authorities},
};

/// Set once the channels of the environment were made, so that deleting one does not bring it back.
const FIRST_START_DONE: &str = "first_start_done";

/// Brings the rows of declared channels in line with the file; on a first start also makes those of the environment.
pub(super) async fn reconcile(
    config: &Config,
    store: &Store,
    master_key: &MasterKey,
) -> anyhow::Result<()> {
    let rows = config.channels.iter().map(declared_row).collect();
    let rows = channel::reconcile(store, rows).await?;
    let mut wanted = Vec::new();
    for decl in &config.channels {
        let channel_id = rows
            .iter()
            .find(|row| row.name == decl.name)
            .map(|row| row.id)
            .context("a declared channel has no row")?;
        wanted.extend(decl.credentials.iter().map(|declared| CredentialRow {
            id: Uuid::now_v7(),
            channel_id,
            label: declared.label.clone(),
            kind: CredentialKind::ApiKey,
            fingerprint: master_key.fingerprint(&declared.secret),
            sealed_secret: None,
            enabled: true,
            created_at_ms: None,
            declared: true,
        }));
    }
    credential::reconcile(store, wanted).await?;
    if setting::get(store, FIRST_START_DONE).await?.is_none() {
        adopt_environment(config, store, master_key).await?;
        setting::set(store, FIRST_START_DONE, true.into()).await?;
    }
    Ok(())
}

/// Every channel, in the order of their names. One that cannot be read is left out and told, the others serve.
pub(super) async fn read(
    config: &Config,
    vault: &Vault,
    store: &Store,
    master_key: &MasterKey,
) -> anyhow::Result<Vec<Arc<ChannelSpec>>> {
    let accounts = Accounts::read(store, vault, master_key).await?;
    let mut credentials: HashMap<Uuid, Vec<CredentialRow>> = HashMap::new();
    for row in credential::list(store).await? {
        credentials.entry(row.channel_id).or_default().push(row);
    }
    let mut channels = Vec::new();
    for row in channel::list(store).await? {
        let name = row.name.clone();
        let rows = credentials.remove(&row.id).unwrap_or_default();
        let decl = config.channels.iter().find(|decl| decl.name == row.name);
        let spec = match decl {
            Some(decl) if row.declared => declared_spec(decl, row.id, &rows, master_key),
            _ => stored_spec(row, rows, &accounts, master_key),
        };
        match spec {
            Ok(spec) => channels.push(Arc::new(spec)),
            Err(error) => tracing::error!(
                channel = name,
                error = format!("{error:#}"),
                "channel left out: its stored settings cannot be used"
            ),
        }
    }
    vault.retain(|id| {
        let mut known = channels.iter().flat_map(|channel| &channel.credentials);
        known.any(|credential| credential.id == id)
    });
    Ok(channels)
}

/// Channels from the keys in the environment of a first start. From then on they belong to the operator, so their secrets
/// are kept, sealed.
async fn adopt_environment(
    config: &Config,
    store: &Store,
    master_key: &MasterKey,
) -> anyhow::Result<()> {
    for decl in config.environment_channels() {
        let (row, credentials) = new_channel(decl, master_key)?;
        channel::save(store, row).await?;
        for row in credentials {
            credential::save(store, row).await?;
        }
        tracing::info!(channel = decl.name, "channel made from the environment");
    }
    Ok(())
}

fn declared_spec(
    decl: &ChannelDecl,
    id: Uuid,
    rows: &[CredentialRow],
    master_key: &MasterKey,
) -> anyhow::Result<ChannelSpec> {
    let mut credentials = Vec::with_capacity(decl.credentials.len());
    for declared in &decl.credentials {
        let fingerprint = master_key.fingerprint(&declared.secret);
        let row = rows
            .iter()
            .find(|row| row.declared && row.fingerprint == fingerprint)
            .context("a declared credential has no row")?;
        credentials.push(Arc::new(CredentialSpec {
            id: row.id,
            label: declared.label.clone(),
            material: Material::Key(declared.secret.clone()),
        }));
    }
    Ok(spec_of(decl, id, credentials))
}

/// A channel as its body says it.
pub(super) fn spec_of(
    decl: &ChannelDecl,
    id: Uuid,
    credentials: Vec<Arc<CredentialSpec>>,
) -> ChannelSpec {
    ChannelSpec {
        id,
        name: decl.name.clone(),
        provider: decl.provider,
        endpoints: decl.endpoints.clone(),
        credentials,
        models: decl.models.clone(),
        model_map: decl.model_map.clone(),
        priority: decl.priority,
        weight: decl.weight,
        enabled: decl.enabled,
        tags: decl.tags.clone(),
        max_concurrency: decl.max_concurrency,
        rpm: decl.rpm,
        tpm: decl.tpm,
        first_byte_timeout: decl.first_byte_timeout,
        allow_private_network: decl.allow_private_network,
        headers: decl.headers.clone(),
        proxy: decl.proxy.clone(),
        tls_ca: decl.tls_ca.clone(),
        queue_ms: decl.queue_ms,
        keep_bodies_hours: decl.keep_bodies_hours,
        probe: decl.probe.clone(),
        capabilities: decl.capabilities.clone(),
        charges: decl.charges,
    }
}

/// A declared channel's row. Values of extra headers and the proxy's URL may hold secrets and stay in the file.
pub(super) fn declared_row(decl: &ChannelDecl) -> ChannelRow {
    ChannelRow {
        id: Uuid::now_v7(),
        name: decl.name.clone(),
        provider: decl.provider.name().to_owned(),
        endpoints: decl
            .endpoints
            .iter()
            .map(|(dialect, url)| (*dialect, url.to_string()))
            .collect(),
        models: decl.models.clone(),
        model_map: decl.model_map.clone(),
        priority: decl.priority,
        weight: decl.weight,
        enabled: decl.enabled,
        tags: decl.tags.clone(),
        max_concurrency: decl.max_concurrency,
        rpm: decl.rpm,
        tpm: decl.tpm,
        first_byte_timeout_ms: decl
            .first_byte_timeout
            .map(|timeout| u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX)),
        allow_private_network: decl.allow_private_network,
        sealed_headers: None,
        sealed_proxy: None,
        tls_ca: decl.tls_ca.as_ref().map(|ca| ca.pem().to_owned()),
        queue_ms: decl.queue_ms,
        keep_bodies_hours: decl.keep_bodies_hours,
        probe: decl.probe.kind,
        probe_interval_seconds: u32::try_from(decl.probe.interval.as_secs()).unwrap_or(u32::MAX),
        probe_model: decl.probe.model.clone(),
        capabilities: decl.capabilities.clone(),
        charges: decl.charges,
        declared: true,
    }
}

pub(super) fn stored_spec(
    row: ChannelRow,
    credentials: Vec<CredentialRow>,
    accounts: &Accounts,
    master_key: &MasterKey,
) -> anyhow::Result<ChannelSpec> {
    let provider = provider::by_name(&row.provider)
        .with_context(|| format!("unknown provider \"{}\"", row.provider))?;
    let endpoints = row
        .endpoints
        .into_iter()
        .map(|(dialect, url)| Ok((dialect, Url::parse(&url).context("base URL")?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let open = |column, sealed: Option<Vec<u8>>| {
        sealed
            .map(|sealed| master_key.open(channel_cell(row.id, column), &sealed))
            .transpose()
    };
    let headers = match open("sealed_headers", row.sealed_headers)? {
        Some(text) => sensitive_headers(&text)?,
        None => Vec::new(),
    };
    let proxy = open("sealed_proxy", row.sealed_proxy)?
        .map(|url| Ok::<_, anyhow::Error>(ProxyUrl::new(Url::parse(url.expose())?)?))
        .transpose()
        .context("proxy")?;
    let tls_ca = row
        .tls_ca
        .map(|pem| Authorities::parse(&pem))
        .transpose()
        .context("tls_ca")?;
    let credentials = credentials
        .into_iter()
        .filter(|row| row.enabled)
        .map(|row| stored_credential(row, accounts, master_key).map(Arc::new))
        .collect::<anyhow::Result<Vec<_>>>()?;
    Ok(ChannelSpec {
        id: row.id,
        name: row.name,
        provider,
        endpoints,
        credentials,
        models: row.models,
        model_map: row.model_map,
        priority: row.priority,
        weight: row.weight,
        enabled: row.enabled,
        tags: row.tags,
        max_concurrency: row.max_concurrency,
        rpm: row.rpm,
        tpm: row.tpm,
        first_byte_timeout: row
            .first_byte_timeout_ms
            .map(|millis| Duration::from_millis(millis.into())),
        allow_private_network: row.allow_private_network,
        headers,
        proxy,
        tls_ca,
        queue_ms: row.queue_ms,
        keep_bodies_hours: row.keep_bodies_hours,
        probe: ProbeSettings {
            kind: row.probe,
            interval: Duration::from_secs(row.probe_interval_seconds.into()),
            model: row.probe_model,
        },
        capabilities: row.capabilities,
        charges: row.charges,
    })
}

/// An operator's credential, opened.
pub fn stored_credential(
    row: CredentialRow,
    accounts: &Accounts,
    master_key: &MasterKey,
) -> anyhow::Result<CredentialSpec> {
    let secret = row
        .sealed_secret
        .map(|sealed| master_key.open(secret_cell(row.id), &sealed))
        .transpose()?;
    Ok(CredentialSpec {
        id: row.id,
        label: row.label,
        material: accounts.material(row.id, row.kind, secret)?,
    })
}

/// Extra headers from their sealed form, `{name: value}` as JSON.
fn sensitive_headers(text: &Secret) -> anyhow::Result<Vec<(HeaderName, HeaderValue)>> {
    let headers: BTreeMap<String, String> =
        serde_json::from_str(text.expose()).context("headers")?;
    headers
        .iter()
        .map(|(name, value)| {
            let mut value = HeaderValue::from_str(value)?;
            value.set_sensitive(true);
            Ok((name.parse::<HeaderName>()?, value))
        })
        .collect()
}

/// Where one of a channel's own secrets is kept.
pub fn channel_cell(row: Uuid, column: &'static str) -> Cell {
    Cell {
        table: "channel",
        row,
        column,
    }
}

/// Where a credential's secret is kept; it opens nowhere else.
pub fn secret_cell(row: Uuid) -> Cell {
    Cell {
        table: "credential",
        row,
        column: "sealed_secret",
    }
}
