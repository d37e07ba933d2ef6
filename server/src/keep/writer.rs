//! Brings what is kept to the database, many things at once.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::{sync::mpsc::UnboundedReceiver, time::timeout};
use uuid::Uuid;

use super::{
    Flush, Shared,
    entry::{self, Entry},
    shelf::Change,
};
use crate::{beside::beside, store::kept};

/// What comes within this time is written together. A crash costs at most as much.
const GATHER: Duration = Duration::from_millis(100);
/// After a failure.
const RETRY: Duration = Duration::from_secs(5);

/// Runs until nobody can ask for anything any more, which is the end of the process.
pub(super) async fn run(shared: Arc<Shared>, mut asked: UnboundedReceiver<Flush>) {
    let mut away = false;
    loop {
        let mut flush = tokio::select! {
            flush = asked.recv() => flush,
            () = shared.work.notified() => {
                let pause = if away { RETRY } else { GATHER };
                timeout(pause, asked.recv()).await.unwrap_or(None)
            }
        };
        let written = write(&shared).await;
        match &written {
            Ok(()) if away => tracing::info!("the database takes again what is kept"),
            Err(error) if !away => {
                tracing::error!(error, "what is kept cannot be written; it is tried again");
            }
            _ => {}
        }
        away = written.is_err();
        if away {
            shared.work.notify_one();
        }
        if let Some(flush) = flush.take() {
            // Whoever asked may have given up waiting.
            let _gone = flush.send(written);
        } else if asked.is_closed() {
            return;
        }
    }
}

async fn write(shared: &Arc<Shared>) -> Result<(), String> {
    let changes = shared.shelf().begin();
    if changes.is_empty() {
        return Ok(());
    }
    // Of its own, so that a panic ends this writing and not the writer.
    let writing = actix_rt::spawn(perform(Arc::clone(shared), changes));
    match writing.await {
        Ok(Ok(())) => {
            shared.shelf().written();
            Ok(())
        }
        Ok(Err(error)) => {
            shared.shelf().failed();
            Err(error)
        }
        Err(error) => {
            // What makes it panic once does so again.
            shared.shelf().written();
            Err(error.to_string())
        }
    }
}

async fn perform(shared: Arc<Shared>, changes: HashMap<Uuid, Change>) -> Result<(), String> {
    let mut gone = Vec::new();
    let mut entries: Vec<(Uuid, Entry)> = Vec::new();
    for (key, change) in changes {
        match change {
            Change::Put(entry) => entries.push((key, entry)),
            Change::Remove => gone.push(key),
        }
    }
    let master_key = shared.master_key.clone();
    let sealing = beside(move || {
        let rows = entries
            .iter()
            .map(|(key, entry)| entry::row(&master_key, *key, entry));
        rows.collect::<Result<Vec<_>, _>>()
    });
    let rows = sealing.await?.map_err(|error| error.to_string())?;
    kept::write(&shared.store, rows, gone)
        .await
        .map_err(|error| error.to_string())
}
