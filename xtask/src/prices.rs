//! `cargo xtask prices`: the price catalogue that is shipped, written anew from a list of the genai-prices project.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{process, workspace};

/// The catalogue, from the workspace's root.
const CATALOGUE: &str = "server/src/usage/prices.json";

#[derive(clap::Args)]
pub struct Args {
    /// data.json of genai-prices; `python3 xtask/src/prices/dump.py` writes it from the package that tests/sdk pins
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// The day of the prices: 2026-11-23
    #[arg(long, value_name = "DAY")]
    as_of: String,
}

pub fn run(args: &Args) -> Result<()> {
    let routex = workspace::build_routex(workspace::Profile::Dev)?;
    let mut convert = std::process::Command::new(routex);
    convert.args(["prices", "convert", "--as-of", &args.as_of]);
    let text = process::output(convert.arg(&args.from))?;
    let path = workspace::root().join(CATALOGUE);
    fs::write(&path, &text).with_context(|| format!("cannot write {}", path.display()))?;
    println!(
        "{CATALOGUE}: {} bytes; the test suite compares it with genai-prices",
        text.len()
    );
    Ok(())
}
