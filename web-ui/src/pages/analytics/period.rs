//! The time that is shown. Pure.

use routex_entity::Bucket;

pub const MINUTE_MS: i64 = 60_000;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// Up to this, minutes are what suits; the server takes hours from 3 hours on.
const MINUTES_UP_TO_MS: i64 = 6 * HOUR_MS;

/// Up to this, the server takes hours.
const HOURS_UP_TO_MS: i64 = 8 * DAY_MS;

/// The length of a point.
pub const fn bucket_ms(bucket: Bucket) -> i64 {
    match bucket {
        Bucket::Minute => MINUTE_MS,
        Bucket::Hour => HOUR_MS,
        Bucket::Day => DAY_MS,
    }
}

/// A time that ends now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Hour,
    SixHours,
    Day,
    Week,
    Month,
    Quarter,
}

impl Span {
    pub const ALL: [Self; 6] = [
        Self::Hour,
        Self::SixHours,
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
    ];

    /// In the address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hour => "1h",
            Self::SixHours => "6h",
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
            Self::Quarter => "90d",
        }
    }

    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|span| span.name() == name)
    }

    pub const fn length_ms(self) -> i64 {
        match self {
            Self::Hour => HOUR_MS,
            Self::SixHours => 6 * HOUR_MS,
            Self::Day => DAY_MS,
            Self::Week => 7 * DAY_MS,
            Self::Month => 30 * DAY_MS,
            Self::Quarter => 90 * DAY_MS,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Last(Span),
    /// From and to, in milliseconds since 1970.
    Between(i64, i64),
}

impl Period {
    /// From and to, in milliseconds since 1970. A time that ends now begins with a whole point, so that what is added up is
    /// what the charts show.
    pub fn bounds(self, now_ms: i64, chosen: Option<Bucket>) -> (i64, i64) {
        match self {
            Self::Last(span) => {
                let point_ms = match chosen {
                    Some(bucket) => bucket_ms(bucket),
                    None if span.length_ms() <= MINUTES_UP_TO_MS => MINUTE_MS,
                    None if span.length_ms() <= HOURS_UP_TO_MS => HOUR_MS,
                    None => DAY_MS,
                };
                let from = now_ms - span.length_ms();
                (from.div_euclid(point_ms) * point_ms, now_ms)
            }
            Self::Between(from, to) => (from, to),
        }
    }

    /// What was drawn over, in whole minutes and never empty.
    pub fn drawn_over(from_ms: i64, to_ms: i64) -> Self {
        let from = from_ms.div_euclid(MINUTE_MS) * MINUTE_MS;
        let to = (to_ms + MINUTE_MS - 1).div_euclid(MINUTE_MS) * MINUTE_MS;
        Self::Between(from, to.max(from + MINUTE_MS))
    }

    /// The length of a point that suits. `None`: what the server takes by itself.
    pub fn suits(self) -> Option<Bucket> {
        let length_ms = match self {
            Self::Last(span) => span.length_ms(),
            Self::Between(from, to) => to - from,
        };
        (length_ms <= MINUTES_UP_TO_MS).then_some(Bucket::Minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_ends_now() {
        let now = 100 * DAY_MS + 5;
        let from = |span, chosen| Period::Last(span).bounds(now, chosen);
        assert_eq!(from(Span::Week, None), (93 * DAY_MS, now));
        assert_eq!(from(Span::Hour, None).0, 100 * DAY_MS - HOUR_MS);
        assert_eq!(from(Span::Hour, Some(Bucket::Day)).0, 99 * DAY_MS);
        assert_eq!(Period::Between(1, 2).bounds(9, None), (1, 2));
        for span in Span::ALL {
            assert_eq!(Span::by_name(span.name()), Some(span));
        }
    }

    #[test]
    fn what_was_drawn_over_is_whole_minutes() {
        let drawn = Period::drawn_over(MINUTE_MS + 5, 3 * MINUTE_MS - 5);
        assert_eq!(drawn, Period::Between(MINUTE_MS, 3 * MINUTE_MS));
        assert_eq!(Period::drawn_over(0, 0), Period::Between(0, MINUTE_MS));
    }

    #[test]
    fn short_times_are_told_in_minutes() {
        assert_eq!(Period::Last(Span::SixHours).suits(), Some(Bucket::Minute));
        assert_eq!(Period::Last(Span::Day).suits(), None);
    }
}
