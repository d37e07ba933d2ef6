//! One load by wrk.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::process;

/// What wrk saw.
#[derive(Deserialize)]
pub struct Load {
    /// Complete answers.
    pub requests: u64,
    pub duration_us: f64,
    /// From a request's first byte to its answer's last.
    pub p50_us: f64,
    pub p99_us: f64,
    /// Answers with a status of 400 and above.
    not_ok: u64,
    /// Connections that could not be made, broke or timed out.
    broken: u64,
}

impl Load {
    pub fn per_second(&self) -> f64 {
        self.requests as f64 * 1e6 / self.duration_us
    }
}

/// Drives a port with a script's request. Any answer but a good one is an error.
pub fn drive(script: &Path, port: u16, connections: u32, seconds: u32) -> Result<Load> {
    let threads = connections.min(2);
    let printed = process::output(
        Command::new("wrk")
            .arg(format!("--threads={threads}"))
            .arg(format!("--connections={connections}"))
            .arg(format!("--duration={seconds}s"))
            .arg("--timeout=10s")
            .arg("--script")
            .arg(script)
            .arg(format!("http://127.0.0.1:{port}/")),
    )?;
    let load = parse(&printed)?;
    ensure!(
        load.not_ok == 0 && load.broken == 0 && load.requests > 0,
        "{} of {} answers on port {port} were no 2xx, {} connections failed",
        load.not_ok,
        load.requests,
        load.broken
    );
    Ok(load)
}

fn parse(printed: &str) -> Result<Load> {
    printed
        .lines()
        .find(|line| line.starts_with('{'))
        .and_then(|line| serde_json::from_str(line).ok())
        .with_context(|| format!("wrk printed no figures:\n{printed}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_among_what_wrk_prints() {
        let load = parse(
            "Running 1s test\n  32 requests in 2.00s\n\n\
             {\"requests\":32,\"duration_us\":2000000,\"p50_us\":7,\"p99_us\":9,\"not_ok\":0,\"broken\":0}\n",
        )
        .unwrap();
        assert_eq!(load.per_second(), 16.0);
    }

    #[test]
    fn silence_is_an_error() {
        assert!(parse("Running 1s test\n").is_err());
    }
}
