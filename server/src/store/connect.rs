//! Opening the database.
//!
//! SQLite has one writer whatever is done, so there is one write connection, and writes queue for it in this process
//! instead of failing with "locked"; up to [`READERS`] read connections see the last commit beside it. `synchronous =
//! NORMAL` in WAL mode survives the end of the process at any instant; a power failure may lose the last commits, but
//! never tears one.

use std::{
    fs::{DirBuilder, OpenOptions},
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    SqlxSqliteConnector, TransactionOptions, TransactionTrait,
    sqlx::{
        ConnectOptions,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use super::{
    checkpoint,
    error::{During, StoreError},
    rollup::Sums,
};

/// Connections that read, at most. They are opened when needed and closed when idle.
const READERS: u32 = 3;
/// How long a statement waits for another process that holds the lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const READER_IDLE: Duration = Duration::from_secs(60);
/// Page cache of a connection, KiB. The operating system caches the file anyway.
const CACHE_KIB: u32 = 4096;

/// The open database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    /// See [`checkpoint`].
    checkpointer: DatabaseConnection,
    pub(super) log_path: Arc<Path>,
    sums: Arc<Sums>,
}

/// Opens the database of `url`, creating it when it is missing. A relative file is relative to `data_dir`, which is
/// created too. Tables appear with [`Store::migrate_up`].
///
/// # Errors
/// When the URL is not for SQLite, or the file cannot be created or opened.
pub async fn connect(url: &str, data_dir: &Path) -> Result<Store, StoreError> {
    let options = options(url, data_dir)?;
    let path = options.get_filename().to_owned();
    create_private(&path)?;
    let log_path = checkpoint::log_path(&path).into();
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options.clone())
        .await
        .map_err(|source| StoreError::Open { path, source })?;
    let reader = SqlitePoolOptions::new()
        .max_connections(READERS)
        .idle_timeout(READER_IDLE)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options.clone().pragma("query_only", "ON"));
    let checkpointer = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(READER_IDLE)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options);
    Ok(Store {
        writer: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
        reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
        checkpointer: SqlxSqliteConnector::from_sqlx_sqlite_pool(checkpointer),
        log_path,
        sums: Arc::default(),
    })
}

/// The file of the database of `url`, which need not exist.
///
/// # Errors
/// When the URL is not for SQLite.
pub fn database_file(url: &str, data_dir: &Path) -> Result<PathBuf, StoreError> {
    Ok(options(url, data_dir)?.get_filename().to_owned())
}

impl Store {
    /// From here on this connection overwrites what it deletes or replaces, so that no old form stays in the file.
    pub async fn overwrite_deleted(&self) -> Result<(), StoreError> {
        self.writer
            .execute_unprepared("PRAGMA secure_delete = ON")
            .await
            .during("let SQLite overwrite what is deleted")?;
        Ok(())
    }

    /// Closes all connections; the write-ahead log is folded into the file.
    pub async fn close(&self) -> Result<(), StoreError> {
        for pool in [&self.checkpointer, &self.reader, &self.writer] {
            pool.close_by_ref().await.during("close the database")?;
        }
        Ok(())
    }

    /// The database's kind, as its URL names it.
    pub fn kind(&self) -> &'static str {
        match self.reader.get_database_backend() {
            DbBackend::Sqlite => "sqlite",
            DbBackend::Postgres => "postgres",
            DbBackend::MySql => "mysql",
            _ => "other",
        }
    }

    /// What is known of the sums over requests.
    pub fn sums(&self) -> &Sums {
        &self.sums
    }

    pub(super) fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    pub(super) fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    pub(super) fn checkpointer(&self) -> &DatabaseConnection {
        &self.checkpointer
    }

    /// Whether [`Store::close`] was called.
    pub(super) fn is_closed(&self) -> bool {
        self.checkpointer.get_sqlite_connection_pool().is_closed()
    }

    /// A transaction that holds the write lock from its beginning, so that it cannot fail half way for want of it.
    pub(super) async fn begin(
        &self,
        action: &'static str,
    ) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.writer.begin_with_options(options).await.during(action)
    }
}

fn options(url: &str, data_dir: &Path) -> Result<SqliteConnectOptions, StoreError> {
    let scheme = url.split(':').next().unwrap_or_default();
    if scheme != "sqlite" {
        return Err(StoreError::UnsupportedUrl {
            scheme: scheme.chars().take(20).collect(),
        });
    }
    if url.contains(":memory:") || url.contains("mode=memory") {
        return Err(StoreError::InvalidUrl {
            reason: "a database in memory would forget everything, and its connections would not share it"
                .to_owned(),
        });
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|error| StoreError::InvalidUrl {
        reason: error.to_string(),
    })?;
    if options.get_filename().as_os_str().is_empty() {
        return Err(StoreError::InvalidUrl {
            reason: "it names no file".to_owned(),
        });
    }
    // An absolute path replaces the folder it is joined to.
    let path = data_dir.join(options.get_filename());
    Ok(options
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .pragma("cache_size", format!("-{CACHE_KIB}"))
        // Pages that many batches touch are brought home once for all of them.
        .pragma("wal_autocheckpoint", "4000")
        .pragma("temp_store", "MEMORY")
        .statement_cache_capacity(32)
        .disable_statement_logging())
}

/// Makes the file and its folder, readable for nobody else. SQLite gives its side files the same mode.
fn create_private(path: &Path) -> Result<(), StoreError> {
    let failed = |path: &Path| {
        let path = PathBuf::from(path);
        move |source| StoreError::Create { path, source }
    };
    let mut folder = DirBuilder::new();
    let mut file = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        folder.mode(0o700);
        file.mode(0o600);
    }
    if let Some(parent) = path.parent() {
        folder
            .recursive(true)
            .create(parent)
            .map_err(failed(parent))?;
    }
    file.create(true)
        .append(true)
        .open(path)
        .map_err(failed(path))?;
    Ok(())
}

#[cfg(test)]
mod tests;
