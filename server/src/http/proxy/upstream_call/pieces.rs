//! Collecting an answer from its chunks.

use actix_web::web::{Bytes, BytesMut};

/// Chunks that become one; a single chunk is not copied.
#[derive(Default)]
pub(super) struct Pieces {
    first: Bytes,
    rest: BytesMut,
}

impl Pieces {
    pub fn push(&mut self, chunk: Bytes) {
        if self.first.is_empty() {
            self.first = chunk;
        } else {
            self.rest.extend_from_slice(&chunk);
        }
    }

    pub fn len(&self) -> usize {
        self.first.len() + self.rest.len()
    }

    pub fn join(self) -> Bytes {
        if self.rest.is_empty() {
            return self.first;
        }
        let mut whole = BytesMut::with_capacity(self.len());
        whole.extend_from_slice(&self.first);
        whole.extend_from_slice(&self.rest);
        whole.freeze()
    }
}
