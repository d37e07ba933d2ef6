//! `cargo xtask web`: the dashboard as files in `web-ui/dist`, from where the server embeds them.
//!
//! rustc makes WebAssembly, wasm-bindgen the JavaScript beside it, and esbuild bundles both with what npm has.

mod compiler;
mod sources;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{install::node, process, workspace};

const WASM: &str = "routex-web-ui.wasm";

/// What is opened first, which is to be there soon, and the whole; each with what Cargo builds it by.
const MODULES: [(&str, &[&str]); 2] = [("first", &["--no-default-features"]), ("all", &[])];

#[derive(clap::Args)]
pub struct Args {
    /// Build it although nothing has changed
    #[arg(long)]
    force: bool,
}

/// Whether a command that needs the server builds the dashboard first.
#[derive(clap::Args, Clone, Copy)]
pub struct Choice {
    /// Leave the dashboard as it was built last; a page that says so stands in for one that never was
    #[arg(long)]
    no_web: bool,
}

impl Choice {
    pub fn build(self) -> Result<()> {
        if self.no_web {
            return Ok(());
        }
        build(false).context("the dashboard could not be built; --no-web goes on without it")
    }
}

pub fn run(args: &Args) -> Result<()> {
    build(args.force)
}

fn build(force: bool) -> Result<()> {
    let folder = workspace::target_dir()?.join("web");
    let dist = workspace::root().join("web-ui/dist");
    let stamp = folder.join("dist.stamp");
    let sources = sources::fingerprint()?;
    let built = fs::read_to_string(&stamp).is_ok_and(|built| built == sources);
    if built && !force && dist.join("index.html.br").is_file() {
        return Ok(());
    }

    eprintln!("building the dashboard");
    let packages = node::packages("web-packages", &workspace::root().join("web-ui"))?;
    let bound = folder.join("bound");
    for (name, features) in MODULES {
        let wasm = compile(&folder, features)?;
        bind(&wasm, &bound.join(name), name)?;
    }
    bundle(&packages, &bound, &dist)?;
    fs::write(&stamp, sources).with_context(|| format!("cannot write {}", stamp.display()))
}

fn compile(folder: &Path, features: &[&str]) -> Result<PathBuf> {
    let mut command = compiler::find()?.cargo_build();
    command
        .args(["--profile", "web", "--locked", "--package", "routex-web-ui"])
        .args(features)
        .arg("--target-dir")
        .arg(folder)
        // what native builds are given is not for this target
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    process::run(&mut command)?;
    Ok(folder.join(compiler::TARGET).join("web").join(WASM))
}

fn bind(wasm: &Path, folder: &Path, name: &str) -> Result<()> {
    Bindgen::new()
        .input_path(wasm)
        .out_name(&format!("routex-{name}"))
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .context("wasm-bindgen failed")
}

fn bundle(packages: &Path, bound: &Path, dist: &Path) -> Result<()> {
    process::run(
        Command::new(process::require("node")?)
            .arg(workspace::root().join("web-ui/bundle.mjs"))
            .args([packages, bound, dist]),
    )
}
