//! `cargo xtask deny`: licences, bans and sources, as `deny.toml` says.
//!
//! Advisories are left out: their database is a repository of its own that has to be fetched, and a
//! check that needs more than the package registry would fail wherever only that is reachable.

use std::process::Command;

use anyhow::Result;

use crate::{install::cargo_tool, process, workspace};

pub fn run() -> Result<()> {
    let cargo_deny = cargo_tool::CARGO_DENY.ensure()?;
    process::run(
        Command::new(cargo_deny)
            .current_dir(workspace::root())
            .args(["--workspace", "--locked", "check"])
            .args(["bans", "licenses", "sources"]),
    )
}
