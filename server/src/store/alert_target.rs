//! Targets of alerts.

use routex_entity::{AlertKind, AlertTargetKind, Language, Severity, table::alert_target};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Change, Store,
    error::{During, StoreError},
    reader::Reader,
    reconcile::{Declared, plan},
    upsert,
};

/// A target as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertTargetRow {
    pub id: Uuid,
    pub name: String,
    pub kind: AlertTargetKind,
    /// Scheme, host and port of the URL.
    pub origin: String,
    pub has_secret: bool,
    pub has_proxy: bool,
    /// URL, secret and proxy, of `MasterKey::seal`. `None` for declared ones: the file is the source.
    pub sealed: Option<Vec<u8>>,
    pub chat_id: Option<String>,
    pub allow_private_network: bool,
    pub language: Language,
    pub min_severity: Severity,
    /// Empty: all.
    pub kinds: Vec<AlertKind>,
    pub enabled: bool,
    /// Comes from the configuration file.
    pub declared: bool,
}

/// Every target, by name.
pub async fn list(store: &Store) -> Result<Vec<AlertTargetRow>, StoreError> {
    load(store.reader()).await
}

/// Makes the target, or replaces the one with its id, as part of a change.
pub async fn put(change: &Change, row: AlertTargetRow) -> Result<(), StoreError> {
    upsert(&change.transaction, vec![row]).await
}

/// Removes the target. What was sent to it stays in the log of alerts.
pub async fn delete(change: &Change, id: Uuid) -> Result<(), StoreError> {
    alert_target::Entity::delete_by_id(id)
        .exec(&change.transaction)
        .await
        .during("remove an alert target")?;
    Ok(())
}

/// Brings the declared targets in line with the file: a target keeps the id of the row with its name.
pub async fn reconcile(store: &Store, wanted: Vec<AlertTargetRow>) -> Result<(), StoreError> {
    let action = "bring alert targets in line with the configuration";
    let transaction = store.begin(action).await?;
    let plan = plan(&load(&transaction).await?, wanted);
    alert_target::Entity::delete_many()
        .filter(alert_target::Column::Id.is_in(plan.gone))
        .exec(&transaction)
        .await
        .during(action)?;
    upsert(&transaction, plan.changed).await?;
    transaction.commit().await.during(action)
}

impl Declared for AlertTargetRow {
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

async fn load(db: &impl ConnectionTrait) -> Result<Vec<AlertTargetRow>, StoreError> {
    let rows = alert_target::Entity::find()
        .order_by_asc(alert_target::Column::Name)
        .all(db)
        .await
        .during("read the alert targets")?;
    rows.into_iter().map(read).collect()
}

async fn upsert(db: &impl ConnectionTrait, rows: Vec<AlertTargetRow>) -> Result<(), StoreError> {
    let rows = rows.into_iter().map(|row| write(row).into_active_model());
    upsert::upsert::<alert_target::Entity>(db, alert_target::Column::Id, rows)
        .await
        .during("write alert targets")
}

fn read(row: alert_target::Model) -> Result<AlertTargetRow, StoreError> {
    let reader = Reader {
        table: "alert_target",
        row: &row.id,
    };
    Ok(AlertTargetRow {
        kind: reader.name("kind", &row.kind)?,
        language: reader.name("language", &row.language)?,
        min_severity: reader.name("min_severity", &row.min_severity)?,
        kinds: reader.json("kinds", row.kinds)?,
        id: row.id,
        name: row.name,
        origin: row.origin,
        has_secret: row.has_secret,
        has_proxy: row.has_proxy,
        sealed: row.sealed,
        chat_id: row.chat_id,
        allow_private_network: row.allow_private_network,
        enabled: row.enabled,
        declared: row.declared,
    })
}

fn write(row: AlertTargetRow) -> alert_target::Model {
    alert_target::Model {
        id: row.id,
        name: row.name,
        kind: row.kind.as_str().to_owned(),
        origin: row.origin,
        has_secret: row.has_secret,
        has_proxy: row.has_proxy,
        sealed: row.sealed,
        chat_id: row.chat_id,
        allow_private_network: row.allow_private_network,
        language: row.language.as_str().to_owned(),
        min_severity: row.min_severity.as_str().to_owned(),
        kinds: json!(row.kinds),
        enabled: row.enabled,
        declared: row.declared,
    }
}
