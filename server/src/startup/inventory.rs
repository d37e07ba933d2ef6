//! From configuration and database to what there is to route to.

use std::{collections::HashMap, sync::Arc, time::Duration};

use actix_http::header::{HeaderName, HeaderValue};
use anyhow::Context as _;
use url::Url;
use uuid::Uuid;

use crate::{
    channel::{ChannelSpec, CredentialSpec},
    config::{AliasDecl, ChannelDecl, Config, PlaceDecl},
    router::{
        RoutingTable,
        table::{Alias, Place, Target},
    },
    secret::{Cell, MasterKey},
    store::{
        Store,
        alias::{self, AliasRow},
        channel::{self, ChannelRow},
        credential::{self, CredentialRow},
        setting,
    },
    upstream::provider,
};

/// Set once the channels of the environment were made, so that deleting one does not bring it back.
const FIRST_START_DONE: &str = "first_start_done";

/// Reconciles what the file declares and builds the routing table of everything that is there.
pub(super) async fn load(
    config: &Config,
    store: &Store,
    master_key: &MasterKey,
) -> anyhow::Result<RoutingTable> {
    let declared = reconcile_channels(config, store, master_key).await?;
    if setting::get(store, FIRST_START_DONE).await?.is_none() {
        adopt_environment(config, store, master_key).await?;
        setting::set(store, FIRST_START_DONE, true.into()).await?;
    }
    let mut channels = declared;
    channels.extend(made_otherwise(store, master_key).await?);
    channels.sort_by(|left, right| left.name.cmp(&right.name));

    let aliases = reconcile_aliases(&config.aliases, &channels, store).await?;
    Ok(RoutingTable {
        channels,
        aliases,
        settings: Arc::new(config.routing_settings()),
    })
}

async fn reconcile_channels(
    config: &Config,
    store: &Store,
    master_key: &MasterKey,
) -> anyhow::Result<Vec<Arc<ChannelSpec>>> {
    let rows = config
        .channels
        .iter()
        .map(|decl| channel_row(decl, true))
        .collect();
    let rows = channel::reconcile(store, rows).await?;
    let ids: HashMap<&str, Uuid> = rows.iter().map(|row| (row.name.as_str(), row.id)).collect();
    let id_of = |decl: &ChannelDecl| {
        ids.get(decl.name.as_str())
            .copied()
            .context("a declared channel has no row")
    };

    let mut wanted = Vec::new();
    for decl in &config.channels {
        let channel_id = id_of(decl)?;
        wanted.extend(decl.credentials.iter().map(|credential| CredentialRow {
            id: Uuid::now_v7(),
            channel_id,
            label: credential.label.clone(),
            fingerprint: master_key.fingerprint(&credential.secret),
            sealed_secret: None,
            declared: true,
        }));
    }
    let rows = credential::reconcile(store, wanted).await?;
    let ids: HashMap<(Uuid, &str), Uuid> = rows
        .iter()
        .map(|row| ((row.channel_id, row.fingerprint.as_str()), row.id))
        .collect();

    config
        .channels
        .iter()
        .map(|decl| {
            let channel_id = id_of(decl)?;
            let credentials = decl
                .credentials
                .iter()
                .map(|credential| {
                    let fingerprint = master_key.fingerprint(&credential.secret);
                    let id = ids
                        .get(&(channel_id, fingerprint.as_str()))
                        .copied()
                        .context("a declared credential has no row")?;
                    Ok(CredentialSpec {
                        id,
                        label: credential.label.clone(),
                        secret: credential.secret.clone(),
                    })
                })
                .collect::<anyhow::Result<Vec<_>>>()?;
            Ok(Arc::new(declared_spec(decl, channel_id, credentials)))
        })
        .collect()
}

/// Channels from the keys in the environment of a first start. From then on they belong to the operator, so their secrets
/// are kept, sealed.
async fn adopt_environment(
    config: &Config,
    store: &Store,
    master_key: &MasterKey,
) -> anyhow::Result<()> {
    for decl in config.environment_channels() {
        let row = channel_row(decl, false);
        let channel_id = row.id;
        channel::save(store, row).await?;
        for declared in &decl.credentials {
            let id = Uuid::now_v7();
            let row = CredentialRow {
                id,
                channel_id,
                label: declared.label.clone(),
                fingerprint: master_key.fingerprint(&declared.secret),
                sealed_secret: Some(master_key.seal(secret_cell(id), &declared.secret)?),
                declared: false,
            };
            credential::save(store, row).await?;
        }
        tracing::info!(channel = decl.name, "channel made from the environment");
    }
    Ok(())
}

