//! Time as the actors see it: monotonic, and owned by the test when there is one.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use chrono::{DateTime, Utc};

/// A source of `Instant`s. Unix times are derived from it, so that a jump of the wall clock changes nothing.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> Instant + Send + Sync>,
    anchor: Instant,
    /// Milliseconds since the Unix epoch at `anchor`.
    anchor_ms: i64,
}

impl Clock {
    /// The machine's monotonic clock.
    pub fn monotonic() -> Self {
        Self::from_fn(Instant::now)
    }

    /// A clock that reads whatever `now` answers.
    pub fn from_fn(now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        let anchor = now();
        let anchor_ms = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, millis);
        Self {
            now: Arc::new(now),
            anchor,
            anchor_ms,
        }
    }

    pub fn now(&self) -> Instant {
        (self.now)()
    }

    /// Milliseconds since the Unix epoch as the machine's wall clock has it now, jumps included: for what others date by
    /// theirs.
    pub fn wall_ms(&self) -> i64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, millis)
    }

    /// `at` as wall-clock time.
    pub fn utc(&self, at: Instant) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.unix_ms(at)).unwrap_or_default()
    }

    /// Milliseconds since the Unix epoch at `at`.
    pub fn unix_ms(&self, at: Instant) -> i64 {
        let since = millis(at.saturating_duration_since(self.anchor));
        self.anchor_ms.saturating_add(since)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock")
            .field("anchor_ms", &self.anchor_ms)
            .finish_non_exhaustive()
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// A clock that stands still until the test moves it.
#[cfg(test)]
#[derive(Clone)]
pub(crate) struct Hand(Arc<std::sync::Mutex<Instant>>);

#[cfg(test)]
impl Hand {
    pub(crate) fn new() -> Self {
        Self(Arc::new(std::sync::Mutex::new(Instant::now())))
    }

    pub(crate) fn clock(&self) -> Clock {
        let hand = self.clone();
        Clock::from_fn(move || hand.now())
    }

    pub(crate) fn now(&self) -> Instant {
        *self.0.lock().unwrap()
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }
}
