//! Asking the Routex that holds a data directory to bring what it holds to the database.
//!
//! The errand is a file in that directory, which is gone once it is done. Whoever may write there may read all of it anyway, so
//! this opens no door; and it works wherever Routex listens, if it does at all.

use std::{
    fs::OpenOptions,
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, bail};
use tokio::time::{Instant, interval, sleep};

use crate::{bodies::Bodies, keep::Keeper, part_file::remove_if_there, usage::UsageHandle};

const FILE: &str = "bring-home";
/// Between two looks for an errand.
const EVERY: Duration = Duration::from_secs(1);
/// Between two looks whether it is done.
const LOOK: Duration = Duration::from_millis(50);
/// What a Routex needs that is well.
const PATIENCE: Duration = Duration::from_secs(30);

/// Does errands until the process ends.
pub(crate) async fn run_errands(
    data_dir: PathBuf,
    usage: UsageHandle,
    keeper: Keeper,
    bodies: Bodies,
) {
    let file = data_dir.join(FILE);
    let mut looks = interval(EVERY);
    loop {
        looks.tick().await;
        if !matches!(tokio::fs::try_exists(&file).await, Ok(true)) {
            continue;
        }
        if let Err(error) = bring_home(&usage, &keeper, &bodies).await {
            tracing::warn!(
                error,
                "cannot write what a backup waits for; it is tried again"
            );
        } else if let Err(error) = tokio::fs::remove_file(&file).await {
            tracing::warn!(%error, file = %file.display(), "cannot tell a backup that all is written");
        }
    }
}

async fn bring_home(usage: &UsageHandle, keeper: &Keeper, bodies: &Bodies) -> Result<(), String> {
    usage.flush().await?;
    keeper.flush().await?;
    bodies.flush().await
}

/// Returns when all that the Routex on this directory held when it was called is in the database.
pub(super) async fn ask(data_dir: &Path) -> anyhow::Result<()> {
    let file = data_dir.join(FILE);
    let until = Instant::now() + PATIENCE;
    let errand = loop {
        match Errand::give(&file)? {
            Some(errand) => break errand,
            // Somebody else's may have begun already: it says nothing of what ended since.
            None => wait(until).await?,
        }
    };
    while errand.0.exists() {
        wait(until).await?;
    }
    Ok(())
}

async fn wait(until: Instant) -> anyhow::Result<()> {
    if Instant::now() >= until {
        bail!(
            "the Routex that runs on this data directory did not write what it holds within {} s: its log says why; \
             stop it to make a backup without its help",
            PATIENCE.as_secs()
        );
    }
    sleep(LOOK).await;
    Ok(())
}

/// Is taken back when nobody waits any more.
struct Errand(PathBuf);

impl Errand {
    /// `None`: another one is there.
    fn give(file: &Path) -> anyhow::Result<Option<Self>> {
        match OpenOptions::new().write(true).create_new(true).open(file) {
            Ok(_) => Ok(Some(Self(file.to_owned()))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot write {}", file.display())),
        }
    }
}

impl Drop for Errand {
    fn drop(&mut self) {
        if let Err(error) = remove_if_there(&self.0) {
            tracing::warn!(%error, "an errand stays; the next backup waits for it");
        }
    }
}
