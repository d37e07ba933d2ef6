use chrono::DateTime;

use super::*;
use crate::usage::pricing::{Rate, Rates};

fn ms(text: &str) -> i64 {
    DateTime::parse_from_rfc3339(text)
        .unwrap()
        .timestamp_millis()
}

fn row(from: Option<&str>, hours: Option<&str>, tier: Option<ServiceTier>, input: u64) -> Price {
    Price {
        service_tier: tier,
        from: from.map(|day| day.parse().unwrap()),
        hours: hours.map(|hours| hours.parse().unwrap()),
        rates: Rates::plain(input, 0),
        tiers: Vec::new(),
    }
}

#[test]
fn the_price_of_the_day_counts() {
    let schedule = Schedule::new([
        row(Some("2026-01-01"), None, None, 1),
        row(Some("2026-06-10"), None, None, 2),
        row(Some("2026-06-10"), None, Some(ServiceTier::Batch), 3),
    ]);
    let at = |text, tier| schedule.at(ms(text), tier).map(|price| price.rates.input);

    assert_eq!(at("2025-01-01T00:00:00Z", None), Some(Rate(1)));
    assert_eq!(at("2026-06-09T23:59:59Z", None), Some(Rate(1)));
    assert_eq!(at("2026-06-10T00:00:00Z", None), Some(Rate(2)));
    let batch = Some(ServiceTier::Batch);
    assert_eq!(at("2026-06-09T00:00:00Z", batch), Some(Rate(1)));
    assert_eq!(at("2026-06-10T00:00:00Z", batch), Some(Rate(3)));
    let flex = Some(ServiceTier::Flex);
    assert_eq!(at("2026-06-10T00:00:00Z", flex), Some(Rate(2)));
    assert_eq!(Schedule::default().at(0, None), None);
}

#[test]
fn hours_may_go_past_midnight() {
    let schedule = Schedule::new([
        row(None, None, None, 1),
        row(None, Some("16:30-00:30"), None, 2),
    ]);
    for (time, input) in [
        ("00:29", 2),
        ("00:30", 1),
        ("16:29", 1),
        ("16:30", 2),
        ("23:59", 2),
    ] {
        let at_ms = ms(&format!("2026-06-10T{time}:00Z"));
        let price = schedule.at(at_ms, None).unwrap();
        assert_eq!(price.rates.input, Rate(input), "{time}");
    }
}

#[test]
fn rows_that_are_put_in_find_their_place() {
    let mut schedule = Schedule::default();
    for row in [
        row(Some("2026-06-10"), None, None, 2),
        row(None, Some("01:00-02:00"), None, 3),
        row(None, None, None, 1),
    ] {
        schedule.insert(row);
    }
    let order: Vec<u64> = schedule
        .prices()
        .iter()
        .map(|row| row.rates.input.0)
        .collect();
    assert_eq!(order, [1, 3, 2]);
}
