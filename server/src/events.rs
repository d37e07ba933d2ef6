//! What happens, told to operators while it happens.
//!
//! Whoever has something to tell publishes; while nobody listens that costs one atomic load. Nobody waits for a listener:
//! one that is too slow loses the oldest events and is told how many. What was told is not kept; the log is in the
//! database.

mod event;
mod live_stats;
mod ticker;

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Instant,
};

use routex_entity::{Outcome, RequestRecord, api::FailoverEvent};
use tokio::sync::{Notify, broadcast, watch};

pub use event::{Event, What, frame};
pub use ticker::tick;

use live_stats::{LiveStats, Reading, Sample};

/// Listeners at once; each costs the writing of every event.
pub const MAX_LISTENERS: usize = 64;
/// Events that a listener may be behind.
pub const CAPACITY: usize = 1024;
/// Failovers that are remembered.
pub const FAILOVERS: usize = 50;

/// Where events are published and listened to. Cheap to clone; all clones are the same bus.
#[derive(Debug, Clone)]
pub struct EventBus {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    listeners: AtomicUsize,
    published: AtomicU64,
    sender: broadcast::Sender<Arc<Event>>,
    /// Counted here and not by a listener of its own, which would be woken by every request. `None`: nobody listens.
    stats: Mutex<Option<LiveStats>>,
    /// The latest, oldest first; also those that nobody listened to.
    failovers: Mutex<VecDeque<FailoverEvent>>,
    first_listener: Notify,
    closing: watch::Sender<bool>,
}

/// The right to hear what is published from now on.
#[derive(Debug)]
pub struct Listener {
    inner: Arc<Inner>,
    receiver: broadcast::Receiver<Arc<Event>>,
    closing: watch::Receiver<bool>,
}

/// What a listener hears.
#[derive(Debug, Clone)]
pub enum Heard {
    Event(Arc<Event>),
    /// It was too slow, and has missed so many.
    Missed(u64),
    /// Routex is stopping: nothing more comes.
    Closed,
}

impl Default for EventBus {
    fn default() -> Self {
        Self {
            inner: Arc::new(Inner {
                listeners: AtomicUsize::new(0),
                published: AtomicU64::new(0),
                sender: broadcast::Sender::new(CAPACITY),
                stats: Mutex::new(None),
                failovers: Mutex::default(),
                first_listener: Notify::new(),
                closing: watch::Sender::new(false),
            }),
        }
    }
}

impl EventBus {
    /// Tells everybody who listens. `what` is called only when somebody does.
    pub fn publish(&self, what: impl FnOnce() -> What) {
        if self.listeners() > 0 {
            self.send(what());
        }
    }

    /// A request has ended.
    pub fn finished(&self, record: &RequestRecord) {
        if let Some(failover) = FailoverEvent::of(record) {
            self.remember(&failover);
            self.publish(|| What::Failover(failover));
        }
        if self.listeners() == 0 {
            return;
        }
        let sample = Sample {
            succeeded: record.outcome == Outcome::Success,
            tokens: record.usage.total(),
            cost_nanos: record.cost_nano_usd.unwrap_or(0),
            ttft_ms: record.ttft_ms,
        };
        if let Some(stats) = self.inner.stats().as_mut() {
            stats.add(&sample, Instant::now());
        }
        self.send(What::Request(Box::new(record.clone().into())));
    }

    /// Begins to listen. `None`: as many listen as may.
    pub fn listen(&self) -> Option<Listener> {
        let inner = &self.inner;
        let receiver = inner.sender.subscribe();
        let one_more = |count| (count < MAX_LISTENERS).then_some(count + 1);
        // Under the lock, so that the last one to leave and the first one to come agree on the statistics.
        let mut stats = inner.stats();
        inner
            .listeners
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more)
            .ok()?;
        if stats.is_none() {
            *stats = Some(LiveStats::new(Instant::now()));
            inner.first_listener.notify_one();
        }
        drop(stats);
        Some(Listener {
            inner: Arc::clone(inner),
            receiver,
            closing: inner.closing.subscribe(),
        })
    }

    /// The latest failovers since the start, the newest first.
    pub fn failovers(&self) -> Vec<FailoverEvent> {
        self.inner.failovers().iter().rev().cloned().collect()
    }

    pub fn listeners(&self) -> usize {
        self.inner.listeners.load(Ordering::Relaxed)
    }

    /// Every listener, now and later, hears `Closed`.
    pub fn close(&self) {
        self.inner.closing.send_replace(true);
    }

    /// Returns when somebody listens.
    async fn heard(&self) {
        while self.listeners() == 0 {
            self.inner.first_listener.notified().await;
        }
    }

    /// `None`: nobody listens.
    fn reading(&self, now: Instant) -> Option<Reading> {
        self.inner.stats().as_ref().map(|stats| stats.read(now))
    }

    fn remember(&self, failover: &FailoverEvent) {
        let mut failovers = self.inner.failovers();
        if failovers.len() == FAILOVERS {
            failovers.pop_front();
        }
        failovers.push_back(failover.clone());
    }

    fn send(&self, what: What) {
        let id = self.inner.published.fetch_add(1, Ordering::Relaxed) + 1;
        // The last listener may have left meanwhile.
        let _ = self.inner.sender.send(Arc::new(Event::new(id, what)));
    }
}

