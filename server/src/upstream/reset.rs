//! How providers write "wait this long": seconds, dates, Go durations, Unix times.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix_http::header::{HeaderMap, HeaderName, HttpDate};
use chrono::DateTime;

/// Longer waits are not believed; it also keeps them addable to any clock.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A header's value as text, when it is there once or more and readable.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// A positive number of seconds, with or without a fraction.
pub(super) fn seconds(text: &str) -> Option<Duration> {
    wait(text.parse().ok()?)
}

/// A positive number of milliseconds.
pub(super) fn milliseconds(text: &str) -> Option<Duration> {
    wait(text.parse::<f64>().ok()? / 1000.0)
}

/// `retry-after`: seconds or an HTTP date.
pub fn seconds_or_date(text: &str, wall: SystemTime) -> Option<Duration> {
    seconds(text).or_else(|| until(text.parse::<HttpDate>().ok()?.into(), wall))
}

/// `2026-11-23T12:00:00Z`
pub(super) fn rfc3339(text: &str, wall: SystemTime) -> Option<Duration> {
    until(DateTime::parse_from_rfc3339(text).ok()?.into(), wall)
}

/// Seconds since the Unix epoch, or milliseconds when seconds would be absurd.
pub(super) fn unix(text: &str, wall: SystemTime) -> Option<Duration> {
    const MILLISECONDS_FROM: f64 = 1e11;
    let number: f64 = text.parse().ok()?;
    let seconds = if number >= MILLISECONDS_FROM {
        number / 1000.0
    } else {
        number
    };
    let since_epoch = Duration::try_from_secs_f64(seconds).ok()?;
    until(UNIX_EPOCH.checked_add(since_epoch)?, wall)
}

/// `6m0s`, `1.5s`, `12ms`, `1h2m3s`; plain numbers are seconds (Azure). Zero and negative ones say nothing.
pub(super) fn go_duration(text: &str) -> Option<Duration> {
    if let Some(wait) = seconds(text) {
        return Some(wait);
    }
    let mut total = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        total += number
            * match &rest[..letters] {
                "d" => 86_400.0,
                "h" => 3_600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 1e-3,
                "us" | "µs" | "μs" => 1e-6,
                "ns" => 1e-9,
                _ => return None,
            };
        rest = &rest[letters..];
    }
    wait(total)
}

fn wait(seconds: f64) -> Option<Duration> {
    if seconds <= 0.0 || seconds.is_nan() {
        return None;
    }
    let wait = Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST);
    (!wait.is_zero()).then(|| wait.min(LONGEST))
}

fn until(moment: SystemTime, wall: SystemTime) -> Option<Duration> {
    let left = moment.duration_since(wall).ok()?;
    (!left.is_zero()).then(|| left.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn go_durations() {
        for (text, milliseconds) in [
            ("1s", 1_000),
            ("6m0s", 360_000),
            ("12ms", 12),
            ("1h2m3s", 3_723_000),
            ("2m59.56s", 179_560),
            ("7.66s", 7_660),
            ("1d", 86_400_000),
            ("30", 30_000),
            ("0.5", 500),
            ("1m", 60_000),
        ] {
            assert_eq!(
                go_duration(text),
                Some(Duration::from_millis(milliseconds)),
                "{text}"
            );
        }
        for text in [
            "", "0", "0s", "-1", "-1s", "s", "1x", "m5", "1.2.3s", "NaN", "1s ",
        ] {
            assert_eq!(go_duration(text), None, "{text}");
        }
    }

    #[test]
    fn dates_and_unix_times_are_relative_to_the_wall_clock() {
        assert_eq!(
            seconds_or_date("7835", at(0)),
            Some(Duration::from_secs(7835))
        );
        assert_eq!(
            seconds_or_date("Thu, 01 Jan 1970 00:01:00 GMT", at(20)),
            Some(Duration::from_secs(40))
        );
        assert_eq!(
            seconds_or_date("Thu, 01 Jan 1970 00:01:00 GMT", at(61)),
            None
        );
        assert_eq!(
            rfc3339("1970-01-01T00:01:00Z", at(30)),
            Some(Duration::from_secs(30))
        );
        assert_eq!(
            unix("1741305600", at(1_741_305_590)),
            Some(Duration::from_secs(10))
        );
        assert_eq!(
            unix("1741305600000", at(1_741_305_590)),
            Some(Duration::from_secs(10))
        );
        assert_eq!(unix("1741305600", at(1_741_305_600)), None);
    }

    #[test]
    fn absurd_waits_are_shortened() {
        assert_eq!(seconds("1e30"), Some(LONGEST));
        assert_eq!(seconds("inf"), Some(LONGEST));
        assert_eq!(rfc3339("9999-01-01T00:00:00Z", at(0)), Some(LONGEST));
    }

    proptest! {
        #[test]
        fn no_text_panics_or_waits_too_long(text in ".{0,30}") {
            for wait in [
                seconds(&text), milliseconds(&text), go_duration(&text), seconds_or_date(&text, at(1)),
                rfc3339(&text, at(1)), unix(&text, at(1)),
            ].into_iter().flatten() {
                prop_assert!(!wait.is_zero());
                prop_assert!(wait <= LONGEST);
            }
        }
    }
}
