//! A compiler that can make WebAssembly: one that has the standard library for it, or one that has its sources, from which
//! it is built along.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{install::debian, process, workspace};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler with the sources of its standard library.
const PACKAGES: &[&str] = &["rustc-web", "rust-web-src"];
const OF_DEBIAN: &str = "/usr/bin/rustc";

pub struct Compiler {
    rustc: PathBuf,
    /// `None`: the standard library is there.
    linker: Option<PathBuf>,
}

/// The first that can: the toolchain in use, the system's, and the system's once it is installed.
pub fn find() -> Result<Compiler> {
    if let Some(found) = look() {
        return Ok(found);
    }
    let remedy =
        format!("no compiler here makes WebAssembly; run `rustup target add {TARGET}`, or");
    debian::install(PACKAGES).context(remedy)?;
    look().with_context(|| format!("Debian's {PACKAGES:?} brought no sources of std"))
}

fn look() -> Option<Compiler> {
    let in_use = PathBuf::from(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let all: Vec<_> = [in_use, PathBuf::from(OF_DEBIAN)]
        .into_iter()
        .filter_map(|rustc| Some((sysroot(&rustc)?, rustc)))
        .collect();
    let ready = all.iter().find(|(sysroot, _)| has_library(sysroot));
    if let Some((_, rustc)) = ready {
        return Some(Compiler {
            rustc: rustc.clone(),
            linker: None,
        });
    }
    let linker = all
        .iter()
        .find_map(|(sysroot, rustc)| linker(sysroot, rustc))?;
    let (_, rustc) = all.iter().find(|(sysroot, _)| has_sources(sysroot))?;
    Some(Compiler {
        rustc: rustc.clone(),
        linker: Some(linker),
    })
}

impl Compiler {
    /// `cargo rustc` for WebAssembly.
    pub fn cargo_rustc(&self) -> Command {
        let mut command = workspace::cargo();
        command.args(["rustc", "--target", TARGET]);
        command.env("RUSTC", &self.rustc);
        // what native builds are given is not for this target
        command
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        if let Some(linker) = &self.linker {
            command
                .arg("-Zbuild-std=std,panic_abort")
                .env("RUSTC_BOOTSTRAP", "1")
                .env("RUSTFLAGS", "-Zunstable-options -Cpanic=immediate-abort")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        command
    }
}

fn sysroot(rustc: &Path) -> Option<PathBuf> {
    said(rustc, &["--print", "sysroot"]).map(PathBuf::from)
}

fn has_library(sysroot: &Path) -> bool {
    let folder = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    std::fs::read_dir(folder).is_ok_and(|mut files| {
        files.any(|file| file.is_ok_and(|file| is_std(&file.file_name().to_string_lossy())))
    })
}

fn is_std(file: &str) -> bool {
    file.starts_with("libstd-") && file.ends_with(".rlib")
}

fn has_sources(sysroot: &Path) -> bool {
    sysroot
        .join("lib/rustlib/src/rust/library/std/Cargo.toml")
        .is_file()
}

/// Debian's compiler has no linker for WebAssembly with it; rustup's has, and so has LLVM's package.
fn linker(sysroot: &Path, rustc: &Path) -> Option<PathBuf> {
    let host = said(rustc, &["--print", "host-tuple"])?;
    let own = sysroot.join("lib/rustlib").join(host).join("bin/rust-lld");
    own.is_file()
        .then_some(own)
        .or_else(|| process::find("wasm-ld"))
}

fn said(rustc: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(rustc);
    let output = command
        .current_dir(workspace::root())
        .args(arguments)
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::is_std;

    #[test]
    fn the_standard_library_is_told_from_what_lies_beside_it() {
        assert!(is_std("libstd-4f1c.rlib"));
        assert!(!is_std("libstd_detect-4f1c.rlib"));
        assert!(!is_std("libcore-4f1c.rlib"));
        assert!(!is_std("libstd-4f1c.so"));
    }
}
