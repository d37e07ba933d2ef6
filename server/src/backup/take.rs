//! Making a backup, beside a Routex that runs or alone.

use std::path::Path;

use anyhow::{Context as _, bail, ensure};

use super::errand;
use crate::{
    config::Config,
    part_file::PartFile,
    startup::open_store,
    store::{self, Store},
    usage::{self, Journal, JournalError},
};

/// Writes the database to `target`, which must not exist yet, and tells its length in bytes. When it fails or is given up,
/// nothing is left there.
pub(crate) async fn back_up(config: &Config, target: &Path) -> anyhow::Result<u64> {
    let database = store::database_file(config.database.url.expose(), &config.data_dir)?;
    ensure!(
        database.exists(),
        "there is no database at {}; --data-dir says where it is",
        database.display()
    );
    refuse_existing(target)?;
    let store = open_store(config).await?;
    // Held to the end: nobody starts to serve meanwhile.
    let _alone = bring_home(config, &store).await?;
    let part = PartFile::begin(target)
        .with_context(|| format!("cannot make the backup {}", target.display()))?;
    store.copy_to(part.path()).await?;
    store.close().await?;
    refuse_existing(target)?;
    let finish = || {
        let bytes = std::fs::metadata(part.path())?.len();
        part.keep()?;
        std::io::Result::Ok(bytes)
    };
    finish().with_context(|| format!("cannot finish the backup {}", target.display()))
}

fn refuse_existing(target: &Path) -> anyhow::Result<()> {
    ensure!(
        std::fs::symlink_metadata(target).is_err(),
        "{} is there already; nothing is overwritten",
        target.display()
    );
    Ok(())
}

/// Sees to it that what the journal holds of ended requests is in the database. The journal, when nobody else has it.
async fn bring_home(config: &Config, store: &Store) -> anyhow::Result<Option<Journal>> {
    let journal = match Journal::open(&config.data_dir.join("journal"), config.journal.max_bytes) {
        Ok(journal) => journal,
        Err(JournalError::Locked { .. }) => {
            errand::ask(&config.data_dir).await?;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    let waiting = journal.depth();
    if waiting > 0 {
        // A backup changes the shape of nothing.
        if store.is_older().await? {
            bail!(
                "{waiting} requests of an older Routex wait in the journal, and the database is of that Routex, too; start that \
                 one and make the backup with it, or run: routex migrate up"
            );
        }
        usage::replay(&journal, store).await?;
    }
    Ok(Some(journal))
}
