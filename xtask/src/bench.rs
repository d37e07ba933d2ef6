//! `cargo xtask bench`: Routex beside HAProxy and nginx before the same simulator.
//!
//! All of them stay up during the load, and each is driven in turn, in rounds whose order rotates, so
//! that a machine that slows down does so for everyone. A contender's turn ends when it is quiet
//! again: what Routex writes behind its answers is counted as its own work and disturbs nobody.

mod budget;
mod contender;
mod http;
mod ledger;
mod machine;
pub mod measure;
mod report;
mod stats;

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{
    install::debian::{self, Package},
    process,
    workspace::{self, Profile},
};
use contender::Contenders;

#[derive(clap::Args)]
pub struct Args {
    /// Rounds of load; figures are medians over them
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=9))]
    rounds: u32,
    /// Seconds of each load
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=30))]
    seconds: u32,
    /// Streams held open at once
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(1..=6_000))]
    streams: u32,
    /// Write the report to this file too
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

const PROGRAMS: &[Package] = &[
    Package {
        program: "haproxy",
        package: "haproxy",
    },
    Package {
        program: "nginx",
        package: "nginx",
    },
    Package {
        program: "wrk",
        package: "wrk",
    },
    Package {
        program: "sqlite3",
        package: "sqlite3",
    },
    Package {
        program: "prlimit",
        package: "util-linux",
    },
];

/// Descriptors that this process and its children may have. A proxy needs two for each stream.
const OPEN_FILES: u32 = 16_384;

pub fn run(args: &Args) -> Result<()> {
    ensure!(
        cfg!(target_os = "linux"),
        "the benchmark reads /proc and runs on Linux only"
    );
    debian::ensure(PROGRAMS)?;
    let routex = workspace::build_routex(Profile::Release)?;
    allow_open_files()?;

    let scratch = tempfile::tempdir().context("cannot make a folder for the run")?;
    let field = Contenders::prepare(scratch.path(), &routex)?;
    let simulator = field.simulator.start("simulator")?;

    eprintln!("start-up");
    let start_up = measure::start_up::all(&field)?;
    eprintln!("load: {} rounds", args.rounds);
    let plan = measure::rounds::Plan {
        rounds: args.rounds,
        seconds: args.seconds,
    };
    let (load, ledger) = measure::rounds::all(&field, &simulator, plan, scratch.path())?;
    eprintln!("{} open streams", args.streams);
    let held = measure::open_streams::all(&field, args.streams)?;
    simulator.stop()?;

    let report = report::Report {
        machine: machine::describe(&routex)?,
        plan,
        streams: args.streams,
        start_up,
        load,
        held,
        ledger,
    };
    let text = report.to_string();
    print!("{text}");
    if let Some(path) = &args.out {
        fs::write(path, &text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// Sets this process's own limit, which its children inherit. The hard limit stays as it is.
fn allow_open_files() -> Result<()> {
    process::run(
        Command::new("prlimit")
            .arg(format!("--pid={}", std::process::id()))
            .arg(format!("--nofile={OPEN_FILES}:")),
    )
    .with_context(|| format!("{OPEN_FILES} open files are needed; see `ulimit -Hn`"))
}
