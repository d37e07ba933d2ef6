//! Chunks that have arrived already go on together.

use actix_web::web::{Bytes, BytesMut};
use awc::ClientResponse;
use futures_util::{FutureExt as _, StreamExt as _};

/// Bytes of a stream that go on in one piece.
const MOST_TOGETHER: usize = 64 * 1024;

/// Providers send an event a chunk, and often several chunks at once: what has arrived goes on together.
pub(super) fn with_what_is_there(first: Bytes, payload: &mut ClientResponse) -> Bytes {
    let mut together = BytesMut::new();
    while together.len() < MOST_TOGETHER {
        // An end is met again by whoever asks next; that a cut was one, the reader knows by itself.
        let Some(Some(Ok(chunk))) = payload.next().now_or_never() else {
            break;
        };
        if together.is_empty() {
            together.extend_from_slice(&first);
        }
        together.extend_from_slice(&chunk);
    }
    if together.is_empty() {
        first
    } else {
        together.freeze()
    }
}
