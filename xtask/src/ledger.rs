//! `cargo xtask ledger`: a log of any length, how long the admin API takes to answer from it, and what a clean-up of it costs those
//! who write.

mod calls;
mod client;
mod measure;

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{process, workspace};

#[derive(clap::Args)]
pub struct Args {
    /// Where the database is or will be; about 1 GB for two million rows
    #[arg(long, value_name = "DIR")]
    data_dir: PathBuf,
    /// Make so many requests first
    #[arg(long)]
    rows: Option<u64>,
    /// Days that they are spread over, up to now
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_650))]
    days: u64,
    /// Ask everything so many times, and print how long the answers took
    #[arg(long, value_name = "TIMES")]
    measure: Option<u32>,
    /// Work with what was built before
    #[arg(long)]
    no_build: bool,
    /// Remove about so many of the oldest beside somebody who writes, and print what the writer noticed
    #[arg(long, value_name = "ROWS")]
    clean: Option<u64>,
}

pub fn run(args: &Args) -> Result<()> {
    if !args.no_build {
        build()?;
    }
    let (routex, ledger) = programs()?;
    let dir = &args.data_dir;
    fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    if let Some(rows) = args.rows {
        let numbers = [rows.to_string(), args.days.to_string()];
        process::run(Command::new(&ledger).arg("fill").arg(dir).args(numbers))?;
    }
    if let Some(times) = args.measure {
        measure::run(&routex, dir, times)?;
    }
    if let Some(rows) = args.clean {
        process::run(
            Command::new(&ledger)
                .arg("clean")
                .arg(dir)
                .arg(rows.to_string()),
        )?;
    }
    Ok(())
}

fn build() -> Result<()> {
    process::run(workspace::cargo().args([
        "build",
        "--release",
        "--locked",
        "--workspace",
        "--bin",
        "routex",
        "--example",
        "ledger",
    ]))
}

/// The server, and the program that makes and cleans.
fn programs() -> Result<(PathBuf, PathBuf)> {
    let folder = workspace::target_dir()?.join("release");
    let suffix = std::env::consts::EXE_SUFFIX;
    Ok((
        folder.join(format!("routex{suffix}")),
        folder.join("examples").join(format!("ledger{suffix}")),
    ))
}
