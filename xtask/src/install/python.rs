//! Python environments under the target folder, made from pinned requirements.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::debian::{self, Package};
use crate::{process, workspace};

const PYTHON: &[Package] = &[Package {
    program: "python3",
    package: "python3",
}];

pub struct Venv {
    bin: PathBuf,
}

impl Venv {
    pub fn python(&self) -> Command {
        Command::new(self.program("python"))
    }

    /// A program that one of its packages brought.
    pub fn program(&self, name: &str) -> PathBuf {
        self.bin
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}

/// An environment of this name with exactly these requirements; made anew when they have changed.
pub fn venv(name: &str, requirements: &Path) -> Result<Venv> {
    let wanted = fs::read_to_string(requirements)
        .with_context(|| format!("cannot read {}", requirements.display()))?;
    let folder = workspace::target_dir()?.join(name);
    let stamp = folder.join("requirements.installed");
    let bin = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let venv = Venv { bin };
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(venv);
    }

    debian::ensure(PYTHON)?;
    if create(&folder).is_err() {
        // Debian has the module in a package of its own
        debian::install(&["python3-venv"])?;
        create(&folder)?;
    }
    process::run(
        venv.python()
            .args(["-m", "pip", "install", "--quiet", "--no-input"])
            .args(["--disable-pip-version-check", "--requirement"])
            .arg(requirements),
    )?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(venv)
}

fn create(folder: &Path) -> Result<()> {
    process::run(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(folder),
    )
}
