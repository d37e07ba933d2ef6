//! Finished requests on their way to the ledger.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use routex_entity::RequestRecord;

use super::batch::{Batch, BatchLimits};

/// Written early and in small pieces while there is time, so that a writing never keeps a core from requests for long; in
/// large ones when it has to catch up.
const LIMITS: BatchLimits = BatchLimits {
    size: 64,
    most: 512,
    age: Duration::from_millis(200),
    bound: 4096,
};

/// The batch that all workers fill and the ledger empties. Outlives the ledger's actor.
#[derive(Debug)]
pub(super) struct Inbox(Mutex<Batch<RequestRecord>>);

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Put {
    /// The ledger knows that something waits.
    Waits,
    /// The ledger must be told.
    Tell,
    /// There is no room; it is to be found in the journal.
    Refused,
}

impl Inbox {
    /// The most that `take` returns.
    pub(super) const MOST: usize = LIMITS.most;

    pub(super) fn put(&self, record: RequestRecord, now: Instant) -> Put {
        let mut batch = self.lock();
        if batch.push(record, now).is_err() {
            return Put::Refused;
        }
        match batch.len() {
            1 => Put::Tell,
            waiting if waiting == LIMITS.size => Put::Tell,
            _ => Put::Waits,
        }
    }

    /// Records that wait.
    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }

    /// How long until it is time to write; `None`: nothing waits.
    pub(super) fn due_in(&self, now: Instant) -> Option<Duration> {
        self.lock().due_in(now)
    }

    pub(super) fn take(&self) -> Vec<RequestRecord> {
        self.lock().take()
    }

    /// Gives up everything that waits.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    /// A batch stays whole when a thread panics: nothing that can panic runs between its updates.
    fn lock(&self) -> MutexGuard<'_, Batch<RequestRecord>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Inbox {
    fn default() -> Self {
        Self(Mutex::new(Batch::new(LIMITS)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::record;

    #[test]
    fn the_ledger_is_told_of_the_first_and_of_a_full_batch() {
        let inbox = Inbox::default();
        let now = Instant::now();

        let told: Vec<usize> = (1..=2 * LIMITS.size)
            .filter(|_| inbox.put(record(), now) == Put::Tell)
            .collect();

        assert_eq!(told, [1, LIMITS.size]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let inbox = Inbox::default();
        let now = Instant::now();
        for _ in 0..LIMITS.bound {
            inbox.put(record(), now);
        }

        assert_eq!(inbox.put(record(), now), Put::Refused);
        inbox.clear();
        assert_eq!(inbox.put(record(), now), Put::Tell);
    }
}
