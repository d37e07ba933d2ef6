//! What the dashboard is made of, as one number that changes with any of it.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::workspace;

/// The lock file stands for all crates and the other one for all packages.
const MADE_OF: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "entity/Cargo.toml",
    "entity/src",
    "web-ui/Cargo.toml",
    "web-ui/assets",
    "web-ui/bundle.mjs",
    "web-ui/css",
    "web-ui/index.html",
    "web-ui/js",
    "web-ui/locales",
    "web-ui/package-lock.json",
    "web-ui/src",
];

pub fn fingerprint() -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for part in MADE_OF {
        let mut files = Vec::new();
        gather(&workspace::root().join(part), &mut files)?;
        files.sort();
        for file in files {
            let text =
                fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            (file.strip_prefix(workspace::root()).ok(), text).hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", path.display()))?;
        gather(&entry.path(), files)?;
    }
    Ok(())
}
