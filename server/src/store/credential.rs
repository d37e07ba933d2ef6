//! Credentials: the secrets of channels, sealed.

use routex_entity::{CredentialKind, table::credential};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{
    Change, Store,
    error::{During, StoreError},
    reader::Reader,
    reconcile::{Declared, plan},
    upsert,
};

/// A credential as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialRow {
    pub id: Uuid,
    pub channel_id: Uuid,
    /// What operators see instead of the secret: `sk-…wxyz`.
    pub label: String,
    pub kind: CredentialKind,
    /// Of `MasterKey::fingerprint`; unique within the channel.
    pub fingerprint: String,
    /// Of `MasterKey::seal`. `None` for declared ones: the file is the source.
    pub sealed_secret: Option<Vec<u8>>,
    pub enabled: bool,
    /// Milliseconds since the Unix epoch. `None`: before that was noted.
    pub created_at_ms: Option<i64>,
    /// Comes from the configuration file.
    pub declared: bool,
}

/// Every credential of every channel, oldest first.
pub async fn list(store: &Store) -> Result<Vec<CredentialRow>, StoreError> {
    load(store.reader()).await
}

/// Makes the credential, or replaces the one with its id.
pub async fn save(store: &Store, row: CredentialRow) -> Result<(), StoreError> {
    upsert(store.writer(), vec![row]).await
}

/// Makes the credential, or replaces the one with its id, as part of a change.
pub async fn put(change: &Change, row: CredentialRow) -> Result<(), StoreError> {
    upsert(&change.transaction, vec![row]).await
}

/// Removes the credential.
pub async fn delete(change: &Change, id: Uuid) -> Result<(), StoreError> {
    credential::Entity::delete_by_id(id)
        .exec(&change.transaction)
        .await
        .during("remove a credential")?;
    Ok(())
}

/// Brings the declared credentials of all channels in line with the file and returns them with their ids: a credential
/// keeps the id of the row with the same channel and fingerprint. The channels must be there already.
pub async fn reconcile(
    store: &Store,
    wanted: Vec<CredentialRow>,
) -> Result<Vec<CredentialRow>, StoreError> {
    let action = "bring credentials in line with the configuration";
    let transaction = store.begin(action).await?;
    let plan = plan(&load(&transaction).await?, wanted);
    credential::Entity::delete_many()
        .filter(credential::Column::Id.is_in(plan.gone))
        .exec(&transaction)
        .await
        .during(action)?;
    upsert(&transaction, plan.changed).await?;
    transaction.commit().await.during(action)?;
    Ok(plan.declared)
}

impl Declared for CredentialRow {
    type Key = (Uuid, String);

    fn key(&self) -> (Uuid, String) {
        (self.channel_id, self.fingerprint.clone())
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

async fn load(db: &impl ConnectionTrait) -> Result<Vec<CredentialRow>, StoreError> {
    let rows = credential::Entity::find()
        .order_by_asc(credential::Column::Id)
        .all(db)
        .await
        .during("read the credentials")?;
    rows.into_iter().map(read).collect()
}

async fn upsert(db: &impl ConnectionTrait, rows: Vec<CredentialRow>) -> Result<(), StoreError> {
    let rows = rows.into_iter().map(|row| write(row).into_active_model());
    upsert::upsert::<credential::Entity>(db, credential::Column::Id, rows)
        .await
        .during("write credentials")
}

fn read(row: credential::Model) -> Result<CredentialRow, StoreError> {
    let reader = Reader {
        table: "credential",
        row: &row.id,
    };
    Ok(CredentialRow {
        kind: reader.name("kind", &row.kind)?,
        id: row.id,
        channel_id: row.channel_id,
        label: row.label,
        fingerprint: row.fingerprint,
        sealed_secret: row.sealed_secret,
        enabled: row.enabled,
        created_at_ms: row.created_at_ms,
        declared: row.declared,
    })
}

fn write(row: CredentialRow) -> credential::Model {
    credential::Model {
        id: row.id,
        channel_id: row.channel_id,
        label: row.label,
        kind: row.kind.as_str().to_owned(),
        fingerprint: row.fingerprint,
        sealed_secret: row.sealed_secret,
        enabled: row.enabled,
        created_at_ms: row.created_at_ms,
        declared: row.declared,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::store::{channel, testing::temporary};

    pub(crate) fn row(channel_id: Uuid, fingerprint: &str, declared: bool) -> CredentialRow {
        CredentialRow {
            id: Uuid::now_v7(),
            channel_id,
            label: "sk-…wxyz".to_owned(),
            kind: CredentialKind::ApiKey,
            fingerprint: fingerprint.to_owned(),
            sealed_secret: (!declared).then(|| vec![1, 2, 3]),
            enabled: true,
            created_at_ms: None,
            declared,
        }
    }

    #[actix_rt::test]
    async fn the_same_secret_of_the_same_channel_keeps_its_id() {
        let (store, _dir) = temporary().await;
        let channels = vec![
            channel::tests::row("a", true),
            channel::tests::row("b", true),
        ];
        let channels = channel::reconcile(&store, channels).await.unwrap();
        let (a, b) = (channels[0].id, channels[1].id);
        let by_hand = row(a, "h", false);
        save(&store, by_hand.clone()).await.unwrap();

        let first = reconcile(
            &store,
            vec![row(a, "1", true), row(b, "1", true), row(a, "2", true)],
        )
        .await
        .unwrap();
        let second = reconcile(&store, vec![row(b, "1", true), row(a, "1", true)])
            .await
            .unwrap();

        assert_eq!(second, [first[1].clone(), first[0].clone()]);
        let left = list(&store).await.unwrap();
        assert_eq!(left, [by_hand, first[0].clone(), first[1].clone()]);
    }

    #[actix_rt::test]
    async fn credentials_leave_with_their_channel() {
        let (store, _dir) = temporary().await;
        let declared = channel::reconcile(&store, vec![channel::tests::row("a", true)])
            .await
            .unwrap();
        save(&store, row(declared[0].id, "h", false)).await.unwrap();
        channel::reconcile(&store, vec![]).await.unwrap();
        assert_eq!(list(&store).await.unwrap(), []);
    }
}
