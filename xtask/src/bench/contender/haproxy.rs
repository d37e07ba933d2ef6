//! HAProxy as a reverse proxy that keeps and shares its connections to the backend.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::{Contender, cores, free_port};
use crate::process;

pub(super) fn contender(folder: &Path, backend: u16) -> Result<Contender> {
    let port = free_port()?;
    let file = folder.join("haproxy.cfg");
    fs::write(&file, configuration(port, backend))
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(Contender {
        name: "HAProxy",
        port,
        program: process::require("haproxy")?,
        arguments: vec!["-db".into(), "-f".into(), file.display().to_string()],
        state_flag: None,
        folder: folder.to_owned(),
    })
}

fn configuration(port: u16, backend: u16) -> String {
    let threads = cores();
    format!(
        "global
    nbthread {threads}
    maxconn 7000

defaults
    mode http
    option http-keep-alive
    timeout connect 5s
    timeout client 120s
    timeout server 120s
    timeout http-keep-alive 60s

frontend clients
    bind 127.0.0.1:{port} backlog 8192
    default_backend simulator

backend simulator
    http-reuse always
    server simulator 127.0.0.1:{backend}
"
    )
}
