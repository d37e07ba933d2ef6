//! Bringing the write-ahead log home to the database file, beside those who write.
//!
//! By itself SQLite does that in the commit that makes the log too long, and whoever commits waits for the disk. A connection of
//! its own does the same while others go on to write; they begin the log anew when all of it has been brought home. The log's
//! file is never cut: that, too, would be done in somebody's commit. It stays as long as it ever was.

mod log_file;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sea_orm::{ConnectionTrait, Statement};

use super::{
    Store,
    error::{During, StoreError},
};
use log_file::holds;

/// Pages of a log that is worth bringing home: a page that many batches touch is written once for all of them.
const WORTH_IT: u64 = 4_000;
/// Pages from which on writers wait for a moment, so that the log ends at last.
const TOO_LONG: u64 = 4 * WORTH_IT;
/// Pages from which on the writer does it itself after all: nobody else did.
const LAST_RESORT: u64 = 16 * WORTH_IT;
/// Between two looks at the log.
const EVERY: Duration = Duration::from_millis(200);
/// After a failure.
const RETRY: Duration = Duration::from_secs(5);
/// How often a log is brought home that grows meanwhile, before the next look.
const ROUNDS: usize = 2;

/// What became of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
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
    while !store.is_closed() {
        let pause = match look_after(&store).await {
            Ok(()) => EVERY,
            Err(error) if store.is_closed() => {
                tracing::debug!(%error, "the database was closed before its log was brought home");
                return;
            }
            Err(error) => {
                tracing::warn!(%error, "the write-ahead log grows; it is tried again");
                RETRY
            }
        };
        tokio::time::sleep(pause).await;
    }
}

async fn look_after(store: &Store) -> Result<(), StoreError> {
    if !holds(&store.log_path, WORTH_IT).await {
        return Ok(());
    }
    for _ in 0..ROUNDS {
        if bring_home(store).await? == State::Home {
            return Ok(());
        }
    }
    if holds(&store.log_path, TOO_LONG).await {
        bring_rest_home(store).await?;
    }
    Ok(())
}

/// Lets nobody write meanwhile. Little is left, so this is short.
pub(super) async fn bring_rest_home(store: &Store) -> Result<State, StoreError> {
    let action = "keep others from writing while the write-ahead log ends";
    let turn = store.begin(action).await?;
    let state = bring_home(store).await?;
    turn.rollback().await.during(action)?;
    Ok(state)
}

/// Hinders nobody.
pub(super) async fn bring_home(store: &Store) -> Result<State, StoreError> {
    let action = "bring the write-ahead log to the database file";
    let connection = store.checkpointer();
    let sql = "PRAGMA wal_checkpoint(PASSIVE)";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let row = connection.query_one_raw(statement).await.during(action)?;
    let Some(row) = row else {
        return Ok(State::Behind);
    };
    let read = |column| row.try_get_by_index::<i64>(column).during(action);
    let (busy, pages, home) = (read(0)?, read(1)?, read(2)?);
    let done = busy == 0 && pages == home;
    Ok(if done { State::Home } else { State::Behind })
}

/// Where SQLite keeps the log of a database.
pub(super) fn log_path(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push("-wal");
    path.into()
}

#[cfg(test)]
mod tests;
