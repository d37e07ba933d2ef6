//! Signals: SIGTERM and SIGINT stop in order, SIGHUP reloads.
//!
//! A socket that was handed over outlives this process: connections wait in it for the next one. So that none is lost on the way,
//! it is let go of first; for a moment those that were taken are served and told that they end.
//!
//! The order is that of the data's flow: HTTP stops accepting and lets streams end, the router grants nothing more, the
//! ledger writes what it holds, the database closes, telemetry is delivered.

mod signals;

pub(crate) use signals::Signals;

use std::{sync::atomic::Ordering, time::Duration};

use actix_web::dev::Server;
use anyhow::Context as _;

use crate::{
    metrics::Reload,
    startup::{Parts, Reread},
};

/// How long connections that do nothing are left to make one more request, before they are closed. Enough for a connection that
/// was taken to reach its worker, and for clients that are busy to be told; the next process waits for it.
const LAST_CALL: Duration = Duration::from_millis(500);

/// Serves until told to stop, then stops. Reloads in between as often as asked.
pub(crate) async fn serve_until_signal(
    server: Server,
    parts: Parts,
    signals: Signals,
    reread: Option<Reread>,
) -> anyhow::Result<()> {
    let Signals {
        mut terminate,
        mut interrupt,
        mut hangup,
    } = signals;
    let mut server = actix_rt::spawn(server);
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = hangup.recv() => reload(&parts, reread.as_ref()).await,
            ended = &mut server => {
                ended.context("the HTTP server panicked")?.context("the HTTP server failed")?;
                break;
            }
        }
    }
    parts.stopping.store(true, Ordering::Relaxed);
    tracing::info!("stopping: no new connections, open streams may end");
    // These have no end of their own.
    parts.events.close();
    tokio::select! {
        () = end_http(&parts) => {}
        // Asked twice, it does not wait: what is still open is in the journal.
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    stop(parts).await
}

async fn end_http(parts: &Parts) {
    if parts.handed_over {
        parts.http.pause().await;
        tokio::time::sleep(LAST_CALL).await;
    }
    parts.http.stop(true).await;
}

async fn reload(parts: &Parts, reread: Option<&Reread>) {
    let Some(reread) = reread else { return };
    let config = match reread() {
        Ok(config) => config,
        Err(errors) => {
            parts.usage.metrics().reloaded(Reload::Refused);
            tracing::error!(%errors, "reload refused: the running configuration stays");
            return;
        }
    };
    match parts.reload(config).await {
        Ok(()) => {
            parts.usage.metrics().reloaded(Reload::Applied);
            tracing::info!("configuration reloaded");
        }
        Err(error) => {
            parts.usage.metrics().reloaded(Reload::Failed);
            tracing::error!(
                error = format!("{error:#}"),
                "reload failed: the running configuration stays"
            );
        }
    }
}

async fn stop(parts: Parts) -> anyhow::Result<()> {
    // It would take what follows for trouble.
    parts.alerts.stop().await;
    // What a provider gave for a token that it takes no more is written before all ends.
    parts.vault.close().await;
    parts.router.stop().await;
    if let Err(error) = parts.usage.flush().await {
        tracing::warn!(
            error,
            "not everything is in the database; the rest is in the journal and follows at the next start"
        );
    }
    if let Err(error) = parts.keeper.flush().await {
        tracing::warn!(
            error,
            "what was kept last of conversations is not in the database"
        );
    }
    if let Err(error) = parts.bodies.flush().await {
        tracing::warn!(error, "bodies of the last requests are not in the database");
    }
    let closed = parts.store.close().await;
    // Last: what others may want to know waits for what must be kept.
    parts.telemetry.stop().await;
    closed.context("cannot close the database")?;
    tracing::info!("stopped");
    Ok(())
}