/// Channels that the file does not declare. One that cannot be read is left out and told, the others serve.
async fn made_otherwise(
    store: &Store,
    master_key: &MasterKey,
) -> anyhow::Result<Vec<Arc<ChannelSpec>>> {
    let mut credentials: HashMap<Uuid, Vec<CredentialRow>> = HashMap::new();
    for row in credential::list(store).await? {
        credentials.entry(row.channel_id).or_default().push(row);
    }
    let mut channels = Vec::new();
    for row in channel::list(store)
        .await?
        .into_iter()
        .filter(|row| !row.declared)
    {
        let name = row.name.clone();
        let rows = credentials.remove(&row.id).unwrap_or_default();
        match stored_spec(row, rows, master_key) {
            Ok(spec) => channels.push(Arc::new(spec)),
            Err(error) => tracing::error!(
                channel = name,
                error = format!("{error:#}"),
                "channel left out: its stored settings cannot be used"
            ),
        }
    }
    Ok(channels)
}

async fn reconcile_aliases(
    declared: &[AliasDecl],
    channels: &[Arc<ChannelSpec>],
    store: &Store,
) -> anyhow::Result<std::collections::BTreeMap<String, Arc<Alias>>> {
    let mut wanted = Vec::new();
    for decl in declared {
        let targets = decl
            .targets
            .iter()
            .filter_map(|target| {
                let place = match &target.place {
                    PlaceDecl::Tag(tag) => Place::Tag(tag.clone()),
                    PlaceDecl::Channel(name) => {
                        Place::Channel(channels.iter().find(|channel| channel.name == *name)?.id)
                    }
                };
                Some(Target {
                    place,
                    model: target.model.clone(),
                })
            })
            .collect::<Vec<_>>();
        if targets.is_empty() {
            tracing::warn!(
                alias = decl.name,
                "alias left out: none of its channels is there"
            );
            continue;
        }
        wanted.push(AliasRow {
            id: Uuid::now_v7(),
            alias: Alias {
                name: decl.name.clone(),
                strategy: decl.strategy,
                targets,
            },
            declared: true,
        });
    }
    alias::reconcile(store, wanted).await?;
    let rows = alias::list(store).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.alias.name.clone(), Arc::new(row.alias)))
        .collect())
}

fn declared_spec(decl: &ChannelDecl, id: Uuid, credentials: Vec<CredentialSpec>) -> ChannelSpec {
    ChannelSpec {
        id,
        name: decl.name.clone(),
        provider: decl.provider,
        endpoints: decl.endpoints.clone(),
        credentials: credentials.into_iter().map(Arc::new).collect(),
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
        proxy: decl.proxy.as_ref().map(|proxy| proxy.expose().clone()),
    }
}

/// A channel's row. Values of extra headers and the proxy's URL may hold secrets and stay in the file.
fn channel_row(decl: &ChannelDecl, declared: bool) -> ChannelRow {
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
        headers: std::collections::BTreeMap::new(),
        proxy: None,
        declared,
    }
}

fn stored_spec(
    row: ChannelRow,
    credentials: Vec<CredentialRow>,
    master_key: &MasterKey,
) -> anyhow::Result<ChannelSpec> {
    let provider = provider::by_name(&row.provider)
        .with_context(|| format!("unknown provider \"{}\"", row.provider))?;
    let endpoints = row
        .endpoints
        .into_iter()
        .map(|(dialect, url)| Ok((dialect, Url::parse(&url).context("base URL")?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let headers = row
        .headers
        .iter()
        .map(|(name, value)| Ok((name.parse::<HeaderName>()?, HeaderValue::from_str(value)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let credentials = credentials
        .into_iter()
        .map(|row| {
            let sealed = row
                .sealed_secret
                .context("a stored credential has no secret")?;
            let secret = master_key.open(secret_cell(row.id), &sealed)?;
            Ok(Arc::new(CredentialSpec {
                id: row.id,
                label: row.label,
                secret,
            }))
        })
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
        proxy: row
            .proxy
            .as_deref()
            .map(Url::parse)
            .transpose()
            .context("proxy")?,
    })
}

/// Where a credential's secret is kept; it opens nowhere else.
fn secret_cell(row: Uuid) -> Cell {
    Cell {
        table: "credential",
        row,
        column: "sealed_secret",
    }
}
