//! The connections of clients, where actix has no limit of its own: it waits for ever for the head of a second request,
//! for the rest of a body that it throws away, and for a client that does not read.
//!
//! Every connection counts the requests that it is busy with, from head to last byte of the answer (`attend`). One that is
//! busy with none for longer than the keep-alive and a slow head may take is hung up. A request that has a last moment
//! hangs up at it (`Curfew`). While Routex stops, every answer says that it is the last on its connection.

mod attend;
mod quiet;

use std::{
    any::Any,
    cell::RefCell,
    net::{Shutdown, TcpStream as StdTcpStream},
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::{HttpRequest, dev::Extensions, rt::net::TcpStream};
use socket2::SockRef;
use tokio::{task::AbortHandle, time::sleep_until};

use self::quiet::{Patience, Quiet};

pub use attend::Attend;

/// How long a client may take nothing of an answer that waits for it. The kernel counts from the last byte taken.
const STALLED: Duration = Duration::from_secs(600);

/// A client's connection.
pub(super) struct Connection {
    /// A second handle of the socket: actix owns the first and lends it to nobody.
    socket: StdTcpStream,
    quiet: RefCell<Quiet>,
    watch: RefCell<Option<AbortHandle>>,
    stopping: Arc<AtomicBool>,
}

/// What the server calls with every new connection. `patience`: how long one may be quiet. `stopping`: Routex is.
pub fn welcome(
    patience: Duration,
    stopping: Arc<AtomicBool>,
) -> impl Fn(&dyn Any, &mut Extensions) + Send + Sync + 'static {
    move |io, data| {
        let Some(stream) = io.downcast_ref::<TcpStream>() else {
            return;
        };
        match Connection::new(stream, patience, Arc::clone(&stopping)) {
            Ok(connection) => drop(data.insert(connection)),
            // Out of file descriptors, most likely. It is served all the same, with the limits that actix has.
            Err(error) => tracing::warn!(%error, "connection is not watched"),
        }
    }
}

impl Connection {
    fn new(
        stream: &TcpStream,
        patience: Duration,
        stopping: Arc<AtomicBool>,
    ) -> std::io::Result<Rc<Self>> {
        let socket = second_handle(stream)?;
        limit_stall(&socket)?;
        let connection = Rc::new(Self {
            socket,
            quiet: RefCell::new(Quiet::new(Instant::now(), patience)),
            watch: RefCell::default(),
            stopping,
        });
        let watched = Rc::downgrade(&connection);
        let watch = actix_web::rt::spawn(async move {
            loop {
                let Some(connection) = watched.upgrade() else {
                    return;
                };
                let patience = connection.quiet.borrow().patience(Instant::now());
                match patience {
                    Patience::Until(instant) => {
                        drop(connection);
                        sleep_until(instant.into()).await;
                    }
                    Patience::Over => return connection.hang_up(),
                }
            }
        });
        *connection.watch.borrow_mut() = Some(watch.abort_handle());
        Ok(connection)
    }

    /// The connection that a request came on.
    pub(super) fn of(request: &HttpRequest) -> Option<Rc<Self>> {
        request.conn_data::<Rc<Self>>().cloned()
    }

    /// Whether the next answer is the last on it.
    fn is_ending(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Ends it at once, for a client that does not take part: what it has not taken is lost, and it learns that by a reset.
    pub(super) fn hang_up(&self) {
        // Either fails only when the connection is gone already.
        let _ = SockRef::from(&self.socket).set_linger(Some(Duration::ZERO));
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(watch) = self.watch.borrow_mut().take() {
            watch.abort();
        }
    }
}

#[cfg(unix)]
fn second_handle(stream: &TcpStream) -> std::io::Result<StdTcpStream> {
    use std::os::fd::AsFd as _;
    Ok(stream.as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn second_handle(stream: &TcpStream) -> std::io::Result<StdTcpStream> {
    use std::os::windows::io::AsSocket as _;
    Ok(stream.as_socket().try_clone_to_owned()?.into())
}

#[cfg(target_os = "linux")]
fn limit_stall(socket: &StdTcpStream) -> std::io::Result<()> {
    SockRef::from(socket).set_tcp_user_timeout(Some(STALLED))
}

/// Elsewhere the kernel has no such limit.
#[cfg(not(target_os = "linux"))]
fn limit_stall(_: &StdTcpStream) -> std::io::Result<()> {
    Ok(())
}

/// Hangs up at an instant, unless it is dropped before: deadlines inside an answer's body are not looked at while actix
/// waits for the client to read.
#[derive(Debug)]
pub(super) struct Curfew(AbortHandle);

impl Curfew {
    pub(super) fn new(connection: Rc<Connection>, at: Instant) -> Self {
        let watch = actix_web::rt::spawn(async move {
            sleep_until(at.into()).await;
            connection.hang_up();
        });
        Self(watch.abort_handle())
    }
}

impl Drop for Curfew {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests;
