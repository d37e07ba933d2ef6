//! What the figures were made on.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use crate::process;

/// One fact a line: the machine, the programs.
pub fn describe(routex: &Path) -> Result<[String; 2]> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let processor = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".into());
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_else(|| "unknown".into());
    let kernel = process::output(Command::new("uname").arg("-sr"))?;
    let kernel = kernel.trim();
    Ok([
        format!("{cores} cores ({processor}), memory {memory}, {kernel}"),
        [
            version("Routex", routex, "--version")?,
            version("HAProxy", &process::require("haproxy")?, "-v")?,
            version("nginx", &process::require("nginx")?, "-v")?,
            version("wrk", &process::require("wrk")?, "-v")?,
        ]
        .join(", "),
    ])
}

/// Some print it on standard error, and some call that a failure.
fn version(name: &str, program: &Path, flag: &str) -> Result<String> {
    let output = Command::new(program)
        .arg(flag)
        .output()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let printed = [output.stdout, output.stderr].concat();
    let number = version_number(&String::from_utf8_lossy(&printed))
        .with_context(|| format!("{name} does not tell its version"))?;
    Ok(format!("{name} {number}"))
}

/// The first word that has a number, without what stands before a slash in it.
fn version_number(printed: &str) -> Option<String> {
    printed
        .split_ascii_whitespace()
        .filter_map(|word| word.rsplit('/').next())
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))
        .map(str::to_owned)
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_program_says_its_version_in_its_own_way() {
        for (printed, number) in [
            ("routex 0.1.0\n", "0.1.0"),
            (
                "HAProxy version 2.6.12-1+deb12u4 2026/01/02 - x\n",
                "2.6.12-1+deb12u4",
            ),
            ("nginx version: nginx/1.22.1\n", "1.22.1"),
            (
                "wrk debian/4.1.0-3+b2 [epoll] Copyright (C) 2012\n",
                "4.1.0-3+b2",
            ),
        ] {
            assert_eq!(version_number(printed).as_deref(), Some(number));
        }
    }
}
