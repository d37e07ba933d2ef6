//! `routex export` and `routex import`: the same as the calls of the admin API, beside a Routex that does not run.

use std::{
    env, fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail};
use chrono::Utc;
use clap::{Args, ValueEnum};
use routex_entity::api::{ImportFormat, ImportReport, OnConflict};

use super::{Files, print_document};
use crate::{
    config::Config,
    inventory,
    secret::{MasterKey, Secret},
    startup,
    transfer::{self, Author, File, Options, Snapshot, Source},
};

const PASSPHRASE: &str = "ROUTEX_PASSPHRASE";
/// Bytes of a file, at most. It is held in memory.
const LARGEST: u64 = 256 << 20;

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    pub(super) files: Files,
    /// With the secrets, under the passphrase in ROUTEX_PASSPHRASE or one that is asked for
    #[arg(long)]
    secrets: bool,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    #[command(flatten)]
    pub(super) files: Files,
    /// What to take over
    file: PathBuf,
    /// Whose file it is; guessed when not given
    #[arg(long, value_enum)]
    format: Option<FileFormat>,
    /// With the secrets of an export, which the passphrase in ROUTEX_PASSPHRASE or one that is asked for opens
    #[arg(long)]
    secrets: bool,
    /// Only tell what would be done
    #[arg(long)]
    dry_run: bool,
    /// What becomes of something whose name is there already; skip when not given
    #[arg(long, value_enum)]
    on_conflict: Option<Conflict>,
    /// Let channels of other routers lead into private networks
    #[arg(long)]
    allow_private_network: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FileFormat {
    Routex,
    Litellm,
    Ccflare,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Conflict {
    Skip,
    Replace,
    Fail,
}

/// Prints the configuration as JSON.
pub(super) fn export(config: &Config, arguments: &ExportArgs) -> anyhow::Result<()> {
    actix::System::new().block_on(async {
        let store = startup::open_store(config).await?;
        // Beside a Routex that runs, so nothing is changed.
        if store.is_older().await? {
            bail!("the database is not of this version; run routex migrate up first");
        }
        let there = Snapshot::read(&store).await?;
        let now = Utc::now();
        let document = if arguments.secrets {
            let in_use = inventory::master_key_id(&store).await?;
            let key = MasterKey::load_beside(&config.data_dir, in_use.as_deref())?;
            let passphrase = passphrase(true)?;
            transfer::export_with_secrets(&there, config, &key, &passphrase, now)?
        } else {
            transfer::export(&there, config, now)
        };
        store.close().await?;
        print_document(&serde_json::to_string_pretty(&document)?)
    })
}

/// Takes over a file and prints what was done.
pub(super) fn import(config: &Config, arguments: &ImportArgs) -> anyhow::Result<()> {
    let file = contents(&arguments.file)
        .with_context(|| format!("cannot read {}", arguments.file.display()))?;
    actix::System::new().block_on(async {
        let (store, _alone) = startup::open_alone(config).await?;
        let in_use = inventory::master_key_id(&store).await?;
        let key = MasterKey::load_in_use(&config.data_dir, in_use.as_deref())?;
        let source = Source {
            file: File::Bytes(file),
            format: arguments.format.map(ImportFormat::from),
            passphrase: match arguments.secrets {
                true => Some(passphrase(false)?),
                false => None,
            },
            allow_private_network: arguments.allow_private_network,
            variables: |name| env::var(name).ok(),
        };
        let bundle = transfer::read(source).await?;
        let there = Snapshot::read(&store).await?;
        let options = Options {
            on_conflict: arguments.on_conflict.map_or(OnConflict::Skip, Into::into),
            dry_run: arguments.dry_run,
            routing: config.routing_settings(),
            now_ms: Utc::now().timestamp_millis(),
        };
        let author = Author {
            actor: "cli".to_owned(),
            address: String::new(),
        };
        let plan = transfer::plan(bundle, &there, &key, options, &author)?;
        tell(&plan.report);
        if !arguments.dry_run && !plan.is_empty() {
            let change = store.change().await?;
            let entries = plan.write(&change).await?;
            change.commit(entries).await?;
        }
        Ok(store.close().await?)
    })
}

impl From<FileFormat> for ImportFormat {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Routex => Self::Routex,
            FileFormat::Litellm => Self::Litellm,
            FileFormat::Ccflare => Self::Ccflare,
        }
    }
}

impl From<Conflict> for OnConflict {
    fn from(conflict: Conflict) -> Self {
        match conflict {
            Conflict::Skip => Self::Skip,
            Conflict::Replace => Self::Replace,
            Conflict::Fail => Self::Fail,
        }
    }
}

fn contents(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        bail!(
            "it is larger than {LARGEST} bytes; of a database, copy the table of accounts into one of its own"
        );
    }
    Ok(bytes)
}

/// From the variable, otherwise typed, twice when it is a new one.
fn passphrase(new: bool) -> anyhow::Result<Secret> {
    if let Some(text) = env::var(PASSPHRASE).ok().filter(|text| !text.is_empty()) {
        return Ok(Secret::new(text));
    }
    let ask = |question| {
        rpassword::prompt_password(question)
            .with_context(|| format!("cannot ask for the passphrase; set {PASSPHRASE}"))
    };
    let text = ask("passphrase: ")?;
    if new && ask("the same again: ")? != text {
        bail!("the two are not the same");
    }
    Ok(Secret::new(text))
}

fn tell(report: &ImportReport) {
    if report.dry_run {
        println!("only tried: nothing is changed");
    }
    for (word, things) in [("made", &report.made), ("changed", &report.changed)] {
        for thing in things {
            println!("{word} {} {}", thing.resource, thing.name);
        }
    }
    for (word, things) in [("skipped", &report.skipped), ("left out", &report.left_out)] {
        for thing in things {
            println!("{word} {}: {}", thing.what, thing.reason);
        }
    }
    for needed in &report.secrets_needed {
        println!(
            "channel {} is disabled until you enter: {}",
            needed.channel, needed.secret
        );
    }
}
