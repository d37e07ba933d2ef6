//! `routex health`: asks the Routex of this machine how it is. Containers have no `curl` to do it with.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream, ToSocketAddrs as _},
    time::Duration,
};

use anyhow::{Context as _, bail, ensure};

use super::Files;
use crate::{config::Config, startup};

/// Whoever takes longer than this is not well.
const PATIENCE: Duration = Duration::from_secs(3);
/// What is read of an answer; more is not needed.
const LONGEST_ANSWER: u64 = 4096;

#[derive(Debug, clap::Args)]
pub(super) struct HealthArgs {
    #[command(flatten)]
    pub files: Files,
    /// Port to ask; otherwise the one that this configuration listens on
    #[arg(long)]
    port: Option<u16>,
    /// Ask whether requests can be served, not only whether the process answers
    #[arg(long)]
    ready: bool,
}

/// Fine, or an error that says what is not.
pub(super) fn check(config: &Config, arguments: &HealthArgs) -> anyhow::Result<()> {
    let port = arguments.port.unwrap_or(config.server.port);
    ensure!(
        port != 0,
        "this configuration takes any free port; say which with --port"
    );
    let path = match arguments.ready {
        true => "/health/ready",
        false => "/health/live",
    };
    let address = address(&config.server.host, port)?;
    let answer = ask(address, path).with_context(|| format!("nobody answers at {address}"))?;
    judge(&answer)
}

/// Where the host of the configuration is found from this machine.
fn address(host: &str, port: u16) -> anyhow::Result<SocketAddr> {
    let mut found = (host, port)
        .to_socket_addrs()
        .with_context(|| format!("cannot resolve {host}"))?;
    let address = found
        .next()
        .with_context(|| format!("{host} has no address"))?;
    Ok(startup::reachable(address))
}

fn ask(address: SocketAddr, path: &str) -> anyhow::Result<String> {
    let mut connection = TcpStream::connect_timeout(&address, PATIENCE)?;
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    connection.write_all(head.as_bytes())?;
    let mut answer = Vec::new();
    connection.take(LONGEST_ANSWER).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn judge(answer: &str) -> anyhow::Result<()> {
    let status = answer.split(' ').nth(1).unwrap_or_default();
    if status == "200" {
        return Ok(());
    }
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    bail!("not well: {status} {body}", body = body.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_is_asked_on_this_machine() {
        assert_eq!(address("0.0.0.0", 80).unwrap().to_string(), "127.0.0.1:80");
        assert_eq!(
            address("192.0.2.7", 80).unwrap().to_string(),
            "192.0.2.7:80"
        );
    }

    #[test]
    fn only_200_is_well() {
        assert!(judge("HTTP/1.1 200 OK\r\n\r\n{}").is_ok());
        let told = judge("HTTP/1.1 503 Service Unavailable\r\n\r\n{\"status\":\"stopping\"}\n");
        let told = told.unwrap_err().to_string();
        assert_eq!(told, "not well: 503 {\"status\":\"stopping\"}");
        assert!(judge("").is_err());
        assert!(judge("SSH-2.0-OpenSSH").is_err());
    }
}
