//! The audit log: every change that an operator made, written in the same transaction as the change itself.

use routex_entity::table::audit_log;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    Store,
    error::{During, StoreError},
    first_id_at,
    removal::{Removed, remove_some},
};

/// What is to be said of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// `user:<name>`, `token:<name>`, `setup` or `cli`.
    pub actor: String,
    /// Where the call came from; empty for the command line.
    pub address: String,
    /// `create`, `update`, `delete`, …
    pub action: &'static str,
    /// `channel`, `client_key`, …
    pub resource: &'static str,
    /// Id or name of what was changed. `None`: there is only one.
    pub resource_id: Option<String>,
    /// Without secrets. `None`: it did not exist.
    pub before: Option<Value>,
    /// Without secrets. `None`: it is gone.
    pub after: Option<Value>,
}

/// An entry of the log.
pub type AuditRow = audit_log::Model;

/// A transaction of operators' writes. It cannot be committed without saying what was changed.
pub struct Change {
    pub(super) transaction: DatabaseTransaction,
}

impl Store {
    /// Begins a change; nobody else writes until it ends.
    pub async fn change(&self) -> Result<Change, StoreError> {
        let transaction = self.begin("begin a change").await?;
        Ok(Change { transaction })
    }
}

impl Change {
    /// Writes the entries and ends the transaction: all or none.
    pub async fn commit(self, entries: Vec<AuditEntry>) -> Result<(), StoreError> {
        let action = "write the audit log";
        for entry in entries {
            let row = audit_log::Model {
                id: Uuid::now_v7(),
                at_ms: chrono::Utc::now().timestamp_millis(),
                actor: entry.actor,
                address: entry.address,
                action: entry.action.to_owned(),
                resource: entry.resource.to_owned(),
                resource_id: entry.resource_id,
                before: entry.before,
                after: entry.after,
            };
            audit_log::Entity::insert(row.into_active_model())
                .exec_without_returning(&self.transaction)
                .await
                .during(action)?;
        }
        self.transaction.commit().await.during(action)
    }
}

/// At most `limit` entries before `cursor`, newest first.
pub async fn page(
    store: &Store,
    cursor: Option<Uuid>,
    limit: u64,
) -> Result<Vec<AuditRow>, StoreError> {
    let mut query = audit_log::Entity::find().order_by_desc(audit_log::Column::Id);
    if let Some(cursor) = cursor {
        query = query.filter(audit_log::Column::Id.lt(cursor));
    }
    query
        .limit(limit)
        .all(store.reader())
        .await
        .during("read the audit log")
}

/// Removes at most `most` entries, the oldest first, that were made before a time in milliseconds since the Unix epoch.
/// Tells how many there were.
pub async fn delete_before(
    store: &Store,
    before_ms: i64,
    most: u64,
) -> Result<Removed, StoreError> {
    let action = "remove old entries of the audit log";
    let id = audit_log::Column::Id;
    remove_some::<audit_log::Entity>(store, id, first_id_at(before_ms), most, action).await
}
