//! `cargo xtask demo` and `cargo xtask run`: build, then become the server, so that Ctrl-C and the
//! exit code are its own.

use std::ffi::OsString;

use anyhow::Result;

use crate::{process, web, workspace};

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    web: web::Choice,
    /// Passed on to routex
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<OsString>,
}

/// The development profile: the demo is about being up soon, not about throughput.
pub fn demo(args: &Args) -> Result<()> {
    become_routex(&["--locked", "--package", "routex", "--", "demo"], args)
}

pub fn run(args: &Args) -> Result<()> {
    become_routex(
        &[
            "--release",
            "--locked",
            "--package",
            "routex",
            "--",
            "serve",
        ],
        args,
    )
}

fn become_routex(cargo_arguments: &[&str], args: &Args) -> Result<()> {
    args.web.build()?;
    let mut command = workspace::cargo_from_here();
    command
        .arg("run")
        .arg("--manifest-path")
        .arg(workspace::root().join("Cargo.toml"))
        .args(cargo_arguments)
        .args(&args.rest);
    process::replace(&mut command)
}
