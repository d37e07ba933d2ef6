//! Amounts and times as the API writes them.

use chrono::{DateTime, SecondsFormat};

/// US dollars of an amount in their thousand-millionths. Only for showing: nothing is reckoned with it.
pub(super) fn usd(nano_usd: i64) -> f64 {
    nano_usd as f64 / 1e9
}

/// US dollars per million tokens of a price in thousand-millionths per token. Only for showing.
pub(super) fn usd_per_million(rate: u64) -> f64 {
    rate as f64 / 1e3
}

/// RFC 3339 in UTC of milliseconds since the Unix epoch. `None`: beyond the calendar.
pub(super) fn time(at_ms: i64) -> Option<String> {
    let at = DateTime::from_timestamp_millis(at_ms)?;
    Some(at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_they_are() {
        assert_eq!(usd(100_000_001).to_string(), "0.100000001");
        assert_eq!(usd_per_million(2_501).to_string(), "2.501");
        assert_eq!(time(0).as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(time(i64::MAX), None);
    }
}
