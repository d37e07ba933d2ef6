//! Client keys: what Routex issues to its own clients. Only a hash of the key is kept.

use routex_entity::{BudgetWindow, table::client_key};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{
    Change, Store,
    error::{During, StoreError},
    reader::Reader,
    reconcile::{Declared, plan},
    upsert,
};

/// A client key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientKeyRow {
    pub id: Uuid,
    /// Unique.
    pub name: String,
    /// Of `secret::client_key::hash`. Unique.
    pub hash: String,
    /// Of `secret::client_key::prefix`, for display.
    pub prefix: String,
    /// Models it may use. Empty: all.
    pub models: Vec<String>,
    /// Channel tags it may use. Empty: all.
    pub tags: Vec<String>,
    /// Requests a minute. 0: unlimited.
    pub rpm: u32,
    /// Tokens a minute. 0: unlimited.
    pub tpm: u32,
    /// Requests in flight. 0: unlimited.
    pub max_concurrency: u32,
    /// At most one a window. Empty: unlimited.
    pub budgets: Vec<BudgetRow>,
    /// Addresses and networks it may be used from. Empty: from anywhere.
    pub allowed_ips: Vec<String>,
    /// Milliseconds that a request may wait for room under the limits. 0: refused at once.
    pub queue_ms: u32,
    /// Hours for which bodies of its requests are kept. 0: they are not.
    pub keep_bodies_hours: u32,
    /// Whether it may use models whose price is unknown although it has a budget.
    pub allow_unpriced: bool,
    /// Milliseconds since the Unix epoch. `None`: before that was noted.
    pub created_at_ms: Option<i64>,
    /// Milliseconds since the Unix epoch.
    pub expires_at_ms: Option<i64>,
    pub enabled: bool,
    /// Comes from the configuration file.
    pub declared: bool,
}

/// What a key may spend in a window of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetRow {
    pub window: BudgetWindow,
    /// Thousand-millionths of a US dollar.
    pub nano_usd: i64,
}

/// Every client key, by name.
pub async fn list(store: &Store) -> Result<Vec<ClientKeyRow>, StoreError> {
    load(store.reader()).await
}

/// Makes the client key, or replaces the one with its id.
pub async fn save(store: &Store, row: ClientKeyRow) -> Result<(), StoreError> {
    upsert(store.writer(), vec![row]).await
}

/// Makes the client key, or replaces the one with its id, as part of a change.
pub async fn put(change: &Change, row: ClientKeyRow) -> Result<(), StoreError> {
    upsert(&change.transaction, vec![row]).await
}

/// Removes the client key.
pub async fn delete(change: &Change, id: Uuid) -> Result<(), StoreError> {
    client_key::Entity::delete_by_id(id)
        .exec(&change.transaction)
        .await
        .during("remove a client key")?;
    Ok(())
}

/// Brings the declared client keys in line with the file and returns them with their ids: a key keeps the id of the row
/// with its name.
pub async fn reconcile(
    store: &Store,
    wanted: Vec<ClientKeyRow>,
) -> Result<Vec<ClientKeyRow>, StoreError> {
    let action = "bring client keys in line with the configuration";
    let transaction = store.begin(action).await?;
    let mut plan = plan(&load(&transaction).await?, wanted);
    // Changed keys are removed first as well: two of them may have exchanged their secrets, and hashes are unique.
    plan.gone.extend(plan.changed.iter().map(|row| row.id));
    client_key::Entity::delete_many()
        .filter(client_key::Column::Id.is_in(plan.gone))
        .exec(&transaction)
        .await
        .during(action)?;
    upsert(&transaction, plan.changed).await?;
    transaction.commit().await.during(action)?;
    Ok(plan.declared)
}