impl Inner {
    fn failovers(&self) -> MutexGuard<'_, VecDeque<FailoverEvent>> {
        self.failovers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn stats(&self) -> MutexGuard<'_, Option<LiveStats>> {
        // Counters stay counters when a thread panics.
        self.stats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener {
    /// What comes next. May be dropped while it waits; nothing is lost by that.
    pub async fn next(&mut self) -> Heard {
        tokio::select! {
            biased;
            _ = self.closing.wait_for(|closing| *closing) => Heard::Closed,
            received = self.receiver.recv() => match received {
                Ok(event) => Heard::Event(event),
                Err(broadcast::error::RecvError::Lagged(missed)) => Heard::Missed(missed),
                Err(broadcast::error::RecvError::Closed) => Heard::Closed,
            },
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut stats = self.inner.stats();
        if self.inner.listeners.fetch_sub(1, Ordering::Relaxed) == 1 {
            *stats = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::direct;

    #[actix_rt::test]
    async fn nothing_is_made_for_nobody() {
        let bus = EventBus::default();
        bus.publish(|| panic!("nobody listens"));
        drop(bus.listen().unwrap());
        bus.publish(|| panic!("nobody listens any more"));
        assert!(bus.reading(Instant::now()).is_none());
    }

    #[actix_rt::test]
    async fn a_listener_hears_what_comes_after_it_came() {
        let bus = EventBus::default();
        bus.finished(&direct());
        let mut listener = bus.listen().unwrap();
        let told = direct();
        bus.finished(&told);

        let Heard::Event(event) = listener.next().await else {
            panic!("an event");
        };

        assert!(matches!(&event.what, What::Request(row) if row.id == told.id));
        assert_eq!(bus.reading(Instant::now()).unwrap().requests, 1);
    }

    #[actix_rt::test]
    async fn failovers_are_remembered_also_when_nobody_listened() {
        let bus = EventBus::default();
        let alone = direct();
        let mut elsewhere = direct();
        let mut second = elsewhere.attempts[0].clone();
        second.channel = "b".to_owned();
        elsewhere.attempts[0].outcome = Outcome::Overloaded;
        elsewhere.attempts.push(second);
        bus.finished(&alone);
        for _ in 0..=FAILOVERS {
            bus.finished(&elsewhere);
        }

        let failovers = bus.failovers();

        assert_eq!(failovers.len(), FAILOVERS);
        assert_eq!(failovers[0].reason, Outcome::Overloaded);
        assert_eq!((failovers[0].to.as_str(), failovers[0].attempts), ("b", 2));
        assert_eq!(failovers[0].from, elsewhere.attempts[0].channel);
    }

    #[actix_rt::test]
    async fn a_slow_listener_loses_the_oldest_and_is_told_how_many() {
        let bus = EventBus::default();
        let mut slow = bus.listen().unwrap();
        let records: Vec<_> = (0..CAPACITY + 7).map(|_| direct()).collect();
        for record in &records {
            bus.finished(record);
        }

        assert!(matches!(slow.next().await, Heard::Missed(7)));
        let Heard::Event(event) = slow.next().await else {
            panic!("an event");
        };
        assert!(matches!(&event.what, What::Request(row) if row.id == records[7].id));
    }

    #[actix_rt::test]
    async fn listeners_are_bounded_and_leave_room_when_they_go() {
        let bus = EventBus::default();
        let mut all: Vec<_> = (0..MAX_LISTENERS).map(|_| bus.listen().unwrap()).collect();
        assert!(bus.listen().is_none());
        all.pop();
        assert!(bus.listen().is_some());
    }

    #[actix_rt::test]
    async fn at_the_end_everybody_is_sent_home() {
        let bus = EventBus::default();
        let mut early = bus.listen().unwrap();
        bus.finished(&direct());
        bus.close();
        let mut late = bus.listen().unwrap();

        assert!(matches!(early.next().await, Heard::Closed));
        assert!(matches!(late.next().await, Heard::Closed));
    }
}
