//! When budgets begin anew. Pure; days, weeks (from Monday) and months are those of UTC.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use routex_entity::BudgetWindow;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// 1970-01-01 was a Thursday: so many days after a Monday.
const THURSDAY: i64 = 3;

/// The day of a moment in milliseconds since the Unix epoch, counted from there.
pub fn day(at_ms: i64) -> i64 {
    at_ms.div_euclid(DAY_MS)
}

/// The number of the window that holds a moment. Later windows have greater numbers.
pub fn number(window: BudgetWindow, at_ms: i64) -> i64 {
    match window {
        BudgetWindow::Day => day(at_ms),
        BudgetWindow::Week => (day(at_ms) + THURSDAY).div_euclid(7),
        BudgetWindow::Month => {
            let date = date(at_ms);
            i64::from(date.year()) * 12 + i64::from(date.month0())
        }
        BudgetWindow::Total => 0,
    }
}

/// When the window that holds a moment ends, in milliseconds since the Unix epoch. `None`: never.
pub fn end_ms(window: BudgetWindow, at_ms: i64) -> Option<i64> {
    let first_day_after = match window {
        BudgetWindow::Day => day(at_ms) + 1,
        BudgetWindow::Week => (number(window, at_ms) + 1) * 7 - THURSDAY,
        BudgetWindow::Month => {
            let next = number(window, at_ms) + 1;
            let year = i32::try_from(next.div_euclid(12)).ok()?;
            let month = u32::try_from(next.rem_euclid(12)).ok()? + 1;
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            first.signed_duration_since(NaiveDate::default()).num_days()
        }
        BudgetWindow::Total => return None,
    };
    first_day_after.checked_mul(DAY_MS)
}

fn date(at_ms: i64) -> NaiveDate {
    DateTime::<Utc>::from_timestamp_millis(at_ms)
        .unwrap_or_default()
        .date_naive()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ms(text: &str) -> i64 {
        text.parse::<DateTime<Utc>>().unwrap().timestamp_millis()
    }

    #[test]
    fn windows_end_where_the_calendar_says() {
        for (at, window, end) in [
            (
                "2026-11-23T00:00:00Z",
                BudgetWindow::Day,
                "2026-11-24T00:00:00Z",
            ),
            (
                "2026-11-23T23:59:59.999Z",
                BudgetWindow::Day,
                "2026-11-24T00:00:00Z",
            ),
            // A Monday, and the Sunday before it.
            (
                "2026-11-23T00:00:00Z",
                BudgetWindow::Week,
                "2026-11-30T00:00:00Z",
            ),
            (
                "2026-11-22T23:59:59.999Z",
                BudgetWindow::Week,
                "2026-11-23T00:00:00Z",
            ),
            (
                "1969-12-31T12:00:00Z",
                BudgetWindow::Week,
                "1970-01-05T00:00:00Z",
            ),
            (
                "2026-12-31T23:59:59.999Z",
                BudgetWindow::Month,
                "2027-01-01T00:00:00Z",
            ),
            (
                "2028-02-29T12:00:00Z",
                BudgetWindow::Month,
                "2028-03-01T00:00:00Z",
            ),
        ] {
            assert_eq!(end_ms(window, ms(at)), Some(ms(end)), "{window} of {at}");
        }
        assert_eq!(
            end_ms(BudgetWindow::Total, ms("2026-11-23T00:00:00Z")),
            None
        );
    }

    proptest! {
        #[test]
        fn a_window_is_one_until_its_end_and_another_from_there(
            at in 0..4_102_444_800_000_i64,
            window in prop::sample::select(BudgetWindow::ALL),
        ) {
            let Some(end) = end_ms(window, at) else {
                prop_assert_eq!(window, BudgetWindow::Total);
                return Ok(());
            };
            prop_assert!(end > at);
            prop_assert_eq!(number(window, end - 1), number(window, at));
            prop_assert_eq!(number(window, end), number(window, at) + 1);
        }
    }
}
