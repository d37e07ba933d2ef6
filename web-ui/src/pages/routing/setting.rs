//! The settings that are numbers: where each is in the API, in which unit it is shown, what it may be. Pure.

use serde_json::{Value, json};

/// Which settings belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Sessions,
    Attempts,
    Breaker,
}

/// How the API's number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Count,
    /// Kept in seconds.
    Seconds,
    /// Kept in milliseconds, shown in seconds.
    Milliseconds,
    /// Kept as a share of 1, shown in percent.
    Percent,
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    NoNumber,
    /// Fractions make no sense here.
    NoWholeNumber,
    TooSmall,
    /// More than this.
    TooLarge(u64),
    /// More than that other setting.
    Exceeds(&'static str),
}

#[derive(Debug, PartialEq)]
pub struct Setting {
    pub group: Group,
    /// As the API names it, with the table it is in.
    pub field: &'static str,
    /// Name of the text that names it; that with `-help` behind explains it.
    pub label: &'static str,
    pub help: &'static str,
    pub unit: Unit,
    /// As the API keeps it.
    pub default: f64,
    /// As it is shown.
    pub most: Option<u64>,
    /// The field that it must not exceed.
    pub within: Option<&'static str>,
}

const fn setting(
    group: Group,
    field: &'static str,
    [label, help]: [&'static str; 2],
    unit: Unit,
    default: f64,
) -> Setting {
    Setting {
        group,
        field,
        label,
        help,
        unit,
        default,
        most: None,
        within: None,
    }
}

/// In the order in which they are shown.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    setting(Group::Sessions, "affinity.ttl_seconds", ["routing-ttl", "routing-ttl-help"], Unit::Seconds, 18_000.0),
    Setting { most: Some(100), ..setting(Group::Attempts, "max_attempts", ["routing-attempts", "routing-attempts-help"], Unit::Count, 3.0) },
    Setting {
        within: Some("total_timeout_ms"),
        ..setting(Group::Attempts, "first_byte_timeout_ms", ["routing-first-byte", "routing-first-byte-help"], Unit::Milliseconds, 60_000.0)
    },
    setting(Group::Attempts, "idle_timeout_ms", ["routing-idle", "routing-idle-help"], Unit::Milliseconds, 120_000.0),
    setting(Group::Attempts, "total_timeout_ms", ["routing-total", "routing-total-help"], Unit::Milliseconds, 600_000.0),
    setting(Group::Attempts, "keep_alive_interval_ms", ["routing-keep-alive", "routing-keep-alive-help"], Unit::Milliseconds, 15_000.0),
    Setting {
        most: Some(1_000_000),
        ..setting(Group::Breaker, "breaker.consecutive_failures", ["routing-failures", "routing-failures-help"], Unit::Count, 5.0)
    },
    Setting { most: Some(100), ..setting(Group::Breaker, "breaker.failure_ratio", ["routing-ratio", "routing-ratio-help"], Unit::Percent, 0.5) },
    Setting {
        most: Some(1_000_000),
        ..setting(Group::Breaker, "breaker.minimum_attempts", ["routing-minimum", "routing-minimum-help"], Unit::Count, 20.0)
    },
    setting(Group::Breaker, "breaker.window_seconds", ["routing-window", "routing-window-help"], Unit::Seconds, 60.0),
    Setting {
        within: Some("breaker.max_open_ms"),
        ..setting(Group::Breaker, "breaker.open_ms", ["routing-open", "routing-open-help"], Unit::Milliseconds, 5_000.0)
    },
    setting(Group::Breaker, "breaker.max_open_ms", ["routing-max-open", "routing-max-open-help"], Unit::Milliseconds, 300_000.0),
];

impl Unit {
    /// Name of the text that is put behind the number.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::Count => None,
            Self::Seconds | Self::Milliseconds => Some("routing-unit-seconds"),
            Self::Percent => Some("routing-unit-percent"),
        }
    }

    /// How often what the API keeps is in what is shown.
    const fn factor(self) -> f64 {
        match self {
            Self::Count | Self::Seconds => 1.0,
            Self::Milliseconds => 1000.0,
            Self::Percent => 0.01,
        }
    }

    /// What is shown of what the API keeps.
    pub fn text(self, kept: f64) -> String {
        let text = format!("{:.6}", kept / self.factor());
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    /// The setting in seconds, where it is a time.
    pub fn seconds(self, kept: f64) -> Option<u64> {
        match self {
            Self::Seconds => Some(kept as u64),
            Self::Milliseconds => Some((kept / 1000.0) as u64),
            Self::Count | Self::Percent => None,
        }
    }
}

