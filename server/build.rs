//! Says where the files of the dashboard are: where `cargo xtask web` puts them, or a page that says that they are missing.

use std::{env, fs, path::Path};

const MISSING: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Routex</title>\
<h1>Routex is running</h1>\
<p>This build has no dashboard in it. Build it with <code>cargo xtask web</code>, then build Routex again.</p>\
<p>Everything else is here: the <a href=\"/api/v1/docs/\">admin API</a> does what the dashboard would.</p></html>\n";

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-env-changed=ROUTEX_WEB_REQUIRED");
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let dist = Path::new(&root).join("../web-ui/dist");
    println!("cargo:rerun-if-changed={}", dist.display());
    let folder = if dist.join("index.html.br").is_file() {
        dist.canonicalize()?
    } else if env::var("ROUTEX_WEB_REQUIRED").is_ok_and(|value| value == "1") {
        println!("cargo:error=web-ui/dist holds no dashboard; run `cargo xtask web` first");
        return Ok(());
    } else {
        println!("cargo:warning=web-ui/dist holds no dashboard; `cargo xtask web` builds it");
        let folder = Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("no-dashboard");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("index.html"), MISSING)?;
        folder
    };
    println!("cargo:rustc-env=ROUTEX_WEB_DIST={}", folder.display());
    Ok(())
}
