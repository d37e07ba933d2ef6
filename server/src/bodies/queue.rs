//! What waits to be written, within bounds. Pure.

use std::{collections::VecDeque, sync::Arc};

use super::folder::Gathered;

/// Bytes that wait, or are being written.
const MAX_BYTES: usize = 64 * 1024 * 1024;
/// Requests that are written together.
const BATCH: usize = 16;

/// What waits to be written.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Arc<Gathered>>,
    /// Of those that wait and those being written.
    bytes: usize,
    dropped: u64,
    /// The last one found no room.
    full: bool,
}

/// What became of something that is to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    Waits,
    /// There is no room. `first`: there was for the one before.
    Dropped {
        first: bool,
    },
}

impl Queue {
    pub fn put(&mut self, gathered: Gathered) -> Put {
        let bytes = self.bytes.saturating_add(gathered.size());
        if bytes > MAX_BYTES {
            self.dropped += 1;
            let first = !self.full;
            self.full = true;
            return Put::Dropped { first };
        }
        self.full = false;
        self.bytes = bytes;
        self.waiting.push_back(Arc::new(gathered));
        Put::Waits
    }

    /// Some of those that wait longest, to be written now.
    pub fn begin(&mut self) -> Vec<Arc<Gathered>> {
        let some = self.waiting.len().min(BATCH);
        self.waiting.drain(..some).collect()
    }

    /// What was begun is done with.
    pub fn end(&mut self, batch: &[Arc<Gathered>]) {
        let done: usize = batch.iter().map(|gathered| gathered.size()).sum();
        self.bytes = self.bytes.saturating_sub(done);
    }

    /// What was begun waits again.
    pub fn put_back(&mut self, batch: Vec<Arc<Gathered>>) {
        for gathered in batch.into_iter().rev() {
            self.waiting.push_front(gathered);
        }
    }

    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use routex_entity::api::BodyPart;
    use uuid::Uuid;

    use super::*;
    use crate::bodies::folder::Piece;

    fn gathered(request: u128, bytes: usize) -> Gathered {
        Gathered {
            request: Uuid::from_u128(request),
            hours: 1,
            client_key: None,
            pieces: vec![Piece {
                part: BodyPart::Request,
                attempt: None,
                content: Bytes::from(vec![0; bytes]),
                bytes: bytes as u64,
                coding: None,
            }],
        }
    }

    #[test]
    fn what_finds_no_room_is_counted_and_told_once() {
        let mut queue = Queue::default();
        assert_eq!(queue.put(gathered(1, MAX_BYTES / 2)), Put::Waits);
        let large = || gathered(2, MAX_BYTES / 2);
        assert_eq!(queue.put(large()), Put::Dropped { first: true });
        assert_eq!(queue.put(large()), Put::Dropped { first: false });
        assert_eq!(queue.put(gathered(3, 1)), Put::Waits);

        let batch = queue.begin();
        assert_eq!(batch.len(), 2);
        assert_eq!(queue.put(large()), Put::Dropped { first: true });
        queue.end(&batch);
        assert_eq!(queue.put(large()), Put::Waits);
        assert_eq!(queue.dropped(), 3);
    }

    #[test]
    fn what_could_not_be_written_keeps_its_turn() {
        let mut queue = Queue::default();
        for request in 0..=BATCH as u128 {
            queue.put(gathered(request, 1));
        }
        let batch = queue.begin();
        assert_eq!(batch.len(), BATCH);
        queue.put_back(batch);

        let again = queue.begin();
        assert_eq!(again[0].request, Uuid::from_u128(0));
        assert_eq!(queue.begin()[0].request, Uuid::from_u128(BATCH as u128));
    }
}
