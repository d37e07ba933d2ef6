//! How slowly a body may come: whoever sends must get on. A total time would cut off large uploads over slow lines and
//! let small ones dawdle.

use std::time::{Duration, Instant};

/// Bytes that renew the time. A line that manages one KiB a second does so within the usual minute.
const RENEWS: usize = 64 * 1024;

/// The time in which more of a body must come: it ends `timeout` after the beginning, and with every 64 KiB it begins
/// anew.
#[derive(Debug)]
pub(super) struct Pace {
    timeout: Duration,
    until: Instant,
    /// Bytes since the time was renewed.
    received: usize,
}

impl Pace {
    pub(super) fn new(now: Instant, timeout: Duration) -> Self {
        Self {
            timeout,
            until: now + timeout,
            received: 0,
        }
    }

    pub(super) fn received(&mut self, bytes: usize, now: Instant) {
        self.received = self.received.saturating_add(bytes);
        if self.received >= RENEWS {
            self.received = 0;
            self.until = now + self.timeout;
        }
    }

    /// When the body is given up.
    pub(super) fn until(&self) -> Instant {
        self.until
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(60);

    /// When a body that comes in these pieces, each after its pause, is given up. `None`: never.
    fn given_up(pieces: &[(u64, usize)]) -> Option<usize> {
        let mut now = Instant::now();
        let mut pace = Pace::new(now, TIMEOUT);
        for (index, (pause_ms, bytes)) in pieces.iter().enumerate() {
            now += Duration::from_millis(*pause_ms);
            if now >= pace.until() {
                return Some(index);
            }
            pace.received(*bytes, now);
        }
        None
    }

    #[test]
    fn a_trickle_gains_no_time() {
        let trickle = [(1_000, 1); 100];
        assert_eq!(given_up(&trickle), Some(59));
    }

    #[test]
    fn a_large_upload_over_a_slow_line_arrives() {
        // 32 MiB at 2 KiB a second: four and a half hours.
        let upload = vec![(1_000, 2_048); 16_384];
        assert_eq!(given_up(&upload), None);
    }

    proptest! {
        #[test]
        fn whoever_keeps_the_pace_is_never_given_up(pieces in prop::collection::vec((0_u64..500, 1_024_usize..100_000), 0..500)) {
            // At least 1 KiB every half second: twice what is asked.
            prop_assert_eq!(given_up(&pieces), None);
        }

        #[test]
        fn whoever_sends_less_is_given_up_in_time(bytes in 1_usize..100, pause_ms in 1_000_u64..90_000) {
            let pieces = vec![(pause_ms, bytes); 200];
            let sent = given_up(&pieces);
            prop_assert!(sent.is_some_and(|sent| sent as u64 * pause_ms < TIMEOUT.as_millis() as u64));
        }
    }
}
