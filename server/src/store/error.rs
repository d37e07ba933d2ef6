//! What can go wrong with the database, and what to do about it.

use std::path::PathBuf;

use sea_orm::{DbErr, sqlx};

/// A failure of the database or of what it holds.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names a database that this build does not speak. The URL itself may hold a password and is not shown.
    #[error(
        "database.url names {scheme:?}, but this build speaks SQLite only; use sqlite://FILE (or unset DATABASE_URL)"
    )]
    UnsupportedUrl { scheme: String },
    #[error("database.url is not a SQLite URL: {reason}; use sqlite://FILE")]
    InvalidUrl { reason: String },
    #[error("cannot create {path}: {source}; check that its folder is writable", path = path.display())]
    Create {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("cannot open the database {path}: {source}", path = path.display())]
    Open { path: PathBuf, source: sqlx::Error },
    #[error("cannot {action}: {source}")]
    Query { action: &'static str, source: DbErr },
    #[error(
        "the database was used by a newer Routex: this one, {version}, does not know its step {step}; start that version or a newer \
         one, or restore a backup that was made before",
        version = env!("CARGO_PKG_VERSION")
    )]
    Newer { step: String },
    #[error("{path} is not a database of Routex", path = path.display())]
    Foreign { path: PathBuf },
    #[error("{path} is damaged: {reason}", path = path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("{path} is no name that SQLite takes: it is not Unicode", path = path.display())]
    Name { path: PathBuf },
    #[error("cannot copy the database to {path}: {source}", path = path.display())]
    Copy { path: PathBuf, source: DbErr },
    /// A cell holds what no version of Routex known to this one would write.
    #[error(
        "table {table}, row {row}, column {column}: {reason}; was it written by a newer Routex?"
    )]
    Unreadable {
        table: &'static str,
        row: String,
        column: &'static str,
        reason: String,
    },
}

/// Says what was being done when a query failed.
pub(super) trait During<T> {
    fn during(self, action: &'static str) -> Result<T, StoreError>;
}

impl<T> During<T> for Result<T, DbErr> {
    fn during(self, action: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| StoreError::Query { action, source })
    }
}
