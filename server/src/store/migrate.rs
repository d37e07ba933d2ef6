//! Bringing the database to the newest shape, and keeping away from one that is newer than this Routex.

use routex_migration::{MigrationStatus, Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Statement};

use super::{
    Store,
    error::{During, StoreError},
};

/// The table in which the steps that were applied are listed.
const HAS_LIST: &str = "SELECT 1 FROM sqlite_master WHERE name = 'seaql_migrations'";

/// One step of the database's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationState {
    pub name: String,
    pub applied: bool,
}

impl Store {
    /// Applies every step that is missing, all or none, and returns their names.
    ///
    /// # Errors
    /// Also when a newer Routex applied steps that this one does not know. Nothing is changed then.
    pub async fn migrate_up(&self) -> Result<Vec<String>, StoreError> {
        let action = "bring the database to the newest shape";
        let transaction = self.begin(action).await?;
        refuse_newer(&transaction).await?;
        let pending: Vec<String> = Migrator::get_pending_migrations(&transaction)
            .await
            .during(action)?
            .iter()
            .map(|step| step.name().to_owned())
            .collect();
        if !pending.is_empty() {
            Migrator::up(&transaction, None).await.during(action)?;
        }
        transaction.commit().await.during(action)?;
        Ok(pending)
    }

    /// Every step known, oldest first, and whether it was applied. Changes nothing.
    ///
    /// # Errors
    /// Also when a newer Routex applied steps that this one does not know.
    pub async fn migrate_status(&self) -> Result<Vec<MigrationState>, StoreError> {
        refuse_newer(self.reader()).await?;
        let steps = Migrator::get_migration_with_status_read_only(self.reader())
            .await
            .during("read the state of the migrations")?;
        Ok(steps
            .iter()
            .map(|step| MigrationState {
                name: step.name().to_owned(),
                applied: step.status() == MigrationStatus::Applied,
            })
            .collect())
    }

    /// Whether steps are missing. One that lacks them is not written to by anything but [`Store::migrate_up`].
    pub async fn is_older(&self) -> Result<bool, StoreError> {
        let steps = self.migrate_status().await?;
        Ok(steps.iter().any(|step| !step.applied))
    }
}

/// Refuses a database with steps that only a newer Routex knows. Tells whether it is a database of Routex at all.
pub(super) async fn refuse_newer<C: ConnectionTrait>(connection: &C) -> Result<bool, StoreError> {
    let action = "read which Routex the database is of";
    let statement = Statement::from_string(connection.get_database_backend(), HAS_LIST);
    let list = connection.query_one_raw(statement).await.during(action)?;
    if list.is_none() {
        return Ok(false);
    }
    let applied = Migrator::get_migration_models(connection)
        .await
        .during(action)?;
    let known = Migrator::migrations();
    let unknown = applied
        .into_iter()
        .map(|step| step.version)
        .filter(|version| known.iter().all(|step| step.name() != version))
        .max();
    match unknown {
        Some(step) => Err(StoreError::Newer { step }),
        None => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::temporary;

    #[actix_rt::test]
    async fn a_newer_database_is_refused_with_a_clear_sentence_and_stays_as_it_is() {
        let (store, _dir) = temporary().await;
        let later = "INSERT INTO seaql_migrations VALUES ('m20990101_000001_later', 0)";
        store.writer().execute_unprepared(later).await.unwrap();
        // As if a step of this version were still missing.
        let lacking = "DELETE FROM seaql_migrations WHERE version LIKE '%_history'";
        store.writer().execute_unprepared(lacking).await.unwrap();

        let up = store.migrate_up().await.unwrap_err();
        let status = store.migrate_status().await.unwrap_err();

        for error in [&up, &status] {
            let told = error.to_string();
            assert!(told.contains("m20990101_000001_later"), "{told}");
            assert!(told.contains("newer Routex"), "{told}");
        }
        let applied = Migrator::get_migration_models(store.writer()).await;
        assert_eq!(applied.unwrap().len(), Migrator::migrations().len());
    }
}
