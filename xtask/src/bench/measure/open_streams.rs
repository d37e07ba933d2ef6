//! Memory while many streams are open and trickle.

use std::io;

use anyhow::{Context, Result};

use crate::bench::{
    contender::{CLIENT_KEY, Contender, Contenders, Server},
    http::{Call, Stream},
};

/// Resident bytes with that many streams open on a freshly started server, in the order of
/// [`Contenders::proxies`].
pub fn all(field: &Contenders, streams: u32) -> Result<[u64; 3]> {
    let [haproxy, nginx, routex] = field.proxies();
    Ok([
        of(haproxy, streams)?,
        of(nginx, streams)?,
        of(routex, streams)?,
    ])
}

fn of(contender: &Contender, streams: u32) -> Result<u64> {
    let server = contender.start("streams")?;
    let bytes = hold(contender.port, &server, streams)
        .with_context(|| format!("holding {streams} streams through {}", contender.name))?;
    server.stop()?;
    Ok(bytes)
}

/// All are asked for before the first is waited for, and all have begun before memory is read.
fn hold(port: u16, server: &Server, streams: u32) -> Result<u64> {
    let call = Call::trickle(CLIENT_KEY);
    let mut open = (0..streams)
        .map(|_| Stream::open(port, &call))
        .collect::<io::Result<Vec<_>>>()?;
    for stream in &mut open {
        stream.wait_for_body()?;
    }
    server.group().resident_bytes()
}
