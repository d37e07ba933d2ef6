//! When something was or will be, seen from now.

use chrono::{DateTime, Utc};
use yew::AttrValue;

use crate::{browser, i18n::I18n};

/// `2026-11-23 19:30:05`, in the zone of the browser.
pub fn moment(time: DateTime<Utc>) -> String {
    browser::local(time).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// `2026-11-23`, in the zone of the browser.
pub fn day(time: DateTime<Utc>) -> String {
    browser::local(time).format("%Y-%m-%d").to_string()
}

/// `19:30:05`, in the zone of the browser.
pub fn clock(time: DateTime<Utc>) -> String {
    browser::local(time).format("%H:%M:%S").to_string()
}

/// `just now`, `5 s ago`, `3 min ago`, `in 12 s`, and the date of what is more than a month away.
pub fn relative(i18n: &I18n, time: DateTime<Utc>, now: DateTime<Utc>) -> AttrValue {
    let seconds = now.signed_duration_since(time).num_seconds();
    let (size, past) = (seconds.unsigned_abs(), seconds >= 0);
    let (count, name) = match (size, past) {
        (0..2, true) => return i18n.t("time-just-now"),
        (0..60, true) => (size, "time-seconds-ago"),
        (0..60, false) => (size, "time-in-seconds"),
        (60..3600, true) => (size / 60, "time-minutes-ago"),
        (60..3600, false) => (size / 60, "time-in-minutes"),
        (3600..86_400, true) => (size / 3600, "time-hours-ago"),
        (3600..86_400, false) => (size / 3600, "time-in-hours"),
        (86_400..2_592_000, true) => (size / 86_400, "time-days-ago"),
        (86_400..2_592_000, false) => (size / 86_400, "time-in-days"),
        _ => return AttrValue::from(browser::local(time).format("%Y-%m-%d").to_string()),
    };
    i18n.with(name, [("count", count.into())])
}

/// Whole seconds from now until then, rounded up, so that it says 0 when it has come.
pub fn seconds_until(time: DateTime<Utc>, now: DateTime<Utc>) -> u64 {
    let ms = time.signed_duration_since(now).num_milliseconds();
    u64::try_from(ms).unwrap_or(0).div_ceil(1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_514_400 + seconds, 0).unwrap()
    }

    #[test]
    fn past_and_future_have_words() {
        let english = I18n::new(Language::English);
        for (seconds, text) in [
            (0, "just now"),
            (-5, "5 s ago"),
            (-200, "3 min ago"),
            (-7300, "2 h ago"),
            (-90_000, "1 day ago"),
            (-180_000, "2 days ago"),
            (12, "in 12 s"),
            (200, "in 3 min"),
            (-9_000_000, "2026-08-12"),
        ] {
            assert_eq!(relative(&english, at(seconds), at(0)), text, "{seconds}");
        }
        let chinese = I18n::new(Language::Chinese);
        assert_eq!(relative(&chinese, at(-200), at(0)), "3 分钟前");
    }

    #[test]
    fn a_countdown_ends_at_nothing() {
        assert_eq!(seconds_until(at(10), at(0)), 10);
        assert_eq!(seconds_until(at(-10), at(0)), 0);
        let almost = at(1) - chrono::TimeDelta::milliseconds(1);
        assert_eq!(seconds_until(almost, at(0)), 1);
    }
}
