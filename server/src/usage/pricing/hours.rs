//! A part of every day.

use std::{fmt, str::FromStr};

use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A part of every day, UTC. Written `16:30-00:30`; the end is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours {
    pub from: NaiveTime,
    pub to: NaiveTime,
}

impl Hours {
    pub(super) fn contain(self, time: NaiveTime) -> bool {
        if self.to < self.from {
            time >= self.from || time < self.to
        } else {
            self.from <= time && time < self.to
        }
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |time: NaiveTime| (time.hour(), time.minute());
        let ((from, past), (to, past_to)) = (time(self.from), time(self.to));
        write!(f, "{from:02}:{past:02}-{to:02}:{past_to:02}")
    }
}

impl FromStr for Hours {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
        let hours = text
            .split_once('-')
            .and_then(|(from, to)| Some((time(from)?, time(to)?)));
        let (from, to) = hours
            .filter(|(from, to)| from != to)
            .ok_or("expected two different times of day, UTC, such as 16:30-00:30")?;
        Ok(Self { from, to })
    }
}

impl Serialize for Hours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_written_as_they_are_read() {
        let hours: Hours = "16:30-00:30".parse().unwrap();
        assert_eq!(hours.to_string(), "16:30-00:30");
        for odd in ["", "16:30", "16:30-16:30", "25:00-01:00", "1-2"] {
            assert!(odd.parse::<Hours>().is_err(), "{odd}");
        }
    }
}