impl Declared for ClientKeyRow {
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

async fn load(db: &impl ConnectionTrait) -> Result<Vec<ClientKeyRow>, StoreError> {
    let rows = client_key::Entity::find()
        .order_by_asc(client_key::Column::Name)
        .all(db)
        .await
        .during("read the client keys")?;
    rows.into_iter().map(read).collect()
}

async fn upsert(db: &impl ConnectionTrait, rows: Vec<ClientKeyRow>) -> Result<(), StoreError> {
    let rows = rows.into_iter().map(|row| write(row).into_active_model());
    upsert::upsert::<client_key::Entity>(db, client_key::Column::Id, rows)
        .await
        .during("write client keys")
}

fn read(row: client_key::Model) -> Result<ClientKeyRow, StoreError> {
    let reader = Reader {
        table: "client_key",
        row: &row.id,
    };
    Ok(ClientKeyRow {
        id: row.id,
        models: reader.json("models", row.models)?,
        tags: reader.json("tags", row.tags)?,
        rpm: reader.number("rpm", row.rpm)?,
        tpm: reader.number("tpm", row.tpm)?,
        max_concurrency: reader.number("max_concurrency", row.max_concurrency)?,
        name: row.name,
        hash: row.hash,
        prefix: row.prefix,
        budgets: reader.json("budgets", row.budgets)?,
        allowed_ips: reader.json("allowed_ips", row.allowed_ips)?,
        queue_ms: reader.number("queue_ms", row.queue_ms)?,
        keep_bodies_hours: reader.number("keep_bodies_hours", row.keep_bodies_hours)?,
        allow_unpriced: row.allow_unpriced,
        created_at_ms: row.created_at_ms,
        expires_at_ms: row.expires_at_ms,
        enabled: row.enabled,
        declared: row.declared,
    })
}

fn write(row: ClientKeyRow) -> client_key::Model {
    client_key::Model {
        id: row.id,
        name: row.name,
        hash: row.hash,
        prefix: row.prefix,
        models: row.models.into(),
        tags: row.tags.into(),
        rpm: row.rpm.into(),
        tpm: row.tpm.into(),
        max_concurrency: row.max_concurrency.into(),
        budgets: row
            .budgets
            .iter()
            .map(|budget| json!({ "window": budget.window, "nano_usd": budget.nano_usd }))
            .collect(),
        allowed_ips: row.allowed_ips.into(),
        queue_ms: row.queue_ms.into(),
        keep_bodies_hours: row.keep_bodies_hours.into(),
        allow_unpriced: row.allow_unpriced,
        created_at_ms: row.created_at_ms,
        expires_at_ms: row.expires_at_ms,
        enabled: row.enabled,
        declared: row.declared,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::temporary;

    fn row(name: &str, hash: &str, declared: bool) -> ClientKeyRow {
        ClientKeyRow {
            id: Uuid::now_v7(),
            name: name.to_owned(),
            hash: hash.to_owned(),
            prefix: "rx-abcd".to_owned(),
            models: vec!["m".to_owned()],
            tags: vec![],
            rpm: 60,
            tpm: 0,
            max_concurrency: 4,
            budgets: vec![BudgetRow {
                window: BudgetWindow::Day,
                nano_usd: 5_000_000_000,
            }],
            allowed_ips: vec!["10.0.0.0/8".to_owned()],
            queue_ms: 500,
            keep_bodies_hours: 4,
            allow_unpriced: false,
            created_at_ms: Some(1_795_000_000_000),
            expires_at_ms: Some(1_798_761_600_000),
            enabled: true,
            declared,
        }
    }

    #[actix_rt::test]
    async fn a_file_may_declare_thousands() {
        let (store, _dir) = temporary().await;
        let name = |number: u32| format!("key-{number:04}");
        let wanted: Vec<_> = (0..3_000)
            .map(|number| row(&name(number), &number.to_string(), true))
            .collect();

        reconcile(&store, wanted.clone()).await.unwrap();

        assert_eq!(list(&store).await.unwrap(), wanted);
    }

    #[actix_rt::test]
    async fn keys_may_exchange_their_secrets_and_keep_their_ids() {
        let (store, _dir) = temporary().await;
        let made = row("made-by-hand", "0", false);
        save(&store, made.clone()).await.unwrap();
        let first = reconcile(&store, vec![row("a", "1", true), row("b", "2", true)])
            .await
            .unwrap();
        let second = reconcile(&store, vec![row("a", "2", true), row("b", "1", true)])
            .await
            .unwrap();

        assert_eq!((first[0].id, first[1].id), (second[0].id, second[1].id));
        let expected = [second[0].clone(), second[1].clone(), made];
        assert_eq!(list(&store).await.unwrap(), expected);
    }

    #[actix_rt::test]
    async fn one_secret_cannot_be_two_keys() {
        let (store, _dir) = temporary().await;
        save(&store, row("made-by-hand", "same", false))
            .await
            .unwrap();
        assert!(
            reconcile(&store, vec![row("a", "same", true)])
                .await
                .is_err()
        );
        assert_eq!(list(&store).await.unwrap().len(), 1);
    }
}
