//! The documentation as a book in each language, and the suite that keeps it true.

use std::{ffi::OsString, fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{
    install::{
        cargo_tool::MDBOOK,
        debian::{self, Package},
        python,
    },
    process, workspace,
};

/// Folders of docs/ with a book each.
const LANGUAGES: [&str; 1] = ["en"];

/// What the pages of all languages link to, beside the books.
const SHARED: [&str; 3] = ["openapi.json", "quickstart.sh", "screenshots"];

/// What the quick start calls.
const PROGRAMS: &[Package] = &[
    Package {
        program: "curl",
        package: "curl",
    },
    Package {
        program: "jq",
        package: "jq",
    },
];

/// Writes the books below `book` of the target folder.
pub fn build() -> Result<()> {
    let folder = workspace::target_dir()?.join("book");
    let mdbook = MDBOOK.ensure()?;
    let docs = workspace::root().join("docs");
    for language in LANGUAGES {
        process::run(
            Command::new(&mdbook)
                .arg("build")
                .arg(docs.join(language))
                .arg("--dest-dir")
                .arg(folder.join(language)),
        )?;
    }
    for name in SHARED {
        copy(&docs.join(name), &folder.join(name))?;
    }
    println!("{}", folder.join("en").join("index.html").display());
    Ok(())
}

/// Runs it; `rest` goes to pytest.
pub fn suite(routex: &Path, rest: &[OsString]) -> Result<()> {
    debian::ensure(PROGRAMS)?;
    let suite = workspace::root().join("tests/docs");
    let venv = python::venv("docs-venv", &suite.join("requirements.txt"))?;
    process::run(
        venv.python()
            .current_dir(&suite)
            .args(["-m", "pytest"])
            .args(rest)
            .env("ROUTEX_BIN", routex)
            .env("ROUTEX_MDBOOK", MDBOOK.ensure()?),
    )
}
/// A file, or a folder of files.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
        return Ok(());
    }
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
