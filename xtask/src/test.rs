//! `cargo xtask test`: the Rust suites, then the official Python SDKs, the AI SDK of npm, schemathesis, the documentation
//! and a browser against the built binary, and the image made of it.

use std::{ffi::OsString, path::Path, process::Command};

use anyhow::{Result, bail};

use crate::{
    book, browser, deploy,
    install::{
        cargo_tool,
        debian::{self, Package},
        node, python,
    },
    process, web,
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
    #[command(flatten)]
    web: web::Choice,
    /// Leave the Python SDK suite out
    #[arg(long, conflicts_with = "only_sdk")]
    no_sdk: bool,
    /// Run the Python SDK suite alone; the other arguments go to pytest
    #[arg(long, conflicts_with = "only_browser")]
    only_sdk: bool,
    /// Leave the browser suite out
    #[arg(long, conflicts_with = "only_browser")]
    no_browser: bool,
    /// Run the browser suite alone; the other arguments go to node
    #[arg(long)]
    only_browser: bool,
    /// Leave the deployment suite out, which wants root
    #[arg(long, conflicts_with = "only_deploy")]
    no_deploy: bool,
    /// Run the deployment suite alone; the other arguments go to pytest
    #[arg(long, conflicts_with_all = ["only_sdk", "only_browser"])]
    only_deploy: bool,
    /// Leave the documentation suite out
    #[arg(long, conflicts_with = "only_docs")]
    no_docs: bool,
    /// Run the documentation suite alone; the other arguments go to pytest
    #[arg(long, conflicts_with_all = ["only_sdk", "only_browser", "only_deploy"])]
    only_docs: bool,
    /// Passed on to nextest, such as the name of a test
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<OsString>,
}

/// Runs all suites even when one fails, so that one run shows everything.
pub fn run(args: &Args) -> Result<()> {
    args.web.build()?;
    let routex = workspace::build_routex(Profile::Dev)?;
    let mut failures = Vec::new();
    let mut take = |wanted: bool, suite: &dyn Fn() -> Result<()>| {
        if wanted && let Err(failure) = suite() {
            failures.push(format!("{failure:#}"));
        }
    };
    let only = [
        args.only_sdk,
        args.only_browser,
        args.only_deploy,
        args.only_docs,
    ];
    let all = !only.contains(&true);
    let rest_of = |only: bool| if only { &*args.rest } else { &[] };
    take(all, &|| rust_suites(&routex, &args.rest));
    take(args.only_sdk || (all && !args.no_sdk), &|| {
        sdk_suite(&routex, rest_of(args.only_sdk))
    });
    take(args.only_browser || (all && !args.no_browser), &|| {
        browser::suite(&routex, rest_of(args.only_browser))
    });
    take(args.only_deploy || (all && !args.no_deploy), &|| {
        deploy::suite(&routex, rest_of(args.only_deploy))
    });
    take(args.only_docs || (all && !args.no_docs), &|| {
        book::suite(&routex, rest_of(args.only_docs))
    });
    if failures.is_empty() {
        return Ok(());
    }
    bail!("{}", failures.join("\n"))
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
