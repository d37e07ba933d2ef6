//! The dashboard in a real browser: Debian's Chromium, driven by playwright-core.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{
    install::{
        debian::{self, Package},
        node,
    },
    process, web,
    workspace::{self, Profile},
};

const CHROMIUM: &[Package] = &[Package {
    program: "chromium",
    package: "chromium",
}];

/// Chinese texts are pictures of empty boxes without it.
const CHINESE_FONT: (&str, &str) = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "fonts-wqy-microhei",
);

/// Runs the tests. `rest`: passed on to node, such as the path of a file.
pub fn suite(routex: &Path, rest: &[OsString]) -> Result<()> {
    let mut command = node(routex)?;
    command.args(["--test", "--test-concurrency=1", "--test-timeout=180000"]);
    match rest {
        [] => command.args(tests()?),
        some => command.args(some),
    };
    process::run(&mut command)
}

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    web: web::Choice,
    /// Only pages whose name begins with this
    page: Option<String>,
}

/// Writes a picture of every page into docs/screenshots.
pub fn screenshots(args: &Args) -> Result<()> {
    args.web.build()?;
    let routex = workspace::build_routex(Profile::Dev)?;
    let (font, package) = CHINESE_FONT;
    if !Path::new(font).is_file() {
        debian::install(&[package])?;
    }
    process::run(
        node(&routex)?
            .arg("screenshots.mjs")
            .arg(workspace::root().join("docs/screenshots"))
            .args(&args.page),
    )
}

fn node(routex: &Path) -> Result<Command> {
    debian::ensure(CHROMIUM)?;
    let packages = node::packages("browser-packages", &folder())?;
    let mut command = Command::new(process::require("node")?);
    command
        .current_dir(folder())
        .env("ROUTEX_BIN", routex)
        .env("ROUTEX_CHROMIUM", process::require("chromium")?)
        .env("ROUTEX_BROWSER_PACKAGES", packages);
    Ok(command)
}

fn tests() -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder())? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn folder() -> PathBuf {
    workspace::root().join("tests/browser")
}
