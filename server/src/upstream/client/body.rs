//! Answer bodies that end with an error when they were cut.

use std::{
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use actix_http::{Payload, error::PayloadError};
use awc::FrozenClientRequest;
use bytes::Bytes;
use futures_util::Stream;

use super::wire::Life;

/// A body whose end is checked.
///
/// awc ends a body in the same way whether the last byte arrived or the peer closed in the middle. The difference shows
/// in what becomes of the connection: after a complete body it was handed back before the end was told, after a cut
/// one it goes down together with the body.
pub(super) struct WholeBody {
    inner: Option<Payload>,
    wire: Option<Rc<Life>>,
    /// Keeps the pool, and with it a connection that was handed back, alive until the end was checked.
    _request: FrozenClientRequest,
}

impl WholeBody {
    /// `wire`: the connection it comes from; `None` when the end of the connection is the end of the body.
    pub(super) fn new(
        inner: Payload,
        wire: Option<Rc<Life>>,
        request: FrozenClientRequest,
    ) -> Self {
        Self {
            inner: Some(inner),
            wire,
            _request: request,
        }
    }

    /// Ends the body, and tells whether its connection went down with it.
    fn close(&mut self) -> bool {
        let open = |wire: &Option<Rc<Life>>| wire.as_ref().is_some_and(|life| life.is_open());
        let before = open(&self.wire);
        self.inner = None;
        before && !open(&self.wire)
    }
}

impl Stream for WholeBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let Some(inner) = this.inner.as_mut() else {
            return Poll::Ready(None);
        };
        match ready!(Pin::new(inner).poll_next(cx)) {
            Some(Ok(chunk)) => Poll::Ready(Some(Ok(chunk))),
            Some(Err(error)) => {
                this.close();
                Poll::Ready(Some(Err(error)))
            }
            None if this.close() => Poll::Ready(Some(Err(PayloadError::Incomplete(None)))),
            None => Poll::Ready(None),
        }
    }
}
