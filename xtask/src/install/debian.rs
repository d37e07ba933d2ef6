//! Programs from Debian's packages.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// A program and the package that brings it.
pub struct Package {
    pub program: &'static str,
    pub package: &'static str,
}

/// Installs those whose program is missing.
pub fn ensure(packages: &[Package]) -> Result<()> {
    let missing: Vec<_> = packages
        .iter()
        .filter(|wanted| process::find(wanted.program).is_none())
        .map(|wanted| wanted.package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    install(&missing)
}

/// Installs packages when run as root on Debian or a relative; else an error that holds the command
/// to run.
pub fn install(packages: &[&str]) -> Result<()> {
    let packages_shown = packages.join(" ");
    if process::find("apt-get").is_none() {
        bail!("install these with the system's package manager first: {packages_shown}");
    }
    if !is_root()? {
        bail!("run this first: sudo apt-get install --yes {packages_shown}");
    }
    eprintln!("installing {packages_shown}");
    process::run(&mut apt_get(&["update", "--quiet"]))?;
    let mut install = apt_get(&["install", "--quiet", "--yes", "--no-install-recommends"]);
    process::run(install.args(packages)).context("Debian's packages could not be installed")
}

fn apt_get(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        // standard output belongs to the command that asked
        .stdout(std::io::stderr());
    command
}

fn is_root() -> Result<bool> {
    Ok(process::output(Command::new("id").arg("-u"))?.trim() == "0")
}
