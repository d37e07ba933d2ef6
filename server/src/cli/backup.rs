//! `routex backup` and `routex restore`.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::Files;
use crate::{
    backup,
    config::Config,
    secret::{MasterKey, VARIABLE},
    shutdown::Signals,
};

#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    #[command(flatten)]
    pub(super) files: Files,
    /// Where to write it; must not exist
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    #[command(flatten)]
    pub(super) files: Files,
    /// What `routex backup` wrote
    file: PathBuf,
    /// Put the database that is there aside
    #[arg(long)]
    replace: bool,
}

/// Makes a backup and says what belongs to it.
pub(super) fn backup(config: &Config, arguments: &BackupArgs) -> anyhow::Result<()> {
    let file = &arguments.file;
    let bytes = unless_interrupted(backup::back_up(config, file))?;
    println!("backup {} ({bytes} bytes)", file.display());
    let key = match MasterKey::of_environment()? {
        Some(_) => format!("the {VARIABLE} of now"),
        None => MasterKey::file(&config.data_dir).display().to_string(),
    };
    println!("its secrets open with {key} alone: keep a copy of that elsewhere");
    Ok(())
}

/// Puts a backup in place and says what is still needed.
pub(super) fn restore(config: &Config, arguments: &RestoreArgs) -> anyhow::Result<()> {
    let file = &arguments.file;
    let aside = unless_interrupted(backup::restore(config, file, arguments.replace))?;
    println!(
        "restored {} to {}",
        file.display(),
        config.data_dir.display()
    );
    if let Some(aside) = aside {
        println!("the database that was there is now {}", aside.display());
    }
    if !MasterKey::is_there(&config.data_dir) {
        println!(
            "before the start: bring back the master key that belongs to it, as {} or {VARIABLE}; without it the secrets \
             must be entered again",
            MasterKey::file(&config.data_dir).display()
        );
    }
    Ok(())
}

/// Does the work, or gives it up at a signal, which leaves nothing behind.
fn unless_interrupted<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    actix::System::new().block_on(async {
        let mut signals = Signals::listen()?;
        tokio::select! {
            done = work => done,
            () = signals.end() => bail!("interrupted; nothing was changed"),
        }
    })
}
