//! Sends frames at their pace and ends as the script says: cleanly, in silence, or with a broken connection.

use std::{
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
    vec,
};

use actix_web::{
    body::{BodySize, MessageBody},
    rt::time::{Sleep, sleep},
};
use bytes::Bytes;

/// Nobody needs a longer silence, and a forgotten one must end.
const SILENCE: Duration = Duration::from_secs(600);

/// How a body ends once its frames are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Clean,
    Silence,
    Cut,
}

/// A response body.
pub(super) struct Playback {
    frames: vec::IntoIter<Bytes>,
    size: BodySize,
    pace: Duration,
    end: End,
    /// Running between two frames, or during the silence.
    timer: Option<Pin<Box<Sleep>>>,
    /// Something was sent: the next frame has a pace to keep.
    begun: bool,
    /// The server had its turn to write out what it holds before the connection breaks.
    flushed: bool,
}

impl Playback {
    /// `size` is what the head announces; a cut or silent body stays behind it.
    pub(super) fn new(frames: Vec<Bytes>, size: BodySize, pace: Duration, end: End) -> Self {
        Self {
            frames: frames.into_iter(),
            size,
            pace,
            end,
            timer: None,
            begun: false,
            flushed: false,
        }
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(timer) = &mut self.timer {
            std::task::ready!(timer.as_mut().poll(cx));
            self.timer = None;
        }
        Poll::Ready(())
    }
}

impl MessageBody for Playback {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        self.size
    }

    fn poll_next(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, io::Error>>> {
        let this = self.get_mut();
        std::task::ready!(this.poll_timer(cx));
        if this.begun && !this.pace.is_zero() && !this.frames.as_slice().is_empty() {
            this.begun = false;
            this.timer = Some(Box::pin(sleep(this.pace)));
            std::task::ready!(this.poll_timer(cx));
        }
        if let Some(frame) = this.frames.next() {
            this.begun = true;
            return Poll::Ready(Some(Ok(frame)));
        }
        match this.end {
            End::Clean => Poll::Ready(None),
            End::Silence => {
                this.end = End::Cut;
                this.timer = Some(Box::pin(sleep(SILENCE)));
                std::task::ready!(this.poll_timer(cx));
                Poll::Ready(Some(Err(io::ErrorKind::TimedOut.into())))
            }
            End::Cut if !this.flushed => {
                // An error at once would discard what the server has not written yet.
                this.flushed = true;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            End::Cut => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
        }
    }
}
