//! Sockets that somebody opened for Routex, as systemd does with a `.socket` unit: `LISTEN_FDS` says how many there are, and
//! `LISTEN_PID` for whom. They outlive the process; connections wait in them while one ends and the next begins.

use std::net::TcpListener;

use anyhow::Context as _;
use listenfd::ListenFd;

/// All of them; none where nobody opened any.
///
/// # Errors
/// When one of them is not a TCP socket.
pub(super) fn handed_over() -> anyhow::Result<Vec<TcpListener>> {
    let mut given = ListenFd::from_env();
    let mut sockets = Vec::with_capacity(given.len());
    for number in 0..given.len() {
        let socket = given.take_tcp_listener(number).with_context(|| {
            format!("LISTEN_FDS hands over what Routex cannot listen on (socket {number}); it takes TCP sockets")
        })?;
        sockets.extend(socket);
    }
    if !sockets.is_empty() {
        tracing::info!(
            sockets = sockets.len(),
            "listening on what was handed over, not on [server] host and port"
        );
    }
    Ok(sockets)
}
