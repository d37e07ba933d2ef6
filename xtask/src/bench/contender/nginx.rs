//! nginx with kept backend connections, and streams passed on as they come.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::{Contender, free_port};
use crate::process;

pub(super) fn contender(folder: &Path, backend: u16) -> Result<Contender> {
    let port = free_port()?;
    let file = folder.join("nginx.conf");
    fs::write(&file, configuration(folder, port, backend))
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(Contender {
        name: "nginx",
        port,
        program: process::require("nginx")?,
        arguments: vec![
            "-p".into(),
            folder.display().to_string(),
            "-e".into(),
            "stderr".into(),
            "-c".into(),
            file.display().to_string(),
        ],
        state_flag: None,
        folder: folder.to_owned(),
    })
}

fn configuration(folder: &Path, port: u16, backend: u16) -> String {
    let folder = folder.display();
    format!(
        "daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log stderr crit;

events {{
    worker_connections 15000;
}}

http {{
    access_log off;
    keepalive_timeout 60s;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;

    upstream simulator {{
        server 127.0.0.1:{backend};
        keepalive 128;
        keepalive_requests 100000000;
    }}

    server {{
        listen 127.0.0.1:{port} backlog=8192;
        location / {{
            proxy_pass http://simulator;
            proxy_http_version 1.1;
            proxy_set_header Connection \"\";
            proxy_buffering off;
            proxy_read_timeout 120s;
        }}
    }}
}}
"
    )
}
