//! Removes what is older than operators want to keep: requests with their attempts, entries of the audit log, sums, the
//! history of channels, what is kept of conversations, and bodies of requests; and what is of no use any more.
//!
//! A little at a time, with pauses between, so that nobody who writes waits for long. `sweep` decides; here it is done.
//! What keys have spent is not touched.

mod sweep;

use std::time::Duration;

use chrono::Utc;
use routex_entity::api::Settings;
use tokio::{sync::watch, time::timeout};

use crate::{
    keep::Kind,
    rollup::Grain,
    store::{
        Removed, Store, StoreError, audit, channel_transition, kept, request, request_body, rollup,
        session_pin,
    },
};
use sweep::{Next, Sweep, Table};

/// Runs until the settings can no longer change, which is the end of the process.
pub async fn run(store: Store, mut settings: watch::Receiver<Settings>) {
    let mut sweep = Sweep::default();
    loop {
        let wanted = settings.borrow_and_update().clone();
        match sweep.next(&wanted, Utc::now().timestamp_millis()) {
            Next::Remove {
                table,
                before_ms,
                most,
            } => match remove(&store, table, before_ms, most).await {
                Ok(removed) => {
                    let held_us = u64::try_from(removed.held.as_micros()).unwrap_or(u64::MAX);
                    tracing::debug!(
                        ?table,
                        rows = removed.rows,
                        held_us,
                        "removed what is too old"
                    );
                    sweep.removed(removed);
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot remove what is too old; it is tried again");
                    sweep.failed();
                }
            },
            Next::Wait(pause) => {
                if wait(&mut settings, pause).await.is_err() {
                    return;
                }
            }
        }
    }
}

async fn remove(
    store: &Store,
    table: Table,
    before_ms: i64,
    most: u64,
) -> Result<Removed, StoreError> {
    match table {
        Table::Requests => request::delete_before(store, before_ms, most).await,
        Table::Notes => request::delete_notes_before(store, before_ms, most).await,
        Table::Audit => audit::delete_before(store, before_ms, most).await,
        Table::Minutes => {
            rollup::delete_before(store, Grain::Minute, Grain::Hour.floor(before_ms), most).await
        }
        Table::Hours => {
            rollup::delete_before(store, Grain::Hour, Grain::Day.floor(before_ms), most).await
        }
        Table::Responses => kept::delete_before(store, Kind::Response, before_ms, most).await,
        Table::Reasoning => kept::delete_before(store, Kind::Reasoning, before_ms, most).await,
        Table::Pins => session_pin::delete_before(store, before_ms, most).await,
        Table::History => channel_transition::delete_before(store, before_ms, most).await,
        Table::Orphans => kept::delete_orphans(store, most).await,
        Table::Bodies => request_body::delete_expired(store, before_ms, most).await,
    }
}

/// Until the time is over or the settings have changed.
async fn wait(
    settings: &mut watch::Receiver<Settings>,
    pause: Duration,
) -> Result<(), watch::error::RecvError> {
    timeout(pause, settings.changed()).await.unwrap_or(Ok(()))
}

#[cfg(test)]
mod tests;
