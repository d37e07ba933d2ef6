//! Copies of the whole database: making one beside those who write, and looking whether one is fit to be used.

use std::path::Path;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, SqlxSqliteConnector, Statement,
    sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use super::{
    Store,
    error::{During, StoreError},
    migrate::refuse_newer,
};

impl Store {
    /// Writes the database as it is at one instant to a file that is empty or missing. Others go on reading and writing; the
    /// write-ahead log grows meanwhile, because what the copy still has to read stays in it.
    pub async fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let connection = self.writer();
        // SQLite takes names as text.
        let name = path.to_str().ok_or_else(|| StoreError::Name {
            path: path.to_owned(),
        })?;
        let statement = Statement::from_sql_and_values(
            connection.get_database_backend(),
            "VACUUM INTO ?",
            [name.into()],
        );
        match connection.execute_raw(statement).await {
            Ok(_) => Ok(()),
            Err(source) => Err(StoreError::Copy {
                path: path.to_owned(),
                source,
            }),
        }
    }
}

/// Reads all of a copy that nobody uses.
///
/// # Errors
/// When it is damaged, not of Routex, or of a newer one.
pub async fn check_copy(path: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::Open {
        path: path.to_owned(),
        source,
    };
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(SqliteConnectOptions::new().filename(path))
        .await
        .map_err(failed)?;
    let connection = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool);
    let found = examine(&connection, path).await;
    // Whatever was found: a file that is open stays beside the copy otherwise.
    connection.close().await.during("close the copy").and(found)
}

async fn examine(connection: &DatabaseConnection, path: &Path) -> Result<(), StoreError> {
    let damaged = |reason: String| StoreError::Damaged {
        path: path.to_owned(),
        reason,
    };
    let sql = "PRAGMA quick_check(1)";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await;
    let told: Option<String> = row
        .and_then(|row| row.map(|row| row.try_get_by_index(0)).transpose())
        .map_err(|error| damaged(error.to_string()))?;
    match told.as_deref() {
        Some("ok") => {}
        told => return Err(damaged(told.unwrap_or_default().to_owned())),
    }
    match refuse_newer(connection).await? {
        true => Ok(()),
        false => Err(StoreError::Foreign {
            path: path.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        connect, request,
        testing::{everything, record, temporary},
    };

    #[actix_rt::test]
    async fn a_copy_holds_what_was_there_and_the_original_goes_on() {
        let (store, dir) = temporary().await;
        let (before, after) = (record(), record());
        request::insert_batch(&store, std::slice::from_ref(&before))
            .await
            .unwrap();
        let path = dir.path().join("copy.db");

        store.copy_to(&path).await.unwrap();
        request::insert_batch(&store, &[after]).await.unwrap();

        check_copy(&path).await.unwrap();
        let copy = connect("sqlite://copy.db", dir.path()).await.unwrap();
        assert_eq!(everything(&copy).await, [before]);
        assert_eq!(everything(&store).await.len(), 2);
    }

    #[actix_rt::test]
    async fn what_is_no_whole_database_of_routex_is_refused() {
        let (store, dir) = temporary().await;
        let copy = dir.path().join("copy.db");
        store.copy_to(&copy).await.unwrap();
        let bytes = std::fs::read(&copy).unwrap();
        let part = dir.path().join("part.db");
        let mut torn = bytes.clone();
        torn[4096..8192].fill(7);
        for bytes in [&b"SQLite format 2"[..], &bytes[..bytes.len() / 2], &torn] {
            std::fs::write(&part, bytes).unwrap();
            let error = check_copy(&part).await.unwrap_err();
            assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        }

        std::fs::write(&part, "").unwrap();
        let error = check_copy(&part).await.unwrap_err();
        assert!(matches!(error, StoreError::Foreign { .. }), "{error}");

        let later = "INSERT INTO seaql_migrations VALUES ('m20990101_000001_later', 0)";
        store.writer().execute_unprepared(later).await.unwrap();
        let newer = dir.path().join("newer.db");
        store.copy_to(&newer).await.unwrap();
        let error = check_copy(&newer).await.unwrap_err();
        assert!(matches!(error, StoreError::Newer { .. }), "{error}");
    }
}
