//! The time that is looked at.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// Name in the address, and minutes.
pub const LASTS: [(&str, i64); 6] = [
    ("15m", 15),
    ("1h", 60),
    ("6h", 6 * 60),
    ("24h", 24 * 60),
    ("7d", 7 * 24 * 60),
    ("30d", 30 * 24 * 60),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Span {
    #[default]
    All,
    /// The minutes before now.
    Last(i64),
    Between {
        /// Inclusive.
        from: Option<DateTime<Utc>>,
        /// Exclusive.
        to: Option<DateTime<Utc>>,
    },
}

impl Span {
    /// `all`, `custom`, or one of [`LASTS`].
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Last(minutes) => LASTS
                .iter()
                .find(|(_, last)| *last == minutes)
                .map_or("all", |(name, _)| name),
            Self::Between { .. } => "custom",
        }
    }

    /// `None`: there is no such name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "all" => Some(Self::All),
            "custom" => Some(Self::Between {
                from: None,
                to: None,
            }),
            name => {
                let (_, minutes) = LASTS.iter().find(|(last, _)| *last == name)?;
                Some(Self::Last(*minutes))
            }
        }
    }

    /// The same with another beginning.
    pub fn beginning(self, from: Option<DateTime<Utc>>) -> Self {
        let (_, to) = self.ends();
        Self::Between { from, to }
    }

    /// The same with another end.
    pub fn ending(self, to: Option<DateTime<Utc>>) -> Self {
        let (from, _) = self.ends();
        Self::Between { from, to }
    }

    fn ends(self) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        match self {
            Self::Between { from, to } => (from, to),
            Self::All | Self::Last(_) => (None, None),
        }
    }

    pub(super) fn bounds(
        self,
        now: DateTime<Utc>,
    ) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        match self {
            Self::All => (None, None),
            Self::Last(minutes) => (Some(now - TimeDelta::minutes(minutes)), None),
            Self::Between { from, to } => (from, to),
        }
    }

    /// Takes a part of an address, if it is about the time.
    pub(super) fn read(&mut self, name: &str, value: &str) {
        *self = match (name, time(value)) {
            ("range", _) => Self::named(value).unwrap_or(*self),
            ("from", Some(from)) => self.beginning(Some(from)),
            ("to", Some(to)) => self.ending(Some(to)),
            _ => *self,
        };
    }

    pub(super) fn pairs(self) -> [(&'static str, Option<String>); 3] {
        let written = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let (range, from, to) = match self {
            Self::All => (None, None, None),
            Self::Between {
                from: None,
                to: None,
            }
            | Self::Last(_) => (Some(self.name().to_owned()), None, None),
            Self::Between { from, to } => (None, from.map(written), to.map(written)),
        };
        [("range", range), ("from", from), ("to", to)]
    }
}

/// As the API takes times: RFC 3339, or milliseconds since 1970.
fn time(text: &str) -> Option<DateTime<Utc>> {
    match text.parse() {
        Ok(ms) => DateTime::from_timestamp_millis(ms),
        Err(_) => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_a_span_of_this_name() {
        for name in ["all", "custom", "15m", "1h", "6h", "24h", "7d", "30d"] {
            assert_eq!(Span::named(name).unwrap().name(), name);
        }
        assert_eq!(Span::named("2h"), None);
    }

    #[test]
    fn times_are_read_as_the_api_reads_them() {
        let mut span = Span::All;
        span.read("from", "1795514400000");
        span.read("to", "2026-11-25T10:00:00Z");
        let Span::Between { from, to } = span else {
            panic!("{span:?}")
        };
        assert_eq!(from.unwrap().to_rfc3339(), "2026-11-24T10:00:00+00:00");
        assert_eq!((to.unwrap() - from.unwrap()).num_hours(), 24);
    }
}
