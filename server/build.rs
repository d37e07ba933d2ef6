//! Embeds the dashboard again when it was built again, and refuses to go without where it is required.

use std::{env, path::Path};

fn main() {
    println!("cargo:rerun-if-env-changed=ROUTEX_WEB_REQUIRED");
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let dist = Path::new(&root).join("../web-ui/dist");
    println!("cargo:rerun-if-changed={}", dist.display());
    if dist.join("index.html.br").is_file() {
        return;
    }
    let level = match env::var("ROUTEX_WEB_REQUIRED").as_deref() {
        Ok("1") => "error",
        _ => "warning",
    };
    println!("cargo::{level}=web-ui/dist holds no dashboard; `cargo xtask web` builds it");
}
