//! Signals: SIGTERM and SIGINT stop in order, SIGHUP reloads.
//!
//! The order is that of the data's flow: HTTP stops accepting and lets streams end, the router grants nothing more, the
//! ledger writes what it holds, the database closes, telemetry is delivered.

mod signals;

pub(crate) use signals::Signals;

use std::sync::atomic::Ordering;

use actix_web::dev::Server;
use anyhow::Context as _;

use crate::{
    metrics::Reload,
    startup::{Parts, Reread},
};

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
        () = parts.http.stop(true) => {}
        // Asked twice, it does not wait: what is still open is in the journal.
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    stop(parts).await
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
