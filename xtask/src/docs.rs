//! `cargo xtask docs`: the tests that keep the generated part of docs/ true write it instead.

use anyhow::Result;

use crate::{process, workspace};

pub fn run() -> Result<()> {
    process::run(
        workspace::cargo()
            .args([
                "test",
                "--locked",
                "--package",
                "routex",
                "--lib",
                "is_kept",
            ])
            .env("UPDATE_DOCS", "1"),
    )
}
