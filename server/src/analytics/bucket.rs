//! How a chart divides its time.

use routex_entity::Bucket;

use crate::rollup::{Grain, Keep};

/// Points a line, at most: a day of minutes, or two months of hours.
const MOST_POINTS: i64 = 1_500;
/// Points of all lines together, at most.
const MOST_IN_ALL: i64 = 20_000;
/// Up to this time, a chart is one of minutes unless told otherwise.
const SHORT_MS: i64 = 3 * 3_600_000;
/// Up to this time, it is one of hours.
const MIDDLING_MS: i64 = 8 * 24 * 3_600_000;

/// The time of a chart, on the bounds of its buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chart {
    pub grain: Grain,
    /// Milliseconds since the Unix epoch, inclusive.
    pub from_ms: i64,
    /// Exclusive.
    pub to_ms: i64,
}

pub const fn grain_of(bucket: Bucket) -> Grain {
    match bucket {
        Bucket::Minute => Grain::Minute,
        Bucket::Hour => Grain::Hour,
        Bucket::Day => Grain::Day,
    }
}

impl Chart {
    /// `wanted`: `None` for what suits the time. `finest`: nothing finer is kept of what is asked about. `lines`: at most.
    ///
    /// # Errors
    /// What is wrong with the bucket that is wanted.
    pub fn of(
        (from_ms, to_ms): (i64, i64),
        wanted: Option<Grain>,
        finest: Grain,
        keep: &Keep,
        lines: usize,
    ) -> Result<Self, String> {
        let on_bounds = |grain: Grain| Self {
            grain,
            from_ms: grain.floor(from_ms),
            to_ms: grain.ceil(to_ms),
        };
        let chart = match wanted {
            Some(grain) => on_bounds(grain),
            None => {
                let length_ms = to_ms.saturating_sub(from_ms);
                let suits = if length_ms <= SHORT_MS {
                    Grain::Minute
                } else if length_ms <= MIDDLING_MS {
                    Grain::Hour
                } else {
                    Grain::Day
                };
                let mut coarser = Grain::ALL.into_iter().filter(|grain| *grain >= suits);
                let there = |grain: &Grain| on_bounds(*grain).refused(finest, keep).is_none();
                on_bounds(coarser.find(there).unwrap_or(Grain::Day))
            }
        };
        if let Some(reason) = chart.refused(finest, keep) {
            return Err(reason);
        }
        let points = chart.points();
        let lines = i64::try_from(lines).unwrap_or(i64::MAX);
        if points > MOST_POINTS || points.saturating_mul(lines) > MOST_IN_ALL {
            return Err(format!(
                "{lines} lines of {points} points are too many; a line has at most {MOST_POINTS}, all together at most {MOST_IN_ALL}: take a longer bucket, a shorter time or a smaller limit"
            ));
        }
        Ok(chart)
    }

    pub const fn bucket(&self) -> Bucket {
        match self.grain {
            Grain::Minute => Bucket::Minute,
            Grain::Hour => Bucket::Hour,
            Grain::Day => Bucket::Day,
        }
    }

    /// How many a line has.
    pub const fn points(&self) -> i64 {
        self.to_ms.saturating_sub(self.from_ms) / self.grain.length_ms()
    }

    /// Where they begin.
    pub fn starts(&self) -> impl Iterator<Item = i64> + use<> {
        let (from_ms, length_ms) = (self.from_ms, self.grain.length_ms());
        (0..self.points()).map(move |number| from_ms + number * length_ms)
    }

    fn refused(&self, finest: Grain, keep: &Keep) -> Option<String> {
        if self.grain < finest {
            return Some(
                "minutes are not kept for channel, model and key at once; ask for hours".to_owned(),
            );
        }
        let kept_ms = keep.from_ms(self.grain);
        (self.from_ms < kept_ms).then(|| {
            let since = routex_entity::api::time(kept_ms);
            let bucket = self.bucket();
            format!(
                "{bucket}s are kept since {since}; take a longer bucket or a later from",
                since = since.to_rfc3339()
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;
    const DAY: i64 = 24 * HOUR;
    const NOW: i64 = 200 * DAY + HOUR / 2;
    const KEEP: Keep = Keep {
        minutes_from_ms: 198 * DAY,
        hours_from_ms: 110 * DAY,
    };

    fn chart(ago: i64, wanted: Option<Grain>, lines: usize) -> Result<Chart, String> {
        Chart::of((NOW - ago, NOW), wanted, Grain::Minute, &KEEP, lines)
    }

    #[test]
    fn a_chart_that_is_told_nothing_has_a_sensible_number_of_points() {
        for (ago, grain) in [
            (HOUR, Grain::Minute),
            (3 * HOUR, Grain::Minute),
            (24 * HOUR, Grain::Hour),
            (8 * DAY, Grain::Hour),
            (90 * DAY, Grain::Day),
        ] {
            let chart = chart(ago, None, 10).unwrap();
            assert_eq!(chart.grain, grain, "{ago}");
            assert!((24..=200).contains(&chart.points()), "{ago}");
            assert_eq!(chart.starts().count() as i64, chart.points());
        }
    }

    #[test]
    fn it_takes_what_is_kept() {
        let of = |from_ms, finest| {
            let chart = Chart::of((from_ms, from_ms + HOUR), None, finest, &KEEP, 1);
            chart.unwrap().grain
        };

        assert_eq!(of(197 * DAY, Grain::Minute), Grain::Hour);
        assert_eq!(of(100 * DAY, Grain::Minute), Grain::Day);
        assert_eq!(of(199 * DAY, Grain::Hour), Grain::Hour);
    }

    #[test]
    fn what_cannot_be_told_is_refused_with_what_to_do() {
        for refused in [
            chart(3 * DAY, Some(Grain::Minute), 1),
            chart(100 * DAY, Some(Grain::Hour), 1),
            chart(80 * DAY, Some(Grain::Hour), 1),
            chart(40 * DAY, Some(Grain::Hour), 50),
            Chart::of(
                (NOW - HOUR, NOW),
                Some(Grain::Minute),
                Grain::Hour,
                &KEEP,
                1,
            ),
        ] {
            assert!(refused.is_err(), "{refused:?}");
        }
    }
}
