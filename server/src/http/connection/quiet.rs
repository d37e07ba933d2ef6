//! How long a connection may be busy with nothing.

use std::time::{Duration, Instant};

/// Counts what a connection is busy with.
#[derive(Debug)]
pub(super) struct Quiet {
    patience: Duration,
    /// Requests whose answers have not gone out completely.
    busy_with: u32,
    /// When it was busy last.
    since: Instant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// Look again then.
    Until(Instant),
    Over,
}

impl Quiet {
    pub(super) fn new(now: Instant, patience: Duration) -> Self {
        Self {
            patience,
            busy_with: 0,
            since: now,
        }
    }

    pub(super) fn begin(&mut self) {
        self.busy_with += 1;
    }

    pub(super) fn end(&mut self, now: Instant) {
        self.busy_with = self.busy_with.saturating_sub(1);
        self.since = now;
    }

    /// Whether it has been quiet for too long. A busy one is looked at again after a while, not when it has ended: it is
    /// hung up after twice the time at the latest.
    pub(super) fn patience(&self, now: Instant) -> Patience {
        let since = if self.busy_with > 0 { now } else { self.since };
        let until = since + self.patience;
        if now < until {
            Patience::Until(until)
        } else {
            Patience::Over
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(100);

    #[test]
    fn a_quiet_connection_is_hung_up_after_its_time() {
        let start = Instant::now();
        let mut quiet = Quiet::new(start, PATIENCE);
        assert_eq!(quiet.patience(start), Patience::Until(start + PATIENCE));
        assert_eq!(quiet.patience(start + PATIENCE), Patience::Over);

        quiet.begin();
        let ended = start + PATIENCE * 3;
        quiet.end(ended);
        assert_eq!(quiet.patience(ended), Patience::Until(ended + PATIENCE));
    }

    proptest! {
        #[test]
        fn a_busy_connection_is_left_alone(spans in prop::collection::vec((0_u64..99, 0_u64..1_000), 1..20)) {
            let mut now = Instant::now();
            let mut quiet = Quiet::new(now, PATIENCE);
            for (pause, work) in spans {
                now += Duration::from_secs(pause);
                prop_assert_ne!(quiet.patience(now), Patience::Over);
                quiet.begin();
                quiet.begin();
                quiet.end(now);
                now += Duration::from_secs(work);
                prop_assert_ne!(quiet.patience(now), Patience::Over);
                quiet.end(now);
            }
        }

        #[test]
        fn whoever_looks_when_told_hangs_up_within_twice_the_time(work in 0_u64..1_000) {
            let start = Instant::now();
            let mut quiet = Quiet::new(start, PATIENCE);
            quiet.begin();
            let ended = start + Duration::from_secs(work);
            let (mut now, mut busy) = (start, true);
            while let Patience::Until(next) = quiet.patience(now) {
                if busy && ended <= next {
                    busy = false;
                    quiet.end(ended);
                }
                now = next;
            }
            prop_assert!(now >= ended + PATIENCE && now <= ended + PATIENCE * 2);
        }
    }
}
