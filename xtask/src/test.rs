//! `cargo xtask test`: the Rust suites, then the official Python SDKs, the AI SDK of npm, schemathesis and the documentation's scripts against
//! the built binary.

use std::{ffi::OsString, path::Path, process::Command};

use anyhow::{Result, bail};

use crate::{
    install::{
        cargo_tool,
        debian::{self, Package},
        node, python,
    },
    process,
    workspace::{self, Profile},
};

/// What the scripts of the documentation call.
const OF_SCRIPTS: &[Package] = &[
    Package {
        program: "curl",
        package: "curl",
    },
    Package {
        program: "jq",
        package: "jq",
    },
];

/// Checks scrapes and rules.
const PROMTOOL: Package = Package {
    program: "promtool",
    package: "prometheus",
};

#[derive(clap::Args)]
pub struct Args {
    /// Leave the Python SDK suite out
    #[arg(long, conflicts_with = "only_sdk")]
    no_sdk: bool,
    /// Run the Python SDK suite alone; the other arguments go to pytest
    #[arg(long)]
    only_sdk: bool,
    /// Passed on to nextest, such as the name of a test
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<OsString>,
}

/// Runs both suites even when the first fails, so that one run shows everything.
pub fn run(args: &Args) -> Result<()> {
    let routex = workspace::build_routex(Profile::Dev)?;
    let rust = if args.only_sdk {
        Ok(())
    } else {
        rust_suites(&routex, &args.rest)
    };
    let sdk = if args.no_sdk {
        Ok(())
    } else {
        let pytest_arguments: &[_] = if args.only_sdk { &args.rest } else { &[] };
        sdk_suite(&routex, pytest_arguments)
    };
    match (rust, sdk) {
        (Err(rust), Err(sdk)) => bail!("{rust:#}\n{sdk:#}"),
        (rust, sdk) => rust.and(sdk),
    }
}

fn rust_suites(routex: &Path, rest: &[OsString]) -> Result<()> {
    let mut command = match cargo_tool::CARGO_NEXTEST.ensure() {
        Ok(nextest) => {
            let mut command = Command::new(nextest);
            command.current_dir(workspace::root());
            command.args(["nextest", "run"]);
            command
        }
        Err(reason) => {
            eprintln!("no cargo-nextest ({reason:#}); `cargo test` runs the same tests");
            let mut command = workspace::cargo();
            command.args(["test", "--no-fail-fast"]);
            command
        }
    };
    process::run(
        command
            .args(["--locked", "--workspace"])
            .args(rest)
            .env("ROUTEX_BIN", routex),
    )
}

fn sdk_suite(routex: &Path, rest: &[OsString]) -> Result<()> {
    debian::ensure(OF_SCRIPTS)?;
    let suite = workspace::root().join("tests/sdk");
    let promtool = debian::unpack(&PROMTOOL, &workspace::target_dir()?.join("promtool"))?;
    let venv = python::venv("sdk-venv", &suite.join("requirements.txt"))?;
    let packages = node::packages("sdk-ai", &suite.join("ai"))?;
    process::run(
        venv.python()
            .current_dir(&suite)
            .args(["-m", "pytest"])
            .args(rest)
            .env("ROUTEX_BIN", routex)
            .env("ROUTEX_SDK_AI", packages)
            .env("ROUTEX_PROMTOOL", promtool),
    )
}
