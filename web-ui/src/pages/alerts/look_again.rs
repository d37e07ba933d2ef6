//! When alerts are worth reading again. They are no events themselves, but what leads to them is; between that and the
//! alert, its end or the message about it some time may pass. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::live::Heard;

const PAUSE: TimeDelta = TimeDelta::seconds(5);
/// How long what happened may have consequences: longer than most rules wait, and than all is well must last.
const RESTLESS: TimeDelta = TimeDelta::minutes(3);

#[derive(Debug, Default)]
pub struct LookAgain {
    read_at: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

impl LookAgain {
    /// Whether to read now; then it is taken as read.
    pub fn is_due(&mut self, heard: &Heard, now: DateTime<Utc>) -> bool {
        let due = match heard {
            Heard::Stats(_) => {
                let restless = self.until.is_some_and(|until| now < until);
                let waited = self.read_at.is_none_or(|read| now - read >= PAUSE);
                restless && waited
            }
            // What was not heard may have consequences, too.
            _ => {
                self.until = Some(now + RESTLESS);
                matches!(heard, Heard::Opened | Heard::Missed(_))
            }
        };
        if due {
            self.read_at = Some(now);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{now, request_of, stats};

    #[test]
    fn it_looks_as_long_as_something_may_come_of_what_happened() {
        let mut again = LookAgain::default();
        let beat = Heard::Stats(Box::new(stats()));
        let happened = Heard::Request(Box::new(request_of(1, "laptop")));
        assert!(again.is_due(&Heard::Opened, now()));
        assert!(!again.is_due(&beat, now() + PAUSE / 2));
        assert!(again.is_due(&beat, now() + PAUSE));
        assert!(!again.is_due(&beat, now() + PAUSE));
        let quiet = now() + RESTLESS;
        assert!(!again.is_due(&beat, quiet));
        assert!(!again.is_due(&happened, quiet));
        assert!(again.is_due(&beat, quiet));
        assert!(again.is_due(&beat, quiet + PAUSE));
    }
}
