//! How finely time is divided, and for how long that is kept. Pure.

use routex_entity::api::Settings;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// A division of time; days are those of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    Minute,
    Hour,
    Day,
}

impl Grain {
    pub const ALL: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];

    /// Milliseconds.
    pub const fn length_ms(self) -> i64 {
        match self {
            Self::Minute => MINUTE_MS,
            Self::Hour => HOUR_MS,
            Self::Day => DAY_MS,
        }
    }

    /// As it stands in the database.
    pub const fn code(self) -> i64 {
        match self {
            Self::Minute => 0,
            Self::Hour => 1,
            Self::Day => 2,
        }
    }

    /// The beginning of the part in which a time lies; milliseconds since the Unix epoch.
    pub const fn floor(self, at_ms: i64) -> i64 {
        at_ms.saturating_sub(at_ms.rem_euclid(self.length_ms()))
    }

    /// The first beginning of a part that is not before a time.
    pub const fn ceil(self, at_ms: i64) -> i64 {
        let floor = self.floor(at_ms);
        if floor == at_ms {
            floor
        } else {
            floor.saturating_add(self.length_ms())
        }
    }
}

/// From when on cells are kept; milliseconds since the Unix epoch. Days are kept for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    pub minutes_from_ms: i64,
    pub hours_from_ms: i64,
}

impl Keep {
    pub fn at(settings: &Settings, now_ms: i64) -> Self {
        let ago = |grain: Grain, count: u32| {
            grain.floor(now_ms.saturating_sub(i64::from(count) * grain.length_ms()))
        };
        let hours_from_ms = match settings.analytics_hour_days {
            0 => i64::MIN,
            days => ago(Grain::Day, days),
        };
        Self {
            minutes_from_ms: ago(Grain::Hour, settings.analytics_minute_hours),
            hours_from_ms,
        }
    }

    /// The beginning of what is kept.
    pub const fn from_ms(&self, grain: Grain) -> i64 {
        match grain {
            Grain::Minute => self.minutes_from_ms,
            Grain::Hour => self.hours_from_ms,
            Grain::Day => i64::MIN,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_their_part_also_before_the_epoch() {
        assert_eq!(Grain::Minute.floor(119_999), 60_000);
        assert_eq!(Grain::Minute.ceil(60_001), 120_000);
        assert_eq!(Grain::Minute.ceil(60_000), 60_000);
        assert_eq!(Grain::Day.floor(-1), -DAY_MS);
        for at_ms in [i64::MIN, i64::MAX] {
            for grain in Grain::ALL {
                assert!(grain.floor(at_ms) <= at_ms);
                assert!(grain.ceil(at_ms) >= at_ms);
            }
        }
    }

    #[test]
    fn settings_say_how_long() {
        let now_ms = 100 * DAY_MS + 5 * HOUR_MS + 1;

        let keep = Keep::at(&Settings::default(), now_ms);
        assert_eq!(keep.minutes_from_ms, 98 * DAY_MS + 5 * HOUR_MS);
        assert_eq!(keep.hours_from_ms, 10 * DAY_MS);
        assert_eq!(keep.from_ms(Grain::Day), i64::MIN);

        let for_ever = Settings {
            analytics_hour_days: 0,
            ..Settings::default()
        };
        assert_eq!(Keep::at(&for_ever, now_ms).hours_from_ms, i64::MIN);
    }
}
