//! Times on the wire: RFC 3339 in UTC, with milliseconds where there are any.

use chrono::{DateTime, Utc};

/// A time as the admin API writes it.
pub type Time = DateTime<Utc>;

/// The time of a database cell. What lies beyond the calendar, which no clock shows, becomes the epoch.
pub fn time(unix_ms: i64) -> Time {
    DateTime::from_timestamp_millis(unix_ms).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_rfc_3339() {
        let text = |unix_ms| serde_json::to_value(time(unix_ms)).unwrap();

        assert_eq!(text(0), "1970-01-01T00:00:00Z");
        assert_eq!(text(1_793_000_000_123), "2026-10-26T07:33:20.123Z");
        assert_eq!(text(i64::MAX), "1970-01-01T00:00:00Z");
    }
}
