//! A SQLite file of unknown origin, read without trust.
//!
//! It is opened in memory, a copy that cannot be written. Nothing of its schema is run: no view, trigger, virtual table or
//! generated column is touched, and what SQLite does for it is bounded in steps and time. Only known columns of plain tables are
//! read, and by expressions: names and types that the file itself declares may be no text, over which sqlx panics.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use sea_orm::sqlx::{
    self, AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _,
    sqlite::{SqliteConnectOptions, SqliteConnection, SqliteOwnedBuf, SqliteRow},
};

use tokio::time::timeout;

use super::Account;
use crate::transfer::Unreadable;

/// Accounts that are read, at most.
pub(super) const MOST_ACCOUNTS: usize = 1_000;
/// What a cell may hold, characters.
const LONGEST: usize = 8_192;
/// Instructions of SQLite between two looks, and how many looks it may take.
const STEPS: i32 = 10_000;
const MOST_LOOKS: u32 = 5_000;
/// For all of it; reading a thousand accounts takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of a header, and where it says that there is a log of writes beside the file.
const HEADER: usize = 100;
const WRITE_VERSION: usize = 18;
const READ_VERSION: usize = 19;

/// What is read of an account, and as what.
const COLUMNS: [(&str, &str); 10] = [
    ("name", "text"),
    ("provider", "text"),
    ("api_key", "text"),
    ("refresh_token", "text"),
    ("access_token", "text"),
    ("priority", "integer"),
    ("account_tier", "integer"),
    ("paused", "integer"),
    ("custom_endpoint", "text"),
    ("model_mappings", "text"),
];

/// What is in the file.
pub(super) struct Contents {
    pub accounts: Vec<Account>,
    /// There are more than were read.
    pub more: bool,
    /// Names of keys for ccflare's own clients.
    pub client_keys: Vec<String>,
}

/// Reads the file.
pub(super) async fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    if bytes.len() < HEADER || !bytes.starts_with(b"SQLite format 3\0") {
        return Err(unreadable("is not a SQLite database"));
    }
    let read = timeout(PATIENCE, contents(bytes)).await;
    let read = read.unwrap_or(Err(sqlx::Error::WorkerCrashed));
    read.map_err(|error| {
        tracing::debug!(%error, "a ccflare database could not be read");
        unreadable(
            "is not a ccflare database that can be read; stop ccflare before you copy the file, and check it with: sqlite3 FILE \"pragma integrity_check\"",
        )
    })
}

async fn contents(bytes: &[u8]) -> Result<Contents, sqlx::Error> {
    let mut connection = open(bytes).await?;
    let read = tables(&mut connection).await;
    connection.close().await?;
    read
}

async fn tables(connection: &mut SqliteConnection) -> Result<Contents, sqlx::Error> {
    if !is_plain(connection, "accounts").await? {
        return Err(sqlx::Error::RowNotFound);
    }
    let known = columns(connection, "accounts").await?;
    let cells: Vec<String> = COLUMNS
        .iter()
        .filter(|(name, _)| known.iter().any(|known| known == name))
        .map(|(name, kind)| cell(name, kind))
        .collect();
    let sql = format!("SELECT {} FROM accounts LIMIT 1001", cells.join(", "));
    let rows = sqlx::query(AssertSqlSafe(sql))
        .fetch_all(&mut *connection)
        .await?;
    let more = rows.len() > MOST_ACCOUNTS;
    let accounts = rows.iter().take(MOST_ACCOUNTS).map(account).collect();
    let mut client_keys = Vec::new();
    if is_plain(connection, "api_keys").await? {
        let sql = format!("SELECT {} FROM api_keys LIMIT 1000", cell("name", "text"));
        let rows = sqlx::query(AssertSqlSafe(sql))
            .fetch_all(&mut *connection)
            .await?;
        client_keys.extend(rows.iter().filter_map(|row| text(row, "name")));
    }
    Ok(Contents {
        accounts,
        more,
        client_keys,
    })
}

/// An expression for one of the `COLUMNS`; null where something else is stored.
fn cell(name: &str, kind: &str) -> String {
    format!("CASE WHEN typeof(\"{name}\") = '{kind}' THEN \"{name}\" END AS \"{name}\"")
}

/// Names of a table's columns; those that are no text are left out.
async fn columns(
    connection: &mut SqliteConnection,
    table: &str,
) -> Result<Vec<String>, sqlx::Error> {
    let sql = "SELECT CAST(name AS BLOB) AS name FROM pragma_table_xinfo(?1)";
    let names: Vec<Vec<u8>> = sqlx::query_scalar(sql)
        .bind(table)
        .fetch_all(connection)
        .await?;
    let names = names.into_iter().map(String::from_utf8);
    Ok(names.filter_map(Result::ok).collect())
}

async fn open(bytes: &[u8]) -> Result<SqliteConnection, sqlx::Error> {
    let mut copy = bytes.to_vec();
    // The log is not part of the upload; without this SQLite would look for it.
    for at in [WRITE_VERSION, READ_VERSION] {
        if let Some(version) = copy.get_mut(at) {
            *version = 1;
        }
    }
    let buffer = SqliteOwnedBuf::try_from(copy.as_slice())
        .map_err(|error| sqlx::Error::Configuration(error.into()))?;
    let mut connection = SqliteConnectOptions::new()
        .in_memory(true)
        .foreign_keys(false)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .disable_statement_logging()
        .connect()
        .await?;
    connection.deserialize(None, buffer, true).await?;
    sqlx::query("PRAGMA query_only = ON")
        .execute(&mut connection)
        .await?;
    let looks = AtomicU32::new(0);
    connection
        .lock_handle()
        .await?
        .set_progress_handler(STEPS, move || {
            looks.fetch_add(1, Ordering::Relaxed) < MOST_LOOKS
        });
    Ok(connection)
}

/// Whether there is a table of that name which holds rows and nothing else.
async fn is_plain(connection: &mut SqliteConnection, table: &str) -> Result<bool, sqlx::Error> {
    let sql =
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1 AND rootpage > 0";
    let tables: i64 = sqlx::query_scalar(sql)
        .bind(table)
        .fetch_one(&mut *connection)
        .await?;
    if tables != 1 {
        return Ok(false);
    }
    let sql = "SELECT count(*) FROM pragma_table_xinfo(?1) WHERE hidden <> 0";
    let computed: i64 = sqlx::query_scalar(sql)
        .bind(table)
        .fetch_one(&mut *connection)
        .await?;
    Ok(computed == 0)
}

fn account(row: &SqliteRow) -> Account {
    Account {
        name: text(row, "name").unwrap_or_default(),
        provider: text(row, "provider").unwrap_or_else(|| "anthropic".to_owned()),
        api_key: text(row, "api_key"),
        has_login: text(row, "refresh_token").is_some() || text(row, "access_token").is_some(),
        priority: number(row, "priority").unwrap_or(0),
        tier: number(row, "account_tier"),
        paused: number(row, "paused").is_some_and(|paused| paused != 0),
        custom_endpoint: text(row, "custom_endpoint"),
        has_model_mappings: text(row, "model_mappings").is_some(),
    }
}

/// A text that says something. Columns that older versions do not have are as empty ones.
fn text(row: &SqliteRow, column: &str) -> Option<String> {
    let text: Option<String> = row.try_get(column).ok()?;
    text.filter(|text| !text.is_empty() && text.len() <= LONGEST)
}

fn number(row: &SqliteRow, column: &str) -> Option<i64> {
    row.try_get(column).ok()?
}

fn unreadable(message: &str) -> Unreadable {
    Unreadable::new("base64", message)
}
