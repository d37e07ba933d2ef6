//! `routex prices`: past costs reckoned again, and price lists of others turned into a catalogue.

use std::{fs, path::PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use routex_entity::api::PriceRecomputed;

use super::{Files, print_document};
use crate::{
    config::Config,
    http::keys::ClientKeys,
    inventory::{
        self,
        recompute::{self, Range},
    },
    secret::MasterKey,
    startup,
    usage::pricing::Catalogue,
};

#[derive(Debug, Subcommand)]
pub(super) enum PricesCommand {
    /// Reckon past costs again after a correction of prices; Routex must not be running
    Recompute(RecomputeArgs),
    /// Print a price list of genai-prices (data.json) as a catalogue of Routex
    Convert(ConvertArgs),
}

#[derive(Debug, Args)]
pub(super) struct RecomputeArgs {
    #[command(flatten)]
    pub(super) files: Files,
    /// The first moment of arrival: 2026-11-01T00:00:00Z
    #[arg(long, value_name = "TIME")]
    from: Option<DateTime<Utc>>,
    /// The end, not itself part of it
    #[arg(long, value_name = "TIME")]
    to: Option<DateTime<Utc>>,
    /// Only tell what would change
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct ConvertArgs {
    file: PathBuf,
    /// The day of the prices, which the list does not tell: 2026-11-01
    #[arg(long, value_name = "DAY")]
    as_of: chrono::NaiveDate,
}

/// Reckons again, and says what is different.
pub(super) fn recompute(config: &Config, arguments: &RecomputeArgs) -> anyhow::Result<()> {
    let range = Range {
        from_ms: arguments.from.map(|from| from.timestamp_millis()),
        to_ms: arguments.to.map(|to| to.timestamp_millis()),
    };
    actix::System::new().block_on(async {
        let (store, _alone) = startup::open_alone(config).await?;
        let in_use = inventory::master_key_id(&store).await?;
        let master_key = MasterKey::load_in_use(&config.data_dir, in_use.as_deref())?;
        let nobody = ClientKeys::new([], config.server.require_client_key);
        let contents = inventory::read(
            config,
            &crate::oauth::Vault::default(),
            &store,
            &master_key,
            &nobody,
            None,
        )
        .await?;
        let done = recompute::run_alone(&store, &contents.prices, range, arguments.dry_run).await?;
        store.close().await?;
        print_document(&summary(&done))
    })
}

/// Prints the catalogue.
pub(super) fn convert(arguments: &ConvertArgs) -> anyhow::Result<()> {
    let file = arguments.file.display();
    let text =
        fs::read_to_string(&arguments.file).with_context(|| format!("cannot read {file}"))?;
    let catalogue = Catalogue::read(&text, &arguments.as_of.to_string())
        .with_context(|| format!("cannot take over {file}"))?;
    print_document(catalogue.print()?.trim_end())
}

fn summary(done: &PriceRecomputed) -> String {
    let verb = if done.dry_run { "would cost" } else { "cost" };
    let mut lines = vec![format!(
        "{} of {} requests {verb} something else",
        done.changed, done.requests
    )];
    lines.extend(done.models.iter().map(|model| {
        let attempts = match model.attempts {
            1 => "1 attempt".to_owned(),
            several => format!("{several} attempts"),
        };
        format!(
            "{}: {attempts}, {} -> {} US dollars",
            model.model, model.before_usd, model.after_usd
        )
    }));
    lines.join("\n")
}
