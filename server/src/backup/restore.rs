//! Putting a backup in place.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail, ensure};

use crate::{
    config::Config,
    part_file::{PartFile, sync_folder_of},
    startup::data_dir,
    store,
    usage::Journal,
};

/// Puts a copy of `backup` in the place of the database. One that is there is refused, or with `replace` put aside under the name
/// that is answered. Whatever fails, the database is the old one or the new one.
///
/// # Errors
/// Also when a Routex runs there, and when the backup is damaged, not of Routex, or of a newer one.
pub(crate) async fn restore(
    config: &Config,
    backup: &Path,
    replace: bool,
) -> anyhow::Result<Option<PathBuf>> {
    let database = store::database_file(config.database.url.expose(), &config.data_dir)?;
    refuse_unfinished(backup)?;
    let mut source =
        File::open(backup).with_context(|| format!("cannot read {}", backup.display()))?;
    data_dir::make(&config.data_dir)?;
    if let Some(folder) = database.parent() {
        data_dir::make(folder)?;
    }
    let _alone = Journal::open(&config.data_dir.join("journal"), config.journal.max_bytes)
        .context("stop Routex on this data directory first")?;
    let there = Files::of(&database);
    if !replace && there.any() {
        bail!(
            "there is a database already: {}; with --replace it is put aside",
            database.display()
        );
    }
    let mut part = PartFile::begin(&database)
        .and_then(|mut part| io::copy(&mut source, part.file()).map(|_| part))
        .with_context(|| format!("cannot copy {} to the data directory", backup.display()))?;
    store::check_copy(part.path())
        .await
        .with_context(|| format!("{} cannot be restored", backup.display()))?;
    let aside = match there.any() {
        true => Some(put_aside(config, &there).await?),
        false => None,
    };
    part.file().sync_all()?;
    part.keep()
        .with_context(|| format!("cannot put {} in place", database.display()))?;
    Ok(aside)
}

/// A database that is in use has its last commits beside it, and without them it is none.
fn refuse_unfinished(backup: &Path) -> anyhow::Result<()> {
    let [_, log, _] = Files::of(backup).0;
    let unfinished = fs::metadata(&log).is_ok_and(|log| log.len() > 0);
    ensure!(
        !unfinished,
        "{} belongs to {}, so this is no backup but a database in use; make one with: routex backup FILE",
        log.display(),
        backup.display()
    );
    Ok(())
}

/// A database and what SQLite has beside it.
struct Files([PathBuf; 3]);

impl Files {
    fn of(database: &Path) -> Self {
        Self(["", "-wal", "-shm"].map(|end| with_end(database, end)))
    }

    fn any(&self) -> bool {
        self.0.iter().any(|file| file.exists())
    }
}

/// Moves all of it to a name that says when.
async fn put_aside(config: &Config, files: &Files) -> anyhow::Result<PathBuf> {
    // Brings its log home. What is damaged is moved as it is.
    if let Ok(store) = store::connect(config.database.url.expose(), &config.data_dir).await {
        let _damaged = store.close().await;
    }
    let [database, ..] = &files.0;
    let now = chrono::Utc::now().format("%Y%m%dT%H%M%SZ");
    let aside = with_end(database, &format!(".before-{now}"));
    let targets = Files::of(&aside);
    ensure!(!targets.any(), "{} is there already", aside.display());
    let moved = || {
        // The file last: its log must never lie beside another.
        for (file, target) in files.0.iter().zip(&targets.0).rev() {
            if file.exists() {
                fs::rename(file, target)?;
            }
        }
        sync_folder_of(database)
    };
    moved().with_context(|| format!("cannot put {} aside", database.display()))?;
    Ok(aside)
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(end);
    path.into()
}