impl Setting {
    /// What the API is to keep for this text.
    pub fn read(&self, text: &str) -> Result<f64, Wrong> {
        let shown: f64 = text
            .trim()
            .parse()
            .map_err(|_not_a_number| Wrong::NoNumber)?;
        if !shown.is_finite() {
            return Err(Wrong::NoNumber);
        }
        if matches!(self.unit, Unit::Count | Unit::Seconds) && shown.fract() != 0.0 {
            return Err(Wrong::NoWholeNumber);
        }
        if let Some(most) = self.most.filter(|most| shown > *most as f64) {
            return Err(Wrong::TooLarge(most));
        }
        let kept = shown * self.unit.factor();
        let kept = match self.unit {
            // As many digits as a text of it has.
            Unit::Percent => (kept * 1e8).round() / 1e8,
            _ => kept.round(),
        };
        let least = if self.unit == Unit::Percent {
            f64::MIN_POSITIVE
        } else {
            1.0
        };
        if kept < least {
            Err(Wrong::TooSmall)
        } else {
            Ok(kept)
        }
    }

    /// As it is told to the API.
    pub fn json(&self, kept: f64) -> Value {
        match self.unit {
            Unit::Percent => json!(kept),
            _ => json!(kept as u64),
        }
    }
}

/// `{"breaker":{"open_ms":value}}` of `breaker.open_ms`, put into what is there.
pub fn put(into: &mut Value, field: &str, value: Value) {
    let mut place = into;
    for name in field.split('.') {
        if !place.is_object() {
            *place = json!({});
        }
        place = &mut place[name];
    }
    *place = value;
}

/// What stands at `breaker.open_ms`.
pub fn at<'a>(table: &'a Value, field: &str) -> Option<&'a Value> {
    field
        .split('.')
        .try_fold(table, |place, name| place.get(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(field: &str) -> &'static Setting {
        SETTINGS.iter().find(|one| one.field == field).unwrap()
    }

    #[test]
    fn what_is_shown_is_read_as_what_was_kept() {
        for setting in SETTINGS {
            let text = setting.unit.text(setting.default);
            assert_eq!(
                setting.read(&text),
                Ok(setting.default),
                "{}",
                setting.field
            );
        }
        let timeout = of("idle_timeout_ms");
        assert_eq!(timeout.unit.text(1_500.0), "1.5");
        assert_eq!(timeout.unit.text(600_000.0), "600");
        assert_eq!(timeout.read(" 0.25 "), Ok(250.0));
        assert_eq!(of("breaker.failure_ratio").unit.text(0.07), "7");
        assert_eq!(of("breaker.failure_ratio").read("7"), Ok(0.07));
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        assert_eq!(of("max_attempts").read("three"), Err(Wrong::NoNumber));
        assert_eq!(of("max_attempts").read(""), Err(Wrong::NoNumber));
        assert_eq!(of("max_attempts").read("inf"), Err(Wrong::NoNumber));
        assert_eq!(of("max_attempts").read("1.5"), Err(Wrong::NoWholeNumber));
        assert_eq!(of("max_attempts").read("0"), Err(Wrong::TooSmall));
        assert_eq!(of("max_attempts").read("101"), Err(Wrong::TooLarge(100)));
        assert_eq!(of("breaker.failure_ratio").read("0"), Err(Wrong::TooSmall));
        assert_eq!(of("breaker.failure_ratio").read("100"), Ok(1.0));
        assert_eq!(of("total_timeout_ms").read("-1"), Err(Wrong::TooSmall));
    }

    #[test]
    fn fields_are_found_in_their_tables() {
        let mut changes = json!({});
        put(&mut changes, "max_attempts", json!(2));
        put(&mut changes, "breaker.open_ms", json!(9));
        put(&mut changes, "breaker.max_open_ms", Value::Null);
        assert_eq!(
            changes,
            json!({ "max_attempts": 2, "breaker": { "open_ms": 9, "max_open_ms": null } })
        );
        assert_eq!(at(&changes, "breaker.open_ms"), Some(&json!(9)));
        assert_eq!(at(&changes, "affinity.enabled"), None);
    }
}
