//! Takes those parts out of the module that are marked as loaded later (`#[wasm_split]`), and writes what loads them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow};
use wasm_split_cli_support::{Options, transform};

use super::strip::strip;

/// What wasm-bindgen calls the part that is loaded first.
pub const MAIN: &str = "routex";
/// The bundler knows it by this name.
const LINK: &str = "./parts.js";

/// The part that is loaded first, for wasm-bindgen; the others are in the folder.
pub fn split(wasm: &Path, folder: &Path) -> Result<PathBuf> {
    let whole = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let first = folder.join("first.wasm");
    let main_module = format!("./{MAIN}.js");
    let mut options = Options::new(&whole);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.link_name = LINK;
    options.main_module = &main_module;
    transform(options).map_err(|error| anyhow!("{error:#}").context("cannot split the module"))?;
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let part = entry
            .with_context(|| format!("cannot read {}", folder.display()))?
            .path();
        // wasm-bindgen reads more of the first one, and strips it then.
        if part != first && part.extension().is_some_and(|kind| kind == "wasm") {
            let whole =
                fs::read(&part).with_context(|| format!("cannot read {}", part.display()))?;
            let stripped =
                strip(&whole).with_context(|| format!("cannot strip {}", part.display()))?;
            fs::write(&part, stripped)
                .with_context(|| format!("cannot write {}", part.display()))?;
        }
    }
    Ok(first)
}
