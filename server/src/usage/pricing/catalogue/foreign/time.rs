//! When a price of genai-prices holds.

use chrono::{NaiveDate, NaiveTime};
use serde_json::Value;

use crate::usage::pricing::Hours;

/// `{"start_date": "2026-07-30"}`. `None`: since ever.
pub(super) fn first_day(constraint: &Value) -> Option<NaiveDate> {
    constraint["start_date"].as_str()?.parse().ok()
}

/// `{"start_time": "16:30:00Z", "end_time": "00:30:00Z"}`. `None`: all day.
pub(super) fn hours(constraint: &Value) -> Option<Hours> {
    let time = |key: &str| {
        let text = constraint[key].as_str()?.get(..5)?;
        NaiveTime::parse_from_str(text, "%H:%M").ok()
    };
    Some(Hours {
        from: time("start_time")?,
        to: time("end_time")?,
    })
}
