//! Where things are, and cargo itself.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::process;

#[derive(Clone, Copy)]
pub enum Profile {
    Dev,
    Release,
}

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Cargo, run in the workspace's root.
pub fn cargo() -> Command {
    let mut command = cargo_from_here();
    command.current_dir(root());
    command
}

/// Cargo, run where the user is, so that relative paths mean what the user wrote.
pub fn cargo_from_here() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// The folder of everything built, as cargo's own configuration has it.
pub fn target_dir() -> Result<PathBuf> {
    #[derive(serde::Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let printed = process::output(cargo().args([
        "metadata",
        "--no-deps",
        "--offline",
        "--format-version=1",
    ]))?;
    let metadata: Metadata =
        serde_json::from_str(&printed).context("cannot read what `cargo metadata` printed")?;
    Ok(metadata.target_directory)
}

/// Builds the `routex` binary and says where it is.
///
/// The whole workspace is selected so that dependencies get the features that the tests need too and
/// are compiled once.
pub fn build_routex(profile: Profile) -> Result<PathBuf> {
    let mut command = cargo();
    command.args(["build", "--locked", "--workspace", "--bin", "routex"]);
    let folder = match profile {
        Profile::Dev => "debug",
        Profile::Release => {
            command.arg("--release");
            "release"
        }
    };
    process::run(&mut command)?;
    let name = format!("routex{}", std::env::consts::EXE_SUFFIX);
    Ok(target_dir()?.join(folder).join(name))
}
