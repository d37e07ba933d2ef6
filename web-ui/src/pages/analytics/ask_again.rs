//! When what is shown is worth asking for again: while requests end, and more rarely the longer the time that is shown. Pure.

use super::period::{HOUR_MS, Period};
use crate::live::Heard;

const OFTEN_MS: i64 = 15_000;
const SELDOM_MS: i64 = 60_000;
/// The stream opens right after the page has asked by itself.
const FRESH_MS: i64 = 3_000;

/// `waited_ms`: since it was asked last.
pub fn is_due(heard: &Heard, period: Period, waited_ms: i64) -> bool {
    let Period::Last(span) = period else {
        // What is over does not change.
        return false;
    };
    match heard {
        Heard::Opened => waited_ms > FRESH_MS,
        // Its window is as long as the longest pause, so that the last request of all is not missed.
        Heard::Stats(stats) if stats.requests > 0 => {
            let pause = match span.length_ms() {
                ..=HOUR_MS => OFTEN_MS,
                _ => SELDOM_MS,
            };
            waited_ms >= pause
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{pages::analytics::period::Span, testing::stats};

    fn ended(requests: u64) -> Heard {
        let mut stats = stats();
        stats.requests = requests;
        Heard::Stats(Box::new(stats))
    }

    #[test]
    fn it_asks_while_requests_end_and_not_all_the_time() {
        let hour = Period::Last(Span::Hour);
        assert!(is_due(&ended(3), hour, 20_000));
        assert!(!is_due(&ended(3), hour, 2_000));
        assert!(!is_due(&ended(0), hour, 20_000));
        assert!(!is_due(&ended(3), Period::Last(Span::Week), 20_000));
        assert!(!is_due(&ended(3), Period::Between(0, 1), 90_000));
    }

    #[test]
    fn a_stream_that_opens_again_may_have_missed_something() {
        let week = Period::Last(Span::Week);
        assert!(is_due(&Heard::Opened, week, 5_000));
        assert!(!is_due(&Heard::Opened, week, 500));
    }
}
