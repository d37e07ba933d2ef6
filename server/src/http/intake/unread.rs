//! Answering while the rest of a body is still to come: the last words before the connection closes.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    HttpResponse,
    body::{BodySize, MessageBody},
    dev::Payload,
    web::Bytes,
};

/// The answer to a request whose body nobody will read. Keeping the rest of it until the answer has gone makes actix close
/// the connection behind it; otherwise it would go on to take in and throw away whatever the client sends.
pub(in crate::http) fn with_unread(response: HttpResponse, unread: Payload) -> HttpResponse {
    let (head, body) = response.into_parts();
    // Only streams cannot be had at once, and refusals are none.
    let words = body.try_into_bytes().unwrap_or_default();
    head.set_body(LastWords {
        words,
        _unread: unread,
    })
    .map_into_boxed_body()
}

struct LastWords {
    words: Bytes,
    _unread: Payload,
}

impl MessageBody for LastWords {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.words.len() as u64)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let words = std::mem::take(&mut self.words);
        Poll::Ready((!words.is_empty()).then_some(Ok(words)))
    }
}
