//! Channels: upstream accounts and endpoints.

use std::collections::BTreeMap;

use routex_entity::{
    Dialect, ProbeKind,
    api::{Capabilities, Multiplier},
    table::channel,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, prelude::Json,
};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{
    Change, Store,
    error::{During, StoreError},
    reader::{Reader, count},
    reconcile::{Declared, plan},
    upsert,
};
use crate::{channel::Charges, usage::pricing::Rate};

/// A channel as it is kept. Its credentials are rows of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelRow {
    pub id: Uuid,
    /// Unique.
    pub name: String,
    /// Name of a provider preset.
    pub provider: String,
    /// Base URL per dialect.
    pub endpoints: Vec<(Dialect, String)>,
    /// Empty: any.
    pub models: Vec<String>,
    /// Client model name → upstream model name.
    pub model_map: BTreeMap<String, String>,
    /// Lower first.
    pub priority: i32,
    pub weight: u32,
    pub enabled: bool,
    pub tags: Vec<String>,
    /// Requests in flight. 0: unlimited.
    pub max_concurrency: u32,
    /// Requests a minute. 0: unlimited.
    pub rpm: u32,
    /// Tokens a minute. 0: unlimited.
    pub tpm: u32,
    pub first_byte_timeout_ms: Option<u32>,
    pub allow_private_network: bool,
    /// Header name → value as JSON, added to every upstream request. Of `MasterKey::seal`; `None` for declared ones.
    pub sealed_headers: Option<Vec<u8>>,
    /// URL of the outbound proxy. Of `MasterKey::seal`; `None` for declared ones.
    pub sealed_proxy: Option<Vec<u8>>,
    /// Certificates to trust instead of the usual authorities, PEM.
    pub tls_ca: Option<String>,
    /// Milliseconds that a request may wait for room under the limits. 0: refused at once.
    pub queue_ms: u32,
    /// Hours for which bodies of its requests are kept. 0: they are not.
    pub keep_bodies_hours: u32,
    pub probe: ProbeKind,
    pub probe_interval_seconds: u32,
    pub probe_model: Option<String>,
    /// The operator's corrections of what models can do.
    pub capabilities: Capabilities,
    pub charges: Charges,
    /// Comes from the configuration file.
    pub declared: bool,
}

/// Every channel, by name.
pub async fn list(store: &Store) -> Result<Vec<ChannelRow>, StoreError> {
    load(store.reader()).await
}

/// The ids of those that there are.
pub(super) async fn ids(db: &impl ConnectionTrait) -> Result<Vec<Uuid>, StoreError> {
    channel::Entity::find()
        .select_only()
        .column(channel::Column::Id)
        .into_tuple()
        .all(db)
        .await
        .during("read which channels there are")
}

/// Makes the channel, or replaces the one with its id.
pub async fn save(store: &Store, row: ChannelRow) -> Result<(), StoreError> {
    upsert(store.writer(), vec![row]).await
}

/// Makes the channel, or replaces the one with its id, as part of a change.
pub async fn put(change: &Change, row: ChannelRow) -> Result<(), StoreError> {
    upsert(&change.transaction, vec![row]).await
}

/// Removes the channel. Its credentials and its history go with it.
pub async fn delete(change: &Change, id: Uuid) -> Result<(), StoreError> {
    channel::Entity::delete_by_id(id)
        .exec(&change.transaction)
        .await
        .during("remove a channel")?;
    Ok(())
}

/// Brings the declared channels in line with the file and returns them with their ids: a channel keeps the id of the row
/// with its name, otherwise the id proposed by `wanted` is taken. A channel that is no longer declared goes, and its
/// credentials and its history with it.
pub async fn reconcile(
    store: &Store,
    wanted: Vec<ChannelRow>,
) -> Result<Vec<ChannelRow>, StoreError> {
    let action = "bring channels in line with the configuration";
    let transaction = store.begin(action).await?;
    let plan = plan(&load(&transaction).await?, wanted);
    channel::Entity::delete_many()
        .filter(channel::Column::Id.is_in(plan.gone))
        .exec(&transaction)
        .await
        .during(action)?;
    upsert(&transaction, plan.changed).await?;
    transaction.commit().await.during(action)?;
    Ok(plan.declared)
}

