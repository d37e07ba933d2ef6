//! When what adds up over requests is worth asking for again: while requests end, and not all the time. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::live::Heard;

const PAUSE: TimeDelta = TimeDelta::seconds(5);

#[derive(Debug, Default)]
pub struct AskAgain {
    asked_at: Option<DateTime<Utc>>,
    /// Requests have ended that the last answer may not have.
    stale: bool,
}

impl AskAgain {
    /// Whether to ask now; then it is taken as asked.
    pub fn is_due(&mut self, heard: &Heard, now: DateTime<Utc>) -> bool {
        match heard {
            Heard::Opened => self.stale = true,
            // The window is a minute long, so that the last request of all is not missed.
            Heard::Stats(stats) => self.stale |= stats.requests > 0,
            _ => return false,
        }
        let waited = self.asked_at.is_none_or(|asked| now - asked >= PAUSE);
        let due = self.stale && waited;
        if due {
            self.asked_at = Some(now);
            self.stale = false;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{now, stats};

    fn ended(requests: u64) -> Heard {
        let mut stats = stats();
        stats.requests = requests;
        Heard::Stats(Box::new(stats))
    }

    #[test]
    fn it_asks_while_requests_end_and_not_all_the_time() {
        let mut again = AskAgain::default();
        assert!(again.is_due(&Heard::Opened, now()));
        assert!(!again.is_due(&ended(9), now()));
        assert!(again.is_due(&ended(0), now() + PAUSE));
        assert!(!again.is_due(&ended(0), now() + PAUSE * 9));
        assert!(!again.is_due(&Heard::Missed(1), now() + PAUSE * 9));
    }
}
