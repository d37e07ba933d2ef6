//! Finished requests on their way to the telemetry thread.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use routex_entity::RequestRecord;
use tokio::sync::Notify;

use super::witness::Account;

/// Requests that wait at most: some seconds of a busy installation.
const MOST: usize = 4096;

/// A request that has ended.
#[derive(Debug)]
pub(super) struct Finished {
    pub record: RequestRecord,
    pub account: Account,
    pub ended: Instant,
    ended_at: SystemTime,
}

/// What all workers fill and one thread empties.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    waiting: Mutex<Waiting>,
    filled: Notify,
    lost: AtomicU64,
}

#[derive(Debug, Default)]
struct Waiting {
    requests: Vec<Finished>,
    closed: bool,
}

impl Finished {
    pub fn now(record: RequestRecord, account: Account) -> Self {
        Self {
            record,
            account,
            ended: Instant::now(),
            ended_at: SystemTime::now(),
        }
    }

    /// The time of day of a moment before its end.
    pub fn at(&self, moment: Instant) -> SystemTime {
        let before = self.ended.saturating_duration_since(moment);
        self.ended_at.checked_sub(before).unwrap_or(self.ended_at)
    }

    /// How many spans it makes.
    pub fn spans(&self) -> usize {
        match &self.account.trace {
            Some(trace) if trace.sampled => 1 + self.account.tries.len(),
            _ => 0,
        }
    }
}

impl Inbox {
    pub fn put(&self, finished: Finished) {
        let mut waiting = self.lock();
        if waiting.requests.len() >= MOST || waiting.closed {
            drop(waiting);
            self.lose(finished.spans());
            return;
        }
        waiting.requests.push(finished);
        let first = waiting.requests.len() == 1;
        drop(waiting);
        if first {
            self.filled.notify_one();
        }
    }

    /// Everything that waits, once something does and then for as long as `patience`, so that one waking serves many.
    /// `None`: it is closed and empty.
    pub async fn take(&self, patience: Duration) -> Option<Vec<Finished>> {
        loop {
            let (empty, closed) = {
                let waiting = self.lock();
                (waiting.requests.is_empty(), waiting.closed)
            };
            match (empty, closed) {
                (true, true) => return None,
                (true, false) => self.filled.notified().await,
                (false, _) => break,
            }
        }
        // Closing cuts it short.
        let _ = tokio::time::timeout(patience, self.closed()).await;
        Some(std::mem::take(&mut self.lock().requests))
    }

    /// Takes nothing more.
    pub fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_one();
    }

    /// Counts spans that nobody will get.
    pub fn lose(&self, spans: usize) {
        self.lost
            .fetch_add(u64::try_from(spans).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Spans that nobody got.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    async fn closed(&self) {
        while !self.lock().closed {
            self.filled.notified().await;
        }
    }

    /// Nothing that can panic runs while it is held.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
