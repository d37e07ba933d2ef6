//! Bringing the write-ahead log home to the database file, beside those who write.
//!
//! By itself SQLite does that in the commit that makes the log too long, and whoever commits waits for the disk. A connection of
//! its own does the same while others go on to write. They begin the log anew when all of it has been brought home; SQLite then
//! cuts it to [`WHOLE`], so that a longer file is a log that is due.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sea_orm::{ConnectionTrait, Statement};

use super::{
    Store,
    error::{During, StoreError},
};

/// Bytes of a log that is worth bringing home: pages that many batches touch are written once for all of them.
pub(super) const WHOLE: u64 = 16 << 20;
/// Bytes from which on writers wait for a moment, so that the log ends at last.
const TOO_LONG: u64 = 4 * WHOLE;
/// Pages from which on the writer does it itself after all: nobody else did.
const LAST_RESORT: u32 = 65_536;
/// Between two looks at the file.
const EVERY: Duration = Duration::from_millis(100);
/// After a failure.
const RETRY: Duration = Duration::from_secs(5);
/// How often a log is brought home that grows meanwhile, before the next look.
const ROUNDS: usize = 4;

/// What became of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// All of it is in the file.
    Home,
    /// Somebody wrote, or reads what was before.
    Behind,
}

/// Runs until the database is closed.
pub async fn run(store: Store) {
    let pragma = format!("PRAGMA wal_autocheckpoint = {LAST_RESORT}");
    if let Err(error) = store.writer().execute_unprepared(&pragma).await {
        tracing::warn!(%error, "commits go on to bring the write-ahead log home, and take longer for it");
        return;
    }
    // Of a log that is home and waits for a writer to begin it anew.
    let mut known = 0;
    while !store.is_closed() {
        let length = length(&store.log_path).await;
        if length <= WHOLE || length == known {
            tokio::time::sleep(EVERY).await;
            continue;
        }
        match bring_home(&store, length).await {
            Ok(State::Home) => known = length,
            Ok(State::Behind) => tokio::time::sleep(EVERY).await,
            Err(error) if store.is_closed() => {
                tracing::debug!(%error, "the database was closed before its log was brought home");
            }
            Err(error) => {
                tracing::warn!(%error, "the write-ahead log grows; it is tried again");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

async fn bring_home(store: &Store, length: u64) -> Result<State, StoreError> {
    for _ in 0..ROUNDS {
        if checkpoint(store, "PASSIVE").await? == State::Home {
            return Ok(State::Home);
        }
    }
    if length > TOO_LONG {
        // Little is left, so this is short.
        return checkpoint(store, "RESTART").await;
    }
    Ok(State::Behind)
}

async fn checkpoint(store: &Store, mode: &'static str) -> Result<State, StoreError> {
    let action = "bring the write-ahead log to the database file";
    let connection = store.checkpointer();
    let sql = format!("PRAGMA wal_checkpoint({mode})");
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let Some(row) = connection.query_one_raw(statement).await.during(action)? else {
        return Ok(State::Behind);
    };
    let read = |column| row.try_get_by_index::<i64>(column).during(action);
    let (busy, pages, home) = (read(0)?, read(1)?, read(2)?);
    let done = busy == 0 && pages == home;
    Ok(if done { State::Home } else { State::Behind })
}

/// Of a file that is missing: none.
async fn length(path: &Path) -> u64 {
    tokio::fs::metadata(path).await.map_or(0, |file| file.len())
}

/// Where SQLite keeps the log of a database.
pub(super) fn log_path(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push("-wal");
    path.into()
}
