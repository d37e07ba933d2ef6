//! A connection that tells what became of it, and the request that it serves which connection that is.
//!
//! awc's pool hides both. They meet in a task-local: the pool dials, and the codec writes, inside the future of the request.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
    time::Duration,
};

use actix_rt::net::{ActixStream, Ready, TcpStream};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

tokio::task_local! {
    static TRACE: Rc<Seen>;
}

/// What one request learned about its connection.
#[derive(Default)]
pub(super) struct Trace(Rc<Seen>);

#[derive(Default)]
struct Seen {
    dialled: Cell<bool>,
    connected: Cell<Option<Duration>>,
    wire: RefCell<Option<Rc<Life>>>,
}

impl Trace {
    /// Drives the request while watching its connection.
    pub(super) async fn follow<F: Future>(&self, request: F) -> F::Output {
        TRACE.scope(Rc::clone(&self.0), request).await
    }

    /// A connection was made for this request, instead of taking a kept one.
    pub(super) fn dialled(&self) -> bool {
        self.0.dialled.get()
    }

    /// How long making the connection took. `None`: a kept one was taken.
    pub(super) fn connected(&self) -> Option<Duration> {
        self.0.connected.get()
    }

    /// The connection that carried the request.
    pub(super) fn wire(&self) -> Option<Rc<Life>> {
        self.0.wire.borrow().clone()
    }
}

/// Notes that the request of this task needs a new connection.
pub(super) fn note_dial() {
    // Outside of a request nobody asks.
    let _ = TRACE.try_with(|seen| seen.dialled.set(true));
}

/// Notes how long that took, names and TLS apart.
pub(super) fn note_connected(took: Duration) {
    let _ = TRACE.try_with(|seen| seen.connected.set(Some(took)));
}

/// Whether a connection is still held by anybody.
#[derive(Debug)]
pub(super) struct Life(Cell<bool>);

impl Life {
    pub(super) fn is_open(&self) -> bool {
        self.0.get()
    }
}

/// A TCP connection to a provider, or through a proxy to one.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    life: Rc<Life>,
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            life: Rc::new(Life(Cell::new(true))),
        }
    }

    fn note_use(&self) {
        let _ = TRACE.try_with(|seen| {
            let mut wire = seen.wire.borrow_mut();
            if wire.is_none() {
                *wire = Some(Rc::clone(&self.life));
            }
        });
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.life.0.set(false);
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.note_use();
        Pin::new(&mut self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.note_use();
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl ActixStream for Wire {
    fn poll_read_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_read_ready(&self.stream, cx)
    }

    fn poll_write_ready(&self, cx: &mut Context<'_>) -> Poll<io::Result<Ready>> {
        ActixStream::poll_write_ready(&self.stream, cx)
    }
}
