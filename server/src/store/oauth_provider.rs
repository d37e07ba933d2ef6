//! Where accounts sign in.

use routex_entity::table::oauth_provider;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    Change, Store,
    error::{During, StoreError},
    reconcile::{Declared, plan},
    upsert,
};

/// A provider of accounts as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OauthProviderRow {
    pub id: Uuid,
    /// Unique.
    pub name: String,
    pub preset: String,
    /// All but the secret, as the operator gave it.
    pub settings: Value,
    /// Of `MasterKey::seal`. `None`: a client without a secret.
    pub sealed_client_secret: Option<Vec<u8>>,
    /// Comes from the configuration file.
    pub declared: bool,
}

/// Every provider, by name.
pub async fn list(store: &Store) -> Result<Vec<OauthProviderRow>, StoreError> {
    load(store.reader()).await
}

/// Makes the provider, or replaces the one with its id, as part of a change.
pub async fn put(change: &Change, row: OauthProviderRow) -> Result<(), StoreError> {
    upsert(&change.transaction, vec![row]).await
}

/// Removes the provider.
pub async fn delete(change: &Change, id: Uuid) -> Result<(), StoreError> {
    oauth_provider::Entity::delete_by_id(id)
        .exec(&change.transaction)
        .await
        .during("remove a provider of accounts")?;
    Ok(())
}

/// Brings the declared providers in line with the file: one keeps the id of the row with its name.
pub async fn reconcile(store: &Store, wanted: Vec<OauthProviderRow>) -> Result<(), StoreError> {
    let action = "bring providers of accounts in line with the configuration";
    let transaction = store.begin(action).await?;
    let plan = plan(&load(&transaction).await?, wanted);
    oauth_provider::Entity::delete_many()
        .filter(oauth_provider::Column::Id.is_in(plan.gone))
        .exec(&transaction)
        .await
        .during(action)?;
    upsert(&transaction, plan.changed).await?;
    transaction.commit().await.during(action)
}

impl Declared for OauthProviderRow {
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

async fn load(db: &impl ConnectionTrait) -> Result<Vec<OauthProviderRow>, StoreError> {
    let rows = oauth_provider::Entity::find()
        .order_by_asc(oauth_provider::Column::Name)
        .all(db)
        .await
        .during("read the providers of accounts")?;
    Ok(rows.into_iter().map(read).collect())
}

async fn upsert(db: &impl ConnectionTrait, rows: Vec<OauthProviderRow>) -> Result<(), StoreError> {
    let rows = rows.into_iter().map(|row| write(row).into_active_model());
    upsert::upsert::<oauth_provider::Entity>(db, oauth_provider::Column::Id, rows)
        .await
        .during("write providers of accounts")
}

fn read(row: oauth_provider::Model) -> OauthProviderRow {
    OauthProviderRow {
        id: row.id,
        name: row.name,
        preset: row.preset,
        settings: row.settings,
        sealed_client_secret: row.sealed_client_secret,
        declared: row.declared,
    }
}

fn write(row: OauthProviderRow) -> oauth_provider::Model {
    oauth_provider::Model {
        id: row.id,
        name: row.name,
        preset: row.preset,
        settings: row.settings,
        sealed_client_secret: row.sealed_client_secret,
        declared: row.declared,
    }
}
