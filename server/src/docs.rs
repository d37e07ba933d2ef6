//! The part of docs/ that is generated from the code. Tests keep it true; `cargo xtask docs` writes it anew.

mod api;

use std::{env, fs, path::Path};

/// The file of docs/ must say this. With `UPDATE_DOCS` set it is made to.
pub(crate) fn keep(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(name);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&file, text).unwrap();
        return;
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    if kept == text {
        return;
    }
    let line = kept.lines().zip(text.lines()).position(|(a, b)| a != b);
    let line = line.unwrap_or_else(|| kept.lines().count().min(text.lines().count()));
    panic!(
        "docs/{name} does not say what the code does, first in line {}:\n  kept: {}\n  code: {}\n\
         If the change is meant, `cargo xtask docs` writes it anew.",
        line + 1,
        kept.lines().nth(line).unwrap_or("(end)"),
        text.lines().nth(line).unwrap_or("(end)"),
    );
}
