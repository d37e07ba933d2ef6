//! Programs from Debian's packages.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

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

/// A program out of a package that is downloaded and unpacked into a folder but not installed, because the package would
/// also start a service. One that the machine has is taken as it is.
pub fn unpack(wanted: &Package, folder: &Path) -> Result<PathBuf> {
    if let Some(present) = process::find(wanted.program) {
        return Ok(present);
    }
    let program = folder.join("usr/bin").join(wanted.program);
    if program.is_file() {
        return Ok(program);
    }
    let Package {
        program: name,
        package,
    } = wanted;
    if process::find("apt-get").is_none() || process::find("dpkg-deb").is_none() {
        bail!("install {name} first; Debian has it in its package {package}");
    }
    // Made anew: an earlier attempt may have left half of it.
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    eprintln!("unpacking {name} of {package}");
    let download = || process::run(apt_get(&["download", "--quiet", package]).current_dir(folder));
    if download().is_err() {
        // A new machine has no list of packages yet.
        process::run(&mut apt_get(&["update", "--quiet"]))?;
        download()?;
    }
    let archive = fs::read_dir(folder)?
        .filter_map(|file| Some(file.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .with_context(|| format!("apt-get downloaded nothing for {package}"))?;
    process::run(Command::new("dpkg-deb").arg("-x").arg(&archive).arg(folder))?;
    program
        .is_file()
        .then_some(program)
        .with_context(|| format!("the package {package} brought no {name}"))
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
