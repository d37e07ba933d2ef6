//! Brings bodies to the database, some requests at a time.

use std::{sync::Arc, time::Duration};

use chrono::Utc;
use tokio::{sync::mpsc::UnboundedReceiver, time::timeout};

use super::{
    Flush, Shared,
    at_rest::{self, Unusable},
    folder::Gathered,
    legible::Rules,
    mask::Patterns,
};
use crate::{
    beside::beside,
    channel::ChannelSpec,
    store::request_body::{self, RequestBodyRow},
};

/// What comes within this time is written together.
const GATHER: Duration = Duration::from_millis(100);
/// After a failure.
const RETRY: Duration = Duration::from_secs(5);

/// Runs until nobody can ask for anything any more, which is the end of the process.
pub(super) async fn run(shared: Arc<Shared>, mut asked: UnboundedReceiver<Flush>) {
    let mut away = false;
    let mut patterns = Arc::new(Patterns::default());
    loop {
        let flush = tokio::select! {
            flush = asked.recv() => flush,
            () = shared.work.notified() => {
                let pause = if away { RETRY } else { GATHER };
                timeout(pause, asked.recv()).await.unwrap_or(None)
            }
        };
        let own = shared.settings.borrow().body_redact.clone();
        if !patterns.are(&own) {
            patterns = Arc::new(Patterns::new(own));
        }
        let written = write(&shared, &patterns).await;
        match &written {
            Ok(()) if away => tracing::info!("the database takes bodies of requests again"),
            Err(error) if !away => {
                tracing::error!(
                    error,
                    "bodies of requests cannot be written; it is tried again"
                );
            }
            _ => {}
        }
        away = written.is_err();
        if away {
            shared.work.notify_one();
        }
        if let Some(flush) = flush {
            // Whoever asked may have given up waiting.
            let _gone = flush.send(written);
        } else if asked.is_closed() {
            return;
        }
    }
}

/// Everything that waits.
async fn write(shared: &Arc<Shared>, patterns: &Arc<Patterns>) -> Result<(), String> {
    loop {
        let batch = shared.queue().begin();
        if batch.is_empty() {
            return Ok(());
        }
        // Of its own, so that a panic ends this writing and not the writer.
        let writing = perform(Arc::clone(shared), Arc::clone(patterns), batch.clone());
        match actix_rt::spawn(writing).await {
            Ok(Ok(())) => shared.queue().end(&batch),
            Ok(Err(error)) => {
                shared.queue().put_back(batch);
                return Err(error);
            }
            Err(error) => {
                // What makes it panic once does so again.
                shared.queue().end(&batch);
                tracing::error!(%error, "bodies of requests are not kept");
            }
        }
    }
}

async fn perform(
    shared: Arc<Shared>,
    patterns: Arc<Patterns>,
    batch: Vec<Arc<Gathered>>,
) -> Result<(), String> {
    let sealer = Arc::clone(&shared);
    let rows = beside(move || rows(&sealer, &patterns, &batch)).await?;
    request_body::insert(&shared.store, rows)
        .await
        .map_err(|error| error.to_string())
}

fn rows(shared: &Shared, patterns: &Patterns, batch: &[Arc<Gathered>]) -> Vec<RequestBodyRow> {
    let table = shared.router.table();
    let credentials = table
        .channels
        .iter()
        .flat_map(|channel| &channel.credentials);
    let on_wire: Vec<_> = credentials.map(|credential| credential.on_wire()).collect();
    let known: Vec<&str> = table
        .channels
        .iter()
        .flat_map(|channel| secrets(channel))
        .chain(on_wire.iter().map(|secret| secret.expose()))
        .collect();
    let (most, keep_media) = {
        let settings = shared.settings.borrow();
        (settings.body_max_bytes, settings.body_keep_media)
    };
    let now_ms = Utc::now().timestamp_millis();
    let row = |gathered: &Gathered| -> Result<RequestBodyRow, Unusable> {
        let client_key = gathered.client_key.as_ref();
        let rules = Rules::new(
            patterns,
            known
                .iter()
                .copied()
                .chain(client_key.map(|key| key.expose())),
            keep_media,
            most,
        );
        let pieces = gathered.pieces.iter();
        let items: Vec<_> = pieces.map(|piece| rules.apply(piece)).collect();
        at_rest::row(
            &shared.master_key,
            gathered.request,
            &items,
            gathered.hours,
            now_ms,
        )
    };
    let rows = batch.iter().filter_map(|gathered| match row(gathered) {
        Ok(row) => Some(row),
        Err(error) => {
            tracing::error!(request_id = %gathered.request, %error, "bodies of a request are not kept");
            None
        }
    });
    rows.collect()
}

/// All that a request to this channel carries besides its credential, and nobody may read.
fn secrets(channel: &ChannelSpec) -> impl Iterator<Item = &str> {
    let headers = channel.headers.iter();
    let proxy = channel.proxy.as_ref();
    headers
        .filter_map(|(_, value)| value.to_str().ok())
        .chain(proxy.and_then(|proxy| proxy.expose().password()))
}
