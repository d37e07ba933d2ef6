//! `cargo xtask web`: the dashboard as files in `web-ui/dist`, from where the server embeds them.
//!
//! rustc makes WebAssembly, which is split into what is loaded first and what is loaded later; wasm-bindgen makes
//! the JavaScript beside it, and esbuild bundles all with what npm has.

mod compiler;
mod sources;
mod split;
mod strip;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{install::node, process, workspace};

const WASM: &str = "routex-web-ui.wasm";

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
    if bound.is_dir() {
        fs::remove_dir_all(&bound).with_context(|| format!("cannot empty {}", bound.display()))?;
    }
    let wasm = compile(&folder)?;
    bind(&split::split(&wasm, &bound)?, &bound)?;
    bundle(&packages, &bound, &dist)?;
    fs::write(&stamp, sources).with_context(|| format!("cannot write {}", stamp.display()))
}

fn compile(folder: &Path) -> Result<PathBuf> {
    let mut command = compiler::find()?.cargo_rustc();
    command
        .args(["--profile", "web", "--locked"])
        .args(["--package", "routex-web-ui", "--bin", "routex-web-ui"])
        .arg("--target-dir")
        .arg(folder)
        // what refers to what, by which it is split
        .args(["--", "-Clink-arg=--emit-relocs"]);
    process::run(&mut command)?;
    Ok(folder.join(compiler::TARGET).join("web").join(WASM))
}

fn bind(wasm: &Path, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(wasm)
        .out_name(split::MAIN)
        .web(true)?
        .typescript(false)
        // what the parts share with it
        .keep_lld_exports(true)
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
