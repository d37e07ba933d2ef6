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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use actix_http::header::HeaderMap;

    use super::*;
    use crate::{
        otel::{trace::Trace, witness::Witness},
        protocol::endpoint::Endpoint,
        store::testing::record,
    };

    fn witness(inbox: &Arc<Inbox>, ratio: f64, metrics: bool) -> Witness {
        let trace = Trace::begin(&HeaderMap::new(), ratio);
        let now = Instant::now();
        Witness::new(
            &Endpoint::Messages,
            now,
            Some(trace),
            metrics,
            Arc::clone(inbox),
        )
    }

    #[actix_rt::test]
    async fn what_does_not_fit_is_counted_and_does_not_wait() {
        let inbox = Arc::<Inbox>::default();
        let record = record();
        for _ in 0..MOST + 3 {
            witness(&inbox, 1.0, false).finish(&record);
        }

        assert_eq!(inbox.lost(), 3);
        let taken = inbox.take(Duration::ZERO).await.unwrap();
        assert_eq!(taken.len(), MOST);
        witness(&inbox, 1.0, false).finish(&record);
        assert_eq!(inbox.lost(), 3);
    }

    #[actix_rt::test]
    async fn only_what_somebody_wants_to_know_is_handed_over() {
        let inbox = Arc::<Inbox>::default();
        let record = record();
        witness(&inbox, 0.0, false).finish(&record);
        witness(&inbox, 0.0, true).finish(&record);
        witness(&inbox, 1.0, false).finish(&record);

        let taken = inbox.take(Duration::ZERO).await.unwrap();
        let spans: Vec<_> = taken.iter().map(Finished::spans).collect();
        assert_eq!(spans, [0, 1]);
    }

    #[actix_rt::test]
    async fn closing_ends_the_wait_and_leaves_nothing_behind() {
        let inbox = Arc::<Inbox>::default();
        let other = Arc::clone(&inbox);
        let taken = actix_rt::spawn(async move {
            let first = other
                .take(Duration::from_secs(3600))
                .await
                .map(|all| all.len());
            let second = other
                .take(Duration::from_secs(3600))
                .await
                .map(|all| all.len());
            (first, second)
        });
        witness(&inbox, 1.0, false).finish(&record());
        tokio::task::yield_now().await;
        witness(&inbox, 1.0, false).finish(&record());
        inbox.close();

        assert_eq!(taken.await.unwrap(), (Some(2), None));
        witness(&inbox, 1.0, false).finish(&record());
        assert_eq!(inbox.lost(), 1);
    }
}
