//! npm packages under the target folder, exactly those of a lock file.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::debian::{self, Package};
use crate::{process, workspace};

const NODE: &[Package] = &[
    Package {
        program: "node",
        package: "nodejs",
    },
    Package {
        program: "npm",
        package: "npm",
    },
];

/// A folder of this name with the packages that `project` has in its `package.json` and lock; made anew when they have
/// changed.
pub fn packages(name: &str, project: &Path) -> Result<PathBuf> {
    let lock = project.join("package-lock.json");
    let wanted =
        fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let folder = workspace::target_dir()?.join(name);
    let stamp = folder.join("package-lock.installed");
    debian::ensure(NODE)?;
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }

    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for file in ["package.json", "package-lock.json"] {
        let (from, to) = (project.join(file), folder.join(file));
        fs::copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    process::run(
        Command::new(process::require("npm")?)
            .current_dir(&folder)
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            .args(["--loglevel", "error"]),
    )?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(folder)
}
