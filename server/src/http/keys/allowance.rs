//! The limits of one client key, counted over all workers.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use crate::channel::{
    limits::{Caps, Limits},
    messages::Refused,
};

/// Requests and tokens a minute and requests in flight of one key.
///
/// The lock is held for a few counter updates, and only for keys that have a limit at all.
#[derive(Debug, Clone)]
pub struct Allowance {
    caps: Caps,
    load: Arc<Mutex<Limits>>,
}

impl Allowance {
    /// `None`: the key has no limit.
    pub fn new(caps: Caps) -> Option<Self> {
        let limited = caps.rpm > 0 || caps.tpm > 0 || caps.max_concurrency > 0;
        limited.then(|| Self {
            caps,
            load: Arc::default(),
        })
    }

    /// Goes on counting where the same key's earlier allowance was.
    pub fn continue_from(&mut self, earlier: &Self) {
        self.load = Arc::clone(&earlier.load);
    }

    /// Counts a request in, its tokens by their estimate, or says how long to wait.
    pub fn enter(&self, estimate: u64, now: Instant) -> Result<Pass, Refused> {
        let mut load = lock(&self.load);
        load.check(self.caps, estimate, now)?;
        load.enter(estimate, now);
        Ok(Pass {
            load: Arc::clone(&self.load),
            entered: now,
            estimate,
            used: None,
        })
    }
}

/// A counted request. Dropping it counts the request out.
#[derive(Debug)]
pub struct Pass {
    load: Arc<Mutex<Limits>>,
    entered: Instant,
    estimate: u64,
    used: Option<u64>,
}

impl Pass {
    /// What the request used in the end; corrects the estimate.
    pub fn used(&mut self, tokens: u64) {
        self.used = Some(tokens);
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        lock(&self.load).leave(self.entered, self.estimate, self.used, Instant::now());
    }
}

/// Counters stay usable when a thread panicked while it held them: each update is a single step.
fn lock(load: &Mutex<Limits>) -> MutexGuard<'_, Limits> {
    load.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::messages::RefusedReason;

    fn allowance(caps: Caps) -> Allowance {
        Allowance::new(caps).unwrap()
    }

    const NONE: Caps = Caps {
        max_concurrency: 0,
        rpm: 0,
        tpm: 0,
    };

    #[test]
    fn a_key_without_limits_has_nothing_to_count() {
        assert!(Allowance::new(NONE).is_none());
    }

    #[test]
    fn a_request_that_ends_makes_room() {
        let one = allowance(Caps {
            max_concurrency: 1,
            ..NONE
        });
        let now = Instant::now();

        let first = one.enter(0, now).unwrap();
        assert_eq!(
            one.enter(0, now).unwrap_err().reason,
            RefusedReason::Concurrency
        );
        drop(first);
        assert!(one.enter(0, now).is_ok());
    }

    #[test]
    fn tokens_that_were_not_used_come_back() {
        let hundred = allowance(Caps { tpm: 100, ..NONE });
        let now = Instant::now();

        let mut first = hundred.enter(90, now).unwrap();
        assert!(hundred.enter(90, now).is_err());
        first.used(5);
        drop(first);
        assert!(hundred.enter(90, now).is_ok());
    }

    #[test]
    fn a_reload_does_not_start_a_new_minute() {
        let caps = Caps { rpm: 1, ..NONE };
        let (before, mut after) = (allowance(caps), allowance(caps));
        let now = Instant::now();
        before.enter(0, now).unwrap();

        after.continue_from(&before);

        assert!(after.enter(0, now).is_err());
    }
}