impl Declared for ChannelRow {
    type Key = String;

    fn key(&self) -> String {
        self.name.clone()
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn set_id(&mut self, id: Uuid) {
        self.id = id;
    }

    fn is_declared(&self) -> bool {
        self.declared
    }
}

async fn load(db: &impl ConnectionTrait) -> Result<Vec<ChannelRow>, StoreError> {
    let rows = channel::Entity::find()
        .order_by_asc(channel::Column::Name)
        .all(db)
        .await
        .during("read the channels")?;
    rows.into_iter().map(read).collect()
}

async fn upsert(db: &impl ConnectionTrait, rows: Vec<ChannelRow>) -> Result<(), StoreError> {
    let rows = rows.into_iter().map(|row| write(row).into_active_model());
    upsert::upsert::<channel::Entity>(db, channel::Column::Id, rows)
        .await
        .during("write channels")
}

#[derive(Deserialize)]
struct Endpoint {
    dialect: Dialect,
    url: String,
}

fn read(row: channel::Model) -> Result<ChannelRow, StoreError> {
    let reader = Reader {
        table: "channel",
        row: &row.id,
    };
    let endpoints: Vec<Endpoint> = reader.json("endpoints", row.endpoints)?;
    Ok(ChannelRow {
        id: row.id,
        endpoints: endpoints
            .into_iter()
            .map(|endpoint| (endpoint.dialect, endpoint.url))
            .collect(),
        models: reader.json("models", row.models)?,
        model_map: reader.json("model_map", row.model_map)?,
        priority: reader.number("priority", row.priority)?,
        weight: reader.number("weight", row.weight)?,
        tags: reader.json("tags", row.tags)?,
        max_concurrency: reader.number("max_concurrency", row.max_concurrency)?,
        rpm: reader.number("rpm", row.rpm)?,
        tpm: reader.number("tpm", row.tpm)?,
        first_byte_timeout_ms: reader
            .number_or_null("first_byte_timeout_ms", row.first_byte_timeout_ms)?,
        queue_ms: reader.number("queue_ms", row.queue_ms)?,
        keep_bodies_hours: reader.number("keep_bodies_hours", row.keep_bodies_hours)?,
        probe: reader.name("probe", &row.probe)?,
        probe_interval_seconds: reader
            .number("probe_interval_seconds", row.probe_interval_seconds)?,
        probe_model: row.probe_model,
        capabilities: reader.json("capabilities", row.capabilities)?,
        charges: Charges {
            multiplier: Multiplier::from_millionths(
                reader.number("price_multiplier", row.price_multiplier)?,
            )
            .unwrap_or_default(),
            per_request: reader
                .number_or_null("price_per_request_nano_usd", row.price_per_request_nano_usd)?
                .map(Rate),
        },
        sealed_headers: row.sealed_headers,
        sealed_proxy: row.sealed_proxy,
        tls_ca: row.tls_ca,
        name: row.name,
        provider: row.provider,
        enabled: row.enabled,
        allow_private_network: row.allow_private_network,
        declared: row.declared,
    })
}

fn write(row: ChannelRow) -> channel::Model {
    let map = |map: BTreeMap<String, String>| -> Json {
        Json::Object(
            map.into_iter()
                .map(|(key, value)| (key, value.into()))
                .collect(),
        )
    };
    channel::Model {
        id: row.id,
        name: row.name,
        provider: row.provider,
        endpoints: row
            .endpoints
            .iter()
            .map(|(dialect, url)| json!({ "dialect": dialect.as_str(), "url": url }))
            .collect(),
        models: row.models.into(),
        model_map: map(row.model_map),
        priority: row.priority.into(),
        weight: row.weight.into(),
        enabled: row.enabled,
        tags: row.tags.into(),
        max_concurrency: row.max_concurrency.into(),
        rpm: row.rpm.into(),
        tpm: row.tpm.into(),
        first_byte_timeout_ms: row.first_byte_timeout_ms.map(i64::from),
        allow_private_network: row.allow_private_network,
        sealed_headers: row.sealed_headers,
        sealed_proxy: row.sealed_proxy,
        tls_ca: row.tls_ca,
        queue_ms: row.queue_ms.into(),
        keep_bodies_hours: row.keep_bodies_hours.into(),
        probe: row.probe.as_str().to_owned(),
        probe_interval_seconds: row.probe_interval_seconds.into(),
        probe_model: row.probe_model,
        capabilities: json!(row.capabilities),
        price_multiplier: count(row.charges.multiplier.millionths()),
        price_per_request_nano_usd: row.charges.per_request.map(|rate| count(rate.0)),
        declared: row.declared,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use routex_entity::Feature;

    use super::*;
    use crate::store::testing::temporary;

    pub(crate) fn row(name: &str, declared: bool) -> ChannelRow {
        ChannelRow {
            id: Uuid::now_v7(),
            name: name.to_owned(),
            provider: "openai".to_owned(),
            endpoints: vec![
                (Dialect::OpenaiChat, "https://api.openai.com/v1".to_owned()),
                (
                    Dialect::OpenaiResponses,
                    "https://api.openai.com/v1".to_owned(),
                ),
            ],
            models: vec!["gpt-5.4".to_owned()],
            model_map: BTreeMap::from([("a".to_owned(), "b".to_owned())]),
            priority: -3,
            weight: 5,
            enabled: true,
            tags: vec!["eu".to_owned()],
            max_concurrency: 1,
            rpm: 2,
            tpm: u32::MAX,
            first_byte_timeout_ms: Some(9),
            allow_private_network: true,
            sealed_headers: Some(vec![1, 2]),
            sealed_proxy: Some(vec![3]),
            tls_ca: Some("-----BEGIN CERTIFICATE-----".to_owned()),
            queue_ms: 250,
            charges: Charges {
                multiplier: Multiplier::from_millionths(800_000).unwrap(),
                per_request: Some(Rate(5)),
            },
            keep_bodies_hours: 3,
            probe: ProbeKind::Request,
            probe_interval_seconds: 9,
            probe_model: Some("small".to_owned()),
            capabilities: BTreeMap::from([(
                "gpt-*".to_owned(),
                BTreeMap::from([(Feature::Images, false)]),
            )]),
            declared,
        }
    }

    #[actix_rt::test]
    async fn declared_channels_keep_their_ids_and_leave_with_the_file() {
        let (store, _dir) = temporary().await;
        let made = row("made-by-hand", false);
        save(&store, made.clone()).await.unwrap();

        let first = reconcile(&store, vec![row("a", true), row("b", true)])
            .await
            .unwrap();
        let mut edited = row("b", true);
        edited.weight = 9;
        let second = reconcile(&store, vec![edited, row("c", true)])
            .await
            .unwrap();

        assert_eq!(second[0].id, first[1].id);
        assert_eq!(second[0].weight, 9);
        let mut expected = second;
        expected.push(made);
        assert_eq!(list(&store).await.unwrap(), expected);
    }

    #[actix_rt::test]
    async fn a_channel_made_by_hand_is_adopted_when_the_file_declares_its_name() {
        let (store, _dir) = temporary().await;
        let made = row("a", false);
        save(&store, made.clone()).await.unwrap();
        let declared = reconcile(&store, vec![row("a", true)]).await.unwrap();
        assert_eq!(declared[0].id, made.id);
        assert_eq!(list(&store).await.unwrap(), declared);
    }
}
