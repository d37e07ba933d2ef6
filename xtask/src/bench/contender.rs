//! The servers that are measured, each a process of its own on a loopback port of its own.

mod haproxy;
mod nginx;
mod routex;
mod server;

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

pub use server::Server;

/// The client key that every request carries; the others pass it on unread.
pub const CLIENT_KEY: &str = "rx-bench-0123456789abcdefghijklmnop";

/// How to start one server.
pub struct Contender {
    pub name: &'static str,
    pub port: u16,
    program: PathBuf,
    arguments: Vec<String>,
    /// The flag that names the folder of what it keeps; one without it keeps nothing.
    state_flag: Option<&'static str>,
    /// Holds its logs and the folders of what it keeps.
    folder: PathBuf,
}

/// All that take part.
pub struct Contenders {
    /// Answers everyone's requests.
    pub simulator: Contender,
    pub haproxy: Contender,
    pub nginx: Contender,
    pub routex: Contender,
}

impl Contenders {
    /// Writes their configurations below `folder` and gives each a port.
    pub fn prepare(folder: &Path, routex: &Path) -> Result<Self> {
        let simulator = routex::simulator(folder, routex)?;
        Ok(Self {
            haproxy: haproxy::contender(folder, simulator.port)?,
            nginx: nginx::contender(folder, simulator.port)?,
            routex: routex::contender(folder, routex, simulator.port)?,
            simulator,
        })
    }

    /// Those that stand before the simulator.
    pub fn proxies(&self) -> [&Contender; 3] {
        [&self.haproxy, &self.nginx, &self.routex]
    }
}

impl Contender {
    /// Starts it and waits for its first answer. `state` names what it keeps: the same name again
    /// finds what was kept before.
    pub fn start(&self, state: &str) -> Result<Server> {
        Server::start(self, state)
    }

    /// The folder that [`Contender::start`] gives it for `state`.
    pub fn state_folder(&self, state: &str) -> PathBuf {
        self.folder.join(format!("{}-{state}", self.name))
    }
}

/// A loopback port that nothing listens on.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no loopback port to be had")?;
    Ok(listener.local_addr()?.port())
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
